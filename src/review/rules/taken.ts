import type { Problem } from '../../dsl/error.ts';
import type { PlannedChange } from '../changes.ts';
import type { ReviewedResource } from '../resource.ts';
import { tokensIn } from '../token.ts';
import { own, textOf } from '../values.ts';
import type { Verdict } from './verdict.ts';
import { splitPath, type TreeReview } from './whole.ts';

const RULE_ENDS = ['IpProtocol', 'FromPort', 'ToPort', 'CidrIp', 'CidrIpv6'];

/** What AWS has one of, though it has no name that anybody gives: by these properties. */
const ONE_OF: Readonly<Record<string, readonly string[]>> = {
  'AWS::ApplicationAutoScaling::ScalableTarget': ['ServiceNamespace', 'ScalableDimension', 'ResourceId'],
  'AWS::EC2::Route': ['RouteTableId', 'DestinationCidrBlock', 'DestinationIpv6CidrBlock', 'DestinationPrefixListId'],
  'AWS::EC2::SecurityGroupEgress': ['GroupId', ...RULE_ENDS, 'DestinationSecurityGroupId', 'DestinationPrefixListId'],
  'AWS::EC2::SecurityGroupIngress': ['GroupId', ...RULE_ENDS, 'SourceSecurityGroupId', 'SourcePrefixListId'],
  'AWS::EC2::SubnetRouteTableAssociation': ['SubnetId'],
  'AWS::EC2::VPCGatewayAttachment': ['VpcId', 'InternetGatewayId', 'VpnGatewayId'],
  'AWS::ECS::ClusterCapacityProviderAssociations': ['Cluster'],
  'AWS::ElasticLoadBalancingV2::Listener': ['LoadBalancerArn', 'Port'],
  'AWS::ElasticLoadBalancingV2::ListenerRule': ['ListenerArn', 'Priority'],
  'AWS::Route53::RecordSet': ['HostedZoneId', 'HostedZoneName', 'Name', 'Type', 'SetIdentifier'],
  'AWS::S3::BucketPolicy': ['Bucket'],
  'AWS::SNS::Subscription': ['TopicArn', 'Protocol', 'Endpoint'],
  'AWS::SNS::TopicPolicy': ['Topics'],
};

/** A place that only one resource can have. */
interface Claim {
  readonly path: string;
  readonly type: string;
  readonly key: string;
  /** The properties that say it. */
  readonly said: readonly string[];
  /** Whether its resource is changed in place: it comes to the place, or leaves it, at some time during the update. */
  readonly isMoving: boolean;
}

/**
 * Refuses that one resource is made where another one still is: CloudFormation makes new ones first, and takes old ones away last. Two
 * that change places in place get into each other's way; of one that moves to where another leaves, nobody says which comes first.
 */
export function guardTaken({ changes }: TreeReview): Verdict {
  const [left, taken] = [claimsOf(changes, 'before'), claimsOf(changes, 'after')];
  const find = (claims: readonly Claim[], { key, path }: Claim) =>
    claims.find((other) => other.key === key && other.path !== path);
  const conflicts = taken.flatMap((claim) => {
    const other = find(left, claim);
    return other === undefined ? [] : [{ claim, other }];
  });
  const isMutual = ({ claim, other }: (typeof conflicts)[number]) =>
    conflicts.some((each) => each.claim.path === other.path && each.other.path === claim.path);
  const isCertain = (conflict: (typeof conflicts)[number]) => !conflict.other.isMoving || isMutual(conflict);
  return {
    refused: conflicts.filter(isCertain).map(problemOf),
    warned: conflicts.filter((conflict) => !isCertain(conflict)).map(problemOf),
    noted: [],
  };
}

function problemOf({ claim, other }: { readonly claim: Claim; readonly other: Claim }): Problem {
  const { path, type, said, isMoving } = claim;
  const what = `is the same to AWS by ${said.join(', ')}`;
  const message = isMoving
    ? `${type} would come to where ${other.path} is as long as that has not left, and ${what}`
    : `${type} would be made while ${other.path} is still there, and ${what}: it is refused, or taken away again with the old one`;
  const hint = other.isMoving
    ? 'make it two updates, the first of which leaves the place'
    : `keep the logical id ${splitPath(other.path).logicalId}; or let the old one go in one update, and make the new one in the next`;
  return { ...splitPath(path), code: 'name-taken', message, hint };
}

// The places that are left, or taken anew.
function claimsOf(changes: TreeReview['changes'], side: 'before' | 'after'): readonly Claim[] {
  return [...changes].flatMap(([path, change]) => {
    const claim = claimOf(path, change, change[side], changes);
    const other = claimOf(path, change, change[side === 'before' ? 'after' : 'before'], changes);
    return claim === undefined || claim.key === other?.key ? [] : [claim];
  });
}

function claimOf(
  path: string,
  { type, action, replacement }: PlannedChange,
  resource: ReviewedResource | undefined,
  changes: TreeReview['changes'],
): Claim | undefined {
  const names = Object.hasOwn(ONE_OF, type) ? ONE_OF[type] : undefined;
  if (names === undefined || resource === undefined) return undefined;
  const values = names.map((name) => own(resource.properties, name) ?? null);
  // At something that is made anew there is nothing yet.
  if (tokensIn(values).some(({ of }) => changes.get(of)?.replacement === 'yes')) return undefined;
  const said = names.filter((name) => own(resource.properties, name) !== undefined);
  return { path, type, said, key: `${type} ${textOf(values)}`, isMoving: action === 'Modify' && replacement === 'no' };
}

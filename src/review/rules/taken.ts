import type { Problem } from '../../dsl/error.ts';
import type { PlannedChange } from '../compare/changes.ts';
import type { ReviewedResource } from '../resolve/resource.ts';
import { tokensIn } from '../resolve/token.ts';
import { own, textOf } from '../resolve/values.ts';
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

/** One that comes to a place, and the other that has it. */
interface Conflict {
  readonly claim: Claim;
  readonly other: Claim;
}

/**
 * Refuses that one resource is made where another one still is: CloudFormation makes new ones first, and takes old ones away last. Two
 * that change places in place get into each other's way; of one that moves to where another leaves, nobody says which comes first.
 */
export function guardTaken({ changes }: TreeReview): Verdict {
  const [left, taken] = [claimsOf(changes, 'before'), claimsOf(changes, 'after')];
  const conflicts = taken.flatMap((claim): readonly Conflict[] => {
    const other = left.find(({ key, path }) => key === claim.key && path !== claim.path);
    return other === undefined ? [] : [{ claim, other }];
  });
  const isMutual = ({ claim, other }: Conflict) =>
    conflicts.some((each) => each.claim.path === other.path && each.other.path === claim.path);
  const isCertain = (conflict: Conflict) => !conflict.other.isMoving || isMutual(conflict);
  const tell = (conflict: Conflict) => problemOf(conflict, isMutual(conflict));
  return {
    refused: conflicts.filter(isCertain).map(tell),
    warned: conflicts.filter((conflict) => !isCertain(conflict)).map(tell),
    noted: [],
  };
}

function problemOf({ claim, other }: Conflict, isMutual: boolean): Problem {
  const { path, type, said, isMoving } = claim;
  const what = said.join(', ');
  const isOrdered = !other.isMoving;
  const message = isOrdered
    ? `${type} would ${isMoving ? 'get' : 'be made with'} the ${what} of ${other.path} while that is still there: AWS takes no two of them, or takes both away with the old one`
    : `${type} would ${isMoving ? 'get' : 'be made with'} the ${what} that ${other.path} has until it is changed itself: ${isMutual ? 'whichever of the two is first is refused' : 'AWS refuses it if this one is first, and nothing orders the two'}`;
  const hint = isOrdered
    ? `keep the logical id ${splitPath(other.path).logicalId}; or let the old one go in one update, and make the new one in the next`
    : `make it two updates, the first of which takes ${splitPath(other.path).logicalId} out of the way`;
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

import { EC2, ELBv2 } from '../../src/aws/index.ts';
import { type Expression, select, split } from '../../src/dsl/index.ts';
import type { Site } from '../common/site.ts';
import type { NewLoadBalancer } from '../options/listeners.ts';
import { declareAccessLogs } from './access-logs.ts';
import { type Admission, declareIngress, writeInline } from './admissions.ts';

/** A load balancer as its listeners, its names and other stacks see it. */
export interface Balancer {
  readonly arn: Expression<string>;
  /** As metrics name it: `app/<name>/<id>`. */
  readonly fullName: Expression<string>;
  readonly dnsName: Expression<string>;
  /** The zone of that name, which an alias names beside it. */
  readonly zoneId: Expression<string> | undefined;
  readonly securityGroupId: Expression<string>;
}

/** What a load balancer of the system's own refers to. */
interface BalancerReferences {
  readonly VpcId: Expression<string>;
  readonly SubnetIds: Expression<readonly string[]>;
}

/** Declares a load balancer with its security group and, where wanted, its access logs. */
export function declareBalancer(
  site: Site,
  { scheme, accessLogs }: NewLoadBalancer,
  admissions: readonly Admission[],
  { VpcId, SubnetIds }: BalancerReferences,
): Balancer {
  const { resource, tags } = site;
  const securityGroup = resource(
    'LoadBalancerSecurityGroup',
    new EC2.SecurityGroup({
      GroupDescription: 'Traffic into the load balancer',
      VpcId,
      SecurityGroupIngress: writeInline(admissions),
      Tags: tags('load-balancer'),
    }),
    { comment: 'The only group that clients may talk to.' },
  );
  const logs = accessLogs === false ? undefined : declareAccessLogs(site, accessLogs);
  const balancer = resource(
    'LoadBalancer',
    new ELBv2.LoadBalancer({
      Type: 'application',
      Scheme: scheme,
      Subnets: SubnetIds,
      SecurityGroups: [securityGroup.ref],
      LoadBalancerAttributes: [
        { Key: 'routing.http.drop_invalid_header_fields.enabled', Value: 'true' },
        ...(logs?.attributes ?? []),
      ],
      Tags: tags(),
    }),
    {
      dependsOn: logs?.policy,
      comment: logs
        ? 'One entrance for both colours. It tries the log bucket when it is made, so the policy is there before it.'
        : 'One entrance for both colours.',
    },
  );
  return {
    arn: balancer.ref,
    fullName: balancer.att('LoadBalancerFullName'),
    dnsName: balancer.att('DNSName'),
    zoneId: balancer.att('CanonicalHostedZoneID'),
    securityGroupId: securityGroup.ref,
  };
}

/** The parameters that describe a load balancer that exists. */
interface ExistingReferences {
  readonly LoadBalancerArn: Expression<string>;
  readonly LoadBalancerSecurityGroupId: Expression<string>;
  readonly LoadBalancerDnsName: Expression<string>;
  readonly LoadBalancerZoneId: Expression<string> | undefined;
}

/** Takes a load balancer that another system has made, and lets this one's clients in at its ports. */
export function takeBalancer(
  site: Site,
  admissions: readonly Admission[],
  { LoadBalancerArn, LoadBalancerSecurityGroupId, LoadBalancerDnsName, LoadBalancerZoneId }: ExistingReferences,
): Balancer {
  declareIngress(site, LoadBalancerSecurityGroupId, admissions);
  return {
    arn: LoadBalancerArn,
    fullName: select(1, split('loadbalancer/', LoadBalancerArn)),
    dnsName: LoadBalancerDnsName,
    zoneId: LoadBalancerZoneId,
    securityGroupId: LoadBalancerSecurityGroupId,
  };
}

import type { Expression } from '../../src/dsl/index.ts';
import type { Site, SiteOptions } from '../common/site.ts';
import type { NewVpc } from '../options/network.ts';

/** What the network stack is made from. */
export interface NetworkStackOptions extends NewVpc, SiteOptions {
  /** Whether tasks run on container instances, which talk to ECS themselves. */
  readonly containerInstances: boolean;
  /** Whether the load balancer stands in the public subnets, for clients from the internet, or where the tasks are. */
  readonly internetFacing: boolean;
  /** Further services that tasks reach: where their secrets are, and where a shell into them comes from. */
  readonly furtherServices: readonly ('secretsmanager' | 'ssm' | 'ssmmessages')[];
  /** Whether hooks run in the private subnets. */
  readonly hooks: boolean;
  /** Whether hooks come to the load balancer through the NAT, so that it must know the NAT's addresses. */
  readonly hooksThroughNat: boolean;
}

/** What every part of the network needs to know. */
export interface NetworkSite extends Site {
  readonly options: NetworkStackOptions;
  readonly vpcId: Expression<string>;
  readonly vpcCidr: Expression<string>;
}

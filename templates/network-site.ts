import type { Expression, StackTools, sub } from '../src/dsl/index.ts';
import type { NewVpc } from './options.ts';

/** What the network stack is made from. */
export interface NetworkStackOptions extends NewVpc {
  /** Whether tasks run on container instances, which talk to ECS themselves. */
  readonly containerInstances: boolean;
  /** Whether the load balancer stands in the public subnets, for clients from the internet, or where the tasks are. */
  readonly internetFacing: boolean;
  /** Whether hooks come to the load balancer through the NAT, so that it must know the NAT's addresses. */
  readonly hooksThroughNat: boolean;
}

/** What every part of the network needs to know. */
export interface Site extends StackTools {
  readonly options: NetworkStackOptions;
  readonly vpcId: Expression<string>;
  readonly vpcCidr: Expression<string>;
  readonly systemName: Expression<string>;
  readonly tags: (name: string) => readonly { readonly Key: string; readonly Value: ReturnType<typeof sub> }[];
}

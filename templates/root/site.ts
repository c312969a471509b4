import type { Expression, ParameterReferences, StackTools } from '../../src/dsl/index.ts';
import type { HookPlacement } from '../hooks/placement.ts';
import type { CompleteOptions } from '../options/system.ts';
import type { rootParameters } from './root-parameters.ts';

type RootReferences = ParameterReferences<ReturnType<typeof rootParameters>>;

/** The network as the other stacks see it, new or existing. */
export interface NetworkPlace {
  readonly VpcId: Expression<string>;
  /** Where a load balancer of the system's own stands. */
  readonly LoadBalancerSubnetIds: Expression<readonly string[]> | undefined;
  /** Where tasks or instances run, unless the instances are a cluster's that exists. */
  readonly TaskSubnetIds: Expression<readonly string[]> | undefined;
  readonly HookSubnetIds: Expression<readonly string[]> | undefined;
  readonly NatCidrs: Expression<readonly string[]> | undefined;
}

/** Where tasks run. */
export interface ClusterPlace {
  readonly ClusterName: Expression<string>;
  readonly CapacityProviderName: Expression<string> | undefined;
  readonly InstanceSecurityGroupId: Expression<string> | undefined;
  /** The Auto Scaling group of instances of the system's own. */
  readonly InstanceGroupName: Expression<string> | undefined;
}

/** What the root declares with. */
export interface RootSite extends Pick<StackTools, 'nest'> {
  readonly options: CompleteOptions;
  readonly placement: HookPlacement;
  readonly given: RootReferences;
  /** What every stack with roles is given. */
  readonly common: Pick<RootReferences, 'SystemName' | 'PermissionsBoundaryArn'>;
}

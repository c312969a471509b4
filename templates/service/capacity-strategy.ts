import type { ECS } from '../../src/aws/index.ts';
import type { Value } from '../../src/dsl/index.ts';
import type { CapacityOptions } from '../options/capacity.ts';

/**
 * What the service's tasks are placed on. The AppSpec must repeat it: CodeDeploy drops what it does not find there.
 * @param providerName the capacity provider of EC2 instances.
 */
export function capacityStrategy(
  capacity: CapacityOptions,
  providerName: Value<string> | undefined,
): readonly ECS.ServiceCapacityProviderStrategyItem[] {
  if (capacity.kind !== 'fargate') return [{ CapacityProvider: providerName, Weight: 1 }];
  const { spotWeight, onDemandBase } = capacity;
  const onDemand = { CapacityProvider: 'FARGATE', ...(onDemandBase > 0 ? { Base: onDemandBase } : {}), Weight: 1 };
  return spotWeight > 0 ? [onDemand, { CapacityProvider: 'FARGATE_SPOT', Weight: spotWeight }] : [onDemand];
}

/** What a file in `templates/systems/` imports to describe its system with. */

export { gitHubActions, tokenIssuer } from './deployer/identity.ts';
export { type CapacityOptions, ec2, existingEc2, fargate } from './options/capacity.ts';
export {
  type ContainerOptions,
  fromEcr,
  parameterStore,
  type SidecarOptions,
  secretsManager,
} from './options/container.ts';
export {
  codeCommit,
  connection,
  existingCodeCommit,
  image,
  type SourceOptions,
  toolsAccount,
} from './options/delivery.ts';
export { allAtOnce, canary, linear, type TrafficOptions } from './options/deployment.ts';
export { type HookOptions, type LifecycleEvent, type ProbeOptions, probe } from './options/hooks.ts';
export {
  existingLoadBalancer,
  http,
  https,
  type ListenerOptions,
  type LoadBalancerOptions,
} from './options/listeners.ts';
export { existingVpc, type NetworkOptions, newVpc, type RetentionDays } from './options/network.ts';
export type { SystemOptions } from './options/system.ts';

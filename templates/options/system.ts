import type { CiIdentity } from '../deployer/identity.ts';
import type { Environment } from '../environments/environment.ts';
import type { Fleet } from '../environments/fleet.ts';
import type { CapacityOptions, Ec2Capacity, ExistingEc2Capacity, FargateCapacity } from './capacity.ts';
import type {
  ContainerOptions,
  PermissionStatement,
  ScalingOptions,
  ServiceOptions,
  SidecarOptions,
} from './container.ts';
import type { BuildOptions, DeliveryOptions, SourceOptions, ToolsAccount } from './delivery.ts';
import type { ApprovalOptions, RollbackOptions, TrafficOptions } from './deployment.ts';
import type { HookOptions } from './hooks.ts';
import type { ListenerOptions, LoadBalancerChoice, LoadBalancerOptions } from './listeners.ts';
import type { NetworkOptions } from './network.ts';

/** A blue/green system, as a file in `templates/systems/` describes it. */
export type SystemOptions = CommonOptions & (OnInstances | OnFargate) & (WithTestListener | WithoutTestListener);

interface CommonOptions {
  /** Names the system's folder, and by default what it creates: lower case, at most 20 characters. */
  readonly name: string;
  readonly network?: NetworkOptions;
  readonly loadBalancer?: LoadBalancerChoice;
  readonly service?: Partial<ServiceOptions>;
  /** What the application may do in AWS. */
  readonly permissions?: readonly PermissionStatement[];
  /** How traffic moves; a tenth of it for five minutes, then the rest, unless said. */
  readonly traffic?: TrafficOptions;
  readonly rollbackOn?: Partial<RollbackOptions>;
  /**
   * How long the old version stays after all traffic has left it, in minutes; going back is quick as long as it does. 5, or as many as
   * the alarms of `rollbackOn` may need, unless said; never fewer than those.
   */
  readonly terminateBlueAfterMinutes?: number;
  readonly approval?: ApprovalOptions;
  /** How many tasks run; with `scaling`, that decides. A parameter of the root, with this as its default. */
  readonly desiredCount?: number;
  readonly scaling?: ScalingOptions;
  /** Where it is deployed to; each gives it a file of parameters. */
  readonly environments?: readonly Environment[];
  /** The fleets of accounts and regions that it is deployed to by stack sets, if they list it. */
  readonly fleets?: readonly Fleet[];
  /** Who deploys in CI; `gitHubActions({ by: 'environment' })` unless said. `deployer.yaml` lets it in, and nobody else. */
  readonly deployedBy?: CiIdentity;
  /** Where new versions come from; without it the system has no pipeline, and releases are started by hand. */
  readonly source?: SourceOptions;
  readonly build?: Partial<BuildOptions>;
  /** `toolsAccount()` for a pipeline in another account; with the service unless said. */
  readonly pipelineIn?: ToolsAccount;
  /** Whether a person must say that a version may be deployed; `approval` asks when it runs and before traffic moves. */
  readonly approveDeploy?: boolean;
  /** Where AppSpec and task definition come from; the template, unless said. */
  readonly releaseFrom?: 'template' | 'repository';
  /** What CloudWatch records of the cluster's containers, where the cluster is the system's own. */
  readonly containerInsights?: 'enabled' | 'enhanced';
  /** Whether every role gets a permissions boundary; the root takes its ARN as a parameter. */
  readonly permissionsBoundary?: boolean;
  /** Tags of everything that takes tags. */
  readonly tags?: Readonly<Record<string, string>>;
}

interface OnInstances {
  readonly capacity: Ec2Capacity | ExistingEc2Capacity;
  /** What runs. On instances each container says how much memory it needs. */
  readonly container: ContainerOptions & { readonly memory: number };
  readonly sidecars?: readonly (SidecarOptions & { readonly memory: number })[];
}

interface OnFargate {
  readonly capacity: FargateCapacity;
  /** What runs. */
  readonly container: ContainerOptions;
  readonly sidecars?: readonly SidecarOptions[];
}

interface WithTestListener {
  readonly listeners: {
    /** Carries users. */
    readonly production: ListenerOptions;
    /** Shows the new version to hooks and testers before any user sees it. */
    readonly test: ListenerOptions;
  };
  readonly hooks?: HookOptions;
}

interface WithoutTestListener {
  readonly listeners: { readonly production: ListenerOptions; readonly test?: never };
  /** Without a test listener there is no test traffic, and so no event after it. */
  readonly hooks?: Omit<HookOptions, 'AfterAllowTestTraffic'> & { readonly AfterAllowTestTraffic?: never };
}

/** The options with everything that was left out filled in, and checked. */
export interface CompleteOptions {
  readonly name: string;
  readonly network: NetworkOptions;
  readonly loadBalancer: LoadBalancerOptions;
  readonly listeners: { readonly production: ListenerOptions; readonly test?: ListenerOptions };
  readonly capacity: CapacityOptions;
  readonly container: ContainerOptions & { readonly name: string };
  readonly sidecars: readonly SidecarOptions[];
  readonly service: ServiceOptions;
  readonly permissions: readonly PermissionStatement[];
  readonly desiredCount: number;
  readonly scaling: ScalingOptions | undefined;
  readonly hooks: HookOptions;
  readonly traffic: TrafficOptions;
  readonly rollbackOn: RollbackOptions;
  readonly terminateBlueAfterMinutes: number;
  readonly approval: ApprovalOptions | undefined;
  readonly containerInsights: 'enabled' | 'enhanced';
  /** How new versions get here; undefined without a source. */
  readonly delivery: DeliveryOptions | undefined;
  readonly permissionsBoundary: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

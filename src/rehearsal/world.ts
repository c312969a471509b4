/** A task set's tasks, to be started: what CodeDeploy has ECS make of a task definition. */
export interface TaskSetOrder {
  /** `ecs-svc/0123456789012345678` */
  readonly id: string;
  /** The ARN of a registered revision: what runs is read from it. */
  readonly taskDefinitionArn: string;
  /** Where its tasks are registered. */
  readonly targetGroupArn: string;
  readonly containerName: string;
  readonly containerPort: number;
  readonly count: number;
}

/** One task of a set. */
export interface TaskState {
  readonly id: string;
  readonly taskSetId: string;
  readonly status: 'starting' | 'running' | 'draining' | 'stopped';
  /** What the load balancer says of it; undefined where it is not registered. */
  readonly health: 'initial' | 'healthy' | 'unhealthy' | 'draining' | undefined;
  /** How its process ended. */
  readonly exitCode?: number | undefined;
  readonly stoppedReason?: string | undefined;
}

/**
 * What runs: processes in the place of tasks, and the load balancer in front of them. It is what a deployment moves; it decides nothing
 * by itself, and reads from the account what is declared there.
 */
export interface World {
  /** Begins to start the tasks of a set, and keeps as many running as are wanted until it is stopped: what ends is started anew. */
  startTaskSet(order: TaskSetOrder): void;
  /** Takes the tasks of a set out of the load balancer, lets them finish, and ends them. Returns when all are gone. */
  stopTaskSet(id: string): Promise<void>;
  /** The tasks of a set, those that have ended not long ago among them. */
  tasks(id: string): readonly TaskState[];
  /** Whether as many tasks of a set as are wanted are running and healthy. */
  isSteady(id: string): boolean;
  /** What the load balancer has measured since then: of each target group, and of itself. */
  measure(since: Date): Measurement;
  /** The address of a listener, by its ARN: `http://127.0.0.1:41234`. Undefined where nothing listens for it. */
  addressOf(listenerArn: string): string | undefined;
}

/** What went through a target group: CloudWatch's metrics of the same names. Times in seconds. */
export interface GroupMeasurement {
  readonly RequestCount: number;
  readonly HTTPCode_Target_2XX_Count: number;
  readonly HTTPCode_Target_5XX_Count: number;
  readonly UnHealthyHostCount: number;
  readonly HealthyHostCount: number;
  /** Connections to targets that could not be made; where it is not said there were none. */
  readonly TargetConnectionErrorCount?: number;
  /** Every answer's time until its headers came. */
  readonly TargetResponseTime: readonly number[];
}

/** What the load balancer has measured. @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html */
export interface Measurement {
  readonly groups: Readonly<Record<string, GroupMeasurement>>;
  /** Answers of the load balancer's own: no healthy target (503), a target that hung up (502), one that took too long (504). */
  readonly HTTPCode_ELB_5XX_Count: number;
  /** Those of them with each status; where they are not said there were none. */
  readonly HTTPCode_ELB_502_Count?: number;
  readonly HTTPCode_ELB_503_Count?: number;
  readonly HTTPCode_ELB_504_Count?: number;
  readonly RequestCount: number;
}

/** A target as DescribeTargetHealth tells of it. */
export interface RegisteredTarget {
  /** An instance's id, or an address. */
  readonly id: string;
  /** Undefined as long as nothing listens there. */
  readonly port: number | undefined;
  readonly state: 'initial' | 'healthy' | 'unhealthy' | 'draining';
  /** Undefined of a healthy one. */
  readonly reason?: string | undefined;
  readonly description?: string | undefined;
}

/** The targets that are registered at a target group, by its ARN. */
export type Targets = (targetGroupArn: string) => readonly RegisteredTarget[];

/** None, as long as nobody runs anything. */
export const NO_TARGETS: Targets = () => [];

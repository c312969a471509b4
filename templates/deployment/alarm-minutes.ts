import type { RollbackOptions } from '../options/deployment.ts';

/** What is watched. */
export interface AlarmOptions {
  readonly rollbackOn: RollbackOptions;
  /** How long ECS lets a new task fail its health checks. */
  readonly gracePeriodSeconds: number;
}

/** Alarms judge whole minutes: two bad ones of three, so that one lost request stops nothing. */
export const PERIOD = 60;
export const BAD_MINUTES = 2;

/**
 * The bad minutes that make targets unhealthy. While a task starts, it may fail its health checks for as long as ECS lets it: that
 * must not stop the release it is part of.
 */
export function badMinutesOfHosts(gracePeriodSeconds: number): number {
  return Math.max(BAD_MINUTES, Math.ceil(gracePeriodSeconds / PERIOD) + 1);
}

/**
 * The minutes in which the slowest alarm that is watched rings, from when things go wrong; 0 where none is. The first is bad in part
 * only and may not count.
 */
export function minutesToRing({ rollbackOn, gracePeriodSeconds }: AlarmOptions): number {
  const { unhealthyHosts, http5xxPercent, latencyP99Seconds } = rollbackOn;
  if (unhealthyHosts) return badMinutesOfHosts(gracePeriodSeconds) + 1;
  return http5xxPercent === false && latencyP99Seconds === false ? 0 : BAD_MINUTES + 1;
}

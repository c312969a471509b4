import { request } from 'node:http';
import type { LocalResource } from '../../local/resource.ts';
import { numberOf, objectOf, textOf } from '../../local/resources/read.ts';
import { HEALTH_CHECKER } from '../tasks/fault.ts';

/** How a target group looks whether its targets are well. Times in seconds. */
export interface HealthCheck {
  readonly path: string;
  readonly interval: number;
  readonly timeout: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
  readonly matches: (status: number) => boolean;
}

/**
 * A target group's health check, with what ELB takes where nothing is said.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
 */
export function healthCheckOf({ properties }: LocalResource): HealthCheck {
  const matcher = textOf(objectOf(properties, 'Matcher'), 'HttpCode') ?? '200';
  return {
    path: textOf(properties, 'HealthCheckPath') ?? '/',
    interval: numberOf(properties, 'HealthCheckIntervalSeconds') ?? 30,
    timeout: numberOf(properties, 'HealthCheckTimeoutSeconds') ?? 5,
    healthyThreshold: numberOf(properties, 'HealthyThresholdCount') ?? 5,
    unhealthyThreshold: numberOf(properties, 'UnhealthyThresholdCount') ?? 2,
    matches: matcherOf(matcher),
  };
}

/** Whether a status is among those of a matcher: `200`, `200,202`, `200-299`. */
export function matcherOf(text: string): (status: number) => boolean {
  const ranges = text.split(',').map((part) => {
    const [from = Number.NaN, to = from] = part.split('-').map(Number);
    return { from, to };
  });
  return (status) => ranges.some(({ from, to }) => status >= from && status <= to);
}

/** What was wrong with an answer, in ELB's words: a reason code and a description; undefined where nothing was. */
export type Finding = { readonly reason: string; readonly description: string } | undefined;

/** Looks at a target once, on a connection of its own. @param timeout in milliseconds */
export function lookAt(port: number, check: HealthCheck, timeout: number): Promise<Finding> {
  return new Promise((resolve) => {
    let isLate = false;
    const headers = { 'user-agent': HEALTH_CHECKER, connection: 'close' };
    const sent = request({ host: '127.0.0.1', port, path: check.path, headers, agent: false }, (response) => {
      clearTimeout(timer);
      response.resume();
      const { statusCode = 0 } = response;
      const description = `Health checks failed with these codes: [${statusCode}]`;
      resolve(check.matches(statusCode) ? undefined : { reason: 'Target.ResponseCodeMismatch', description });
    });
    const timer = setTimeout(() => {
      isLate = true;
      sent.destroy();
    }, timeout);
    sent.on('error', () => {
      clearTimeout(timer);
      resolve(isLate ? LATE : FAILED);
    });
    sent.end();
  });
}

const LATE: Finding = { reason: 'Target.Timeout', description: 'Request timed out' };

/** A target that nobody can connect to. */
export const FAILED: Finding = { reason: 'Target.FailedHealthChecks', description: 'Health checks failed' };

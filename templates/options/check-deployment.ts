import { minutesToRing } from '../deployment/alarm-minutes.ts';
import type { TrafficOptions } from './deployment.ts';
import { invalid, isWhole, type OptionProblem, oneOf, onlyKnown, yesOrNo } from './problem.ts';
import type { CompleteOptions } from './system.ts';

/** CodeDeploy takes waits of up to two days, and five days from the start to the shift of the traffic. */
const MOST_MINUTES = 2880;
const MOST_MINUTES_TO_SHIFT = 7200;

/** What is wrong with how releases go. */
export function checkDeployment(options: CompleteOptions): readonly OptionProblem[] {
  const { traffic, rollbackOn, approval, terminateBlueAfterMinutes, containerInsights } = options;
  const problems = [
    ...yesOrNo('rollbackOn.unhealthyHosts', rollbackOn.unhealthyHosts),
    ...yesOrNo('permissionsBoundary', options.permissionsBoundary),
    ...onlyKnown('approval', approval ?? {}, ['waitMinutes']),
    ...onlyKnown('rollbackOn', rollbackOn, ['unhealthyHosts', 'http5xxPercent', 'latencyP99Seconds']),
    ...oneOf('traffic.kind', traffic.kind, ['all-at-once', 'canary', 'linear']),
    ...oneOf('containerInsights', containerInsights, ['enabled', 'enhanced']),
    ...checkTraffic(traffic),
    ...checkMinutes('terminateBlueAfterMinutes', terminateBlueAfterMinutes, 0),
    ...(approval ? checkMinutes('approval.waitMinutes', approval.waitMinutes, 1) : []),
  ];
  const { http5xxPercent, latencyP99Seconds } = rollbackOn;
  if (
    http5xxPercent !== false &&
    !(typeof http5xxPercent === 'number' && http5xxPercent >= 0 && http5xxPercent < 100)
  ) {
    const message = `${http5xxPercent} is not a share in percent`;
    problems.push(invalid('rollbackOn.http5xxPercent', message, 'use a number from 0 to below 100, or false'));
  }
  if (
    latencyP99Seconds !== false &&
    !(typeof latencyP99Seconds === 'number' && latencyP99Seconds > 0 && latencyP99Seconds <= 4000)
  ) {
    const message = `${latencyP99Seconds} is not a time in seconds`;
    problems.push(invalid('rollbackOn.latencyP99Seconds', message, 'use a number above 0, or false'));
  }
  if (problems.length === 0) problems.push(...checkTimeToRing(options));
  const minutes = minutesToShift(traffic) + (approval?.waitMinutes ?? 0);
  if (problems.length === 0 && minutes > MOST_MINUTES_TO_SHIFT) {
    const message = `takes ${minutes} minutes, approval included; CodeDeploy allows ${MOST_MINUTES_TO_SHIFT}`;
    problems.push(invalid('traffic', message, 'use larger or quicker steps'));
  }
  return problems;
}

/** Once the old version is gone, an alarm has nothing to go back to. */
function checkTimeToRing({
  rollbackOn,
  service,
  terminateBlueAfterMinutes,
}: CompleteOptions): readonly OptionProblem[] {
  const { gracePeriodSeconds } = service;
  const least = minutesToRing({ rollbackOn, gracePeriodSeconds });
  if (!(terminateBlueAfterMinutes < least)) return [];
  const grace = rollbackOn.unhealthyHosts ? `, with service.gracePeriodSeconds: ${gracePeriodSeconds}` : '';
  const message =
    `the old version is gone after ${terminateBlueAfterMinutes} minutes, and what rollbackOn watches may need ` +
    `${least} to tell that the new one is bad${grace}: then there is nothing to go back to`;
  return [invalid('terminateBlueAfterMinutes', message, `use at least ${least}, or let rollbackOn watch less`)];
}

function checkTraffic(traffic: TrafficOptions): readonly OptionProblem[] {
  if (traffic.kind !== 'canary' && traffic.kind !== 'linear') return [];
  const [name, minutes] =
    traffic.kind === 'canary' ? ['minutes', traffic.minutes] : ['everyMinutes', traffic.everyMinutes];
  return [
    ...(isWhole(traffic.percent, 1, 99)
      ? []
      : [
          invalid('traffic.percent', `${traffic.percent} is not a share in percent`, 'use a whole number from 1 to 99'),
        ]),
    ...checkMinutes(`traffic.${name}`, minutes, 1),
  ];
}

function checkMinutes(path: string, minutes: number, least: number): readonly OptionProblem[] {
  if (isWhole(minutes, least, MOST_MINUTES)) return [];
  const hint = `use a whole number from ${least} to ${MOST_MINUTES}`;
  return [invalid(path, `${minutes} is not a number of minutes`, hint)];
}

function minutesToShift(traffic: TrafficOptions): number {
  if (traffic.kind === 'canary') return traffic.minutes;
  if (traffic.kind !== 'linear') return 0;
  return (Math.ceil(100 / traffic.percent) - 1) * traffic.everyMinutes;
}

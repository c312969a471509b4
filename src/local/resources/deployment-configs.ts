import type { Account } from '../account.ts';
import { DEPLOYMENT_CONFIG } from './code-deploy.ts';
import { numberOf, objectOf, textOf } from './read.ts';

/** How traffic moves: what goes first, and what follows how many minutes later. */
export type TrafficRouting =
  | { readonly type: 'AllAtOnce' }
  | {
      readonly type: 'TimeBasedCanary' | 'TimeBasedLinear';
      readonly percentage: number;
      readonly minutes: number;
    };

const linear = (minutes: number) => ({ type: 'TimeBasedLinear', percentage: 10, minutes }) as const;
const canary = (minutes: number) => ({ type: 'TimeBasedCanary', percentage: 10, minutes }) as const;

/**
 * Those that every account has, for ECS.
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html
 */
const ROUTINGS: Readonly<Record<string, TrafficRouting>> = {
  'CodeDeployDefault.ECSAllAtOnce': { type: 'AllAtOnce' },
  'CodeDeployDefault.ECSLinear10PercentEvery1Minutes': linear(1),
  'CodeDeployDefault.ECSLinear10PercentEvery3Minutes': linear(3),
  'CodeDeployDefault.ECSCanary10Percent5Minutes': canary(5),
  'CodeDeployDefault.ECSCanary10Percent15Minutes': canary(15),
};

/** The names of those that every account has, for ECS. */
export const PREDEFINED: readonly string[] = Object.keys(ROUTINGS);

/** What a deployment configuration says of traffic; undefined for a name that there is none of. */
export function trafficRoutingOf(account: Account, name: string): TrafficRouting | undefined {
  if (Object.hasOwn(ROUTINGS, name)) return ROUTINGS[name];
  const found = account.find(DEPLOYMENT_CONFIG, name);
  if (!found) return undefined;
  const said = objectOf(found.properties, 'TrafficRoutingConfig');
  const type = textOf(said, 'Type');
  if (type !== 'TimeBasedCanary' && type !== 'TimeBasedLinear') return { type: 'AllAtOnce' };
  const kind = type === 'TimeBasedCanary' ? 'Canary' : 'Linear';
  const detail = objectOf(said, type);
  return {
    type,
    percentage: numberOf(detail, `${kind}Percentage`) ?? 100,
    minutes: numberOf(detail, `${kind}Interval`) ?? 0,
  };
}

/** The shares of the new version in percent, one after the other, ending with 100: 10, 20, ... for a linear one. */
export function stepsOf(routing: TrafficRouting): readonly number[] {
  if (routing.type === 'AllAtOnce' || routing.percentage >= 100) return [100];
  if (routing.type === 'TimeBasedCanary') return [routing.percentage, 100];
  const steps = Math.ceil(100 / routing.percentage);
  return Array.from({ length: steps }, (_, index) => Math.min(100, (index + 1) * routing.percentage));
}

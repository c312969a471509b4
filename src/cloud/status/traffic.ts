import { type Action, DescribeListenersCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { explained } from '../call.ts';
import type { Clients } from '../clients.ts';
import { nameOf, targetsOf } from '../colour.ts';

/** Where a listener sends requests. */
export interface ListenerTraffic {
  readonly port: number | undefined;
  /** Of 100 requests, how many go to a target group. Those that get none are not there. */
  readonly shares: readonly TrafficShare[];
}

/** How much of the traffic a target group gets. */
export interface TrafficShare {
  /** `blue` or `green`; the target group's name where it is neither. */
  readonly to: string;
  /** In percent. */
  readonly percent: number;
}

/** What listeners do with requests now, by what they are for. */
export interface Traffic {
  readonly production: ListenerTraffic | undefined;
  readonly test: ListenerTraffic | undefined;
}

/**
 * Where production and test listener send requests, from the outputs of a root stack; undefined where it has none.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_DescribeListeners.html
 */
export async function readTraffic(
  { elb, region }: Pick<Clients, 'elb' | 'region'>,
  outputs: Readonly<Record<string, string>>,
): Promise<Traffic | undefined> {
  const { ProductionListenerArn: production, TestListenerArn: test } = outputs;
  const arns = [production, test].filter((arn) => arn !== undefined);
  if (production === undefined) return undefined;
  const { Listeners = [] } = await explained(elb.send(new DescribeListenersCommand({ ListenerArns: arns })), {
    action: 'elasticloadbalancing:DescribeListeners',
    resource: arns.join(' and '),
    region,
  });
  const of = (arn: string | undefined): ListenerTraffic | undefined => {
    const listener = Listeners.find(({ ListenerArn }) => ListenerArn === arn);
    return listener && { port: listener.Port, shares: sharesOf(listener.DefaultActions ?? [], outputs) };
  };
  return { production: of(production), test: of(test) };
}

/** Which colour serves users: the one that gets all of them; undefined while both do, or none. */
export function onlyColour({ production }: Traffic): string | undefined {
  const [only, ...others] = production?.shares ?? [];
  return others.length === 0 ? only?.to : undefined;
}

function sharesOf(actions: readonly Action[], outputs: Readonly<Record<string, string>>): readonly TrafficShare[] {
  const groups = actions.flatMap(targetsOf);
  const all = groups.reduce((sum, { weight }) => sum + weight, 0);
  return groups
    .filter(({ weight }) => weight > 0)
    .map(({ arn, weight }) => ({ to: colourOf(arn, outputs), percent: Math.round((weight / all) * 100) }));
}

function colourOf(
  arn: string,
  { BlueTargetGroupName, GreenTargetGroupName }: Readonly<Record<string, string>>,
): string {
  const name = nameOf(arn);
  return name === BlueTargetGroupName ? 'blue' : name === GreenTargetGroupName ? 'green' : name;
}

import { type Action, DescribeListenersCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { type Problem, TealformError } from '../../dsl/error.ts';
import { answered } from '../call.ts';
import type { Clients } from '../clients.ts';
import { nameOf, targetsOf } from '../colour.ts';
import type { Progress } from '../progress.ts';
import { commandWords } from '../target.ts';
import type { DeployContext } from './context.ts';

/** What a listener of the system does with a request. */
export interface ListenerFacts {
  readonly name: 'production' | 'test';
  readonly arn: string;
  readonly actions: readonly Action[];
}

/** The listeners of a system, by the outputs of its root stack; those that are there. */
export async function readListeners(
  clients: Clients,
  outputs: Readonly<Record<string, string>>,
): Promise<readonly ListenerFacts[]> {
  const { ProductionListenerArn: production, TestListenerArn: test } = outputs;
  const found = await Promise.all([
    readListener(clients, 'production', production),
    readListener(clients, 'test', test),
  ]);
  return found.filter((listener) => listener !== undefined);
}

async function readListener(
  { elb, region }: Clients,
  name: ListenerFacts['name'],
  arn: string | undefined,
): Promise<ListenerFacts | undefined> {
  if (arn === undefined) return undefined;
  const answer = await answered(
    elb.send(new DescribeListenersCommand({ ListenerArns: [arn] })),
    { action: 'elasticloadbalancing:DescribeListeners', resource: arn, region },
    ['ListenerNotFoundException', 'ListenerNotFound'],
  );
  const actions = answer?.Listeners?.[0]?.DefaultActions;
  return actions && { name, arn, actions };
}

/** The listeners while an update is under way: where they cannot be read that is told, and it is watched all the same. */
export async function readListenersNow(
  { clients, tell }: DeployContext,
  outputs: Readonly<Record<string, string>>,
): Promise<readonly ListenerFacts[]> {
  try {
    return await readListeners(clients, outputs);
  } catch (error) {
    if (!(error instanceof TealformError)) throw error;
    tell({ kind: 'warned', problems: error.problems });
    return [];
  }
}

/** Where users get to after an update that failed, if that is not where they got to before: going back may have moved them. */
export async function findLostColour(
  { clients, target }: DeployContext,
  outputs: Readonly<Record<string, string>>,
  before: readonly ListenerFacts[],
): Promise<Progress | undefined> {
  if (before.length === 0) return undefined;
  try {
    const problem = lostColour(before, await readListeners(clients, outputs), clients.region, commandWords(target));
    return problem && { kind: 'colour-lost', problems: [problem] };
  } catch (error) {
    // That the update failed is told all the same.
    if (!(error instanceof TealformError)) throw error;
    return { kind: 'warned', problems: error.problems };
  }
}

/** What is to be said where users get to another colour than before, with how to bring them back; undefined where they do not. */
export function lostColour(
  before: readonly ListenerFacts[],
  after: readonly ListenerFacts[],
  region: string,
  words: string,
): Problem | undefined {
  const now = new Map(after.map(({ name, actions }) => [name, actions]));
  const moved = before.filter(({ name, actions }) => serving(actions) !== serving(now.get(name) ?? []));
  if (!moved.some(({ name }) => name === 'production')) return undefined;
  const what = moved.map(
    ({ name, arn, actions }) =>
      `the ${name} listener (${arn}) forwards to ${serving(now.get(name) ?? [])}, before to ${serving(actions)}`,
  );
  return {
    code: 'colour-lost',
    message: `users get to another colour than before: ${what.join('; ')}`,
    hint: [`see where the tasks are (make status ${words}); this brings traffic back to where it was:`]
      .concat(moved.map(({ arn, actions }) => modifyByHand(arn, actions, region)))
      .join('\n     '),
  };
}

/** Where actions send requests: `small-green`, or `small-blue (90) and small-green (10)`. */
function serving(actions: readonly Action[]): string {
  const targets = actions
    .flatMap(targetsOf)
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => (a.arn < b.arn ? -1 : 1));
  if (targets.length === 0) return 'no target group';
  const isOne = targets.length === 1;
  return targets.map(({ arn, weight }) => (isOne ? nameOf(arn) : `${nameOf(arn)} (${weight})`)).join(' and ');
}

function modifyByHand(arn: string, actions: readonly Action[], region: string): string {
  const json = JSON.stringify(actions).replaceAll("'", "'\\''");
  return `aws elbv2 modify-listener --region ${region} --listener-arn ${arn} --default-actions '${json}'`;
}

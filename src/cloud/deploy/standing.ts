import type { Problem } from '../../dsl/error.ts';
import { cleanChangeSets } from '../change-set.ts';
import type { Colour } from '../colour.ts';
import { fillParameters } from '../parameters.ts';
import { checkIdentity } from '../preflight/identity.ts';
import { runPreflight } from '../preflight/preflight.ts';
import type { Finding } from '../progress.ts';
import { describeStack, type StackFacts } from '../stack.ts';
import { type DeployContext, type DeployResult, refuse } from './context.ts';
import { Hold } from './hold.ts';
import { explainOvertaking } from './overtaken.ts';
import { findRunningReleases, readColour } from './releases.ts';
import { type Settled, settleStack } from './settle.ts';

/** How everything stands before a change. */
export interface Standing {
  /** The stack to update; undefined where it is created. */
  readonly stack: StackFacts | undefined;
  readonly colour: Colour;
  readonly findings: readonly Finding[];
}

/** What is done with a stack that can be changed. Releases are let in again after it. */
export type Work = (hold: Hold, standing: Standing) => Promise<DeployResult>;

/**
 * Looks at everything before a stack is changed, brings it to where it can be, and has the work done; refuses where it cannot be.
 * @param judge what an error of the preflight comes to: nothing, where the work is there to mend it.
 * @throws TealformError for what is wrong before any call, and for calls that fail.
 */
export async function withStanding(
  context: DeployContext,
  work: Work,
  judge: Judge = (error) => [error],
): Promise<DeployResult> {
  const { clients, target, tell, planOnly } = context;
  const { environment, system, stackName } = target;
  // Which colour is live is not known yet; whether the rest is complete is.
  fillParameters(target, 'blue');
  const { caller, findings } = await checkIdentity(clients, environment);
  const { name, account, region } = environment;
  tell({ kind: 'target', system, environment: name, account, region, stackName, caller });
  if (findings.length > 0) return refuse(context, findings);
  const hold = new Hold(context);
  try {
    // What an earlier run has left closed is opened also where this one ends before it changes anything.
    const found = await describeStack(clients, stackName);
    if (!planOnly) await hold.adopt(found);
    const settled = await settleStack(context, hold, found);
    if (settled.kind === 'ended') return settled.result;
    // A stack that was being created has its outputs only now; and who knows what another run has left that was waited for.
    if (!planOnly && settled.stack !== found) await hold.adopt(settled.stack);
    const before = await lookBefore(context, settled, judge);
    if (before.problems.length > 0 || before.colour === undefined) return refuse(context, before.problems);
    return await work(hold, { ...before, colour: before.colour });
  } catch (error) {
    if (hold.hasBegun) throw error;
    return refuse(context, await explainOvertaking(context, error));
  } finally {
    await hold.release();
  }
}

type Judge = (error: Finding) => readonly Problem[];

type Look = Omit<Standing, 'colour'> & {
  readonly colour: Colour | undefined;
  readonly problems: readonly Problem[];
};

async function lookBefore(
  context: DeployContext,
  settled: Settled & { readonly kind: 'settled' },
  judge: Judge,
): Promise<Look> {
  const { clients, target, tell } = context;
  const { state } = settled;
  const stack = state === 'ready' ? settled.stack : undefined;
  const [read, running] = await Promise.all([readColour(context, stack), findRunningReleases(context, stack)]);
  const colour = typeof read === 'string' ? read : undefined;
  const parameters = fillParameters(target, colour ?? 'blue');
  const findings = await runPreflight({ clients, target, parameters, stack, state });
  tell({ kind: 'preflight', findings });
  const errors = findings.filter(({ level }) => level === 'error').flatMap(judge);
  // Both colours have weight because a release is under way: that says it better.
  const unreadable = typeof read === 'string' || running.length > 0 ? [] : read;
  if (settled.stack !== undefined && errors.length + running.length + unreadable.length === 0) {
    const what = await cleanChangeSets(clients, target.stackName);
    if (what.length > 0) tell({ kind: 'cleaned', what });
  }
  return { stack, colour, findings, problems: [...errors, ...running, ...unreadable] };
}

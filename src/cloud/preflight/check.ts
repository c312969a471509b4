import { TealformError } from '../../dsl/error.ts';
import type { Clients } from '../clients.ts';
import type { StackParameters } from '../parameters.ts';
import type { Finding } from '../progress.ts';
import type { StackFacts, StackState } from '../stack.ts';
import type { Target } from '../target.ts';

/** What checks look at. */
export interface Preflight {
  readonly clients: Clients;
  readonly target: Target;
  readonly parameters: StackParameters;
  readonly stack: StackFacts | undefined;
  readonly state: StackState;
}

/** Looks at one thing and says what it found; nothing where all is well. */
export type Check = (preflight: Preflight) => Promise<readonly Finding[]>;

/**
 * Does a check; where the caller may not look, or an emulator cannot tell, that is a note and no failure.
 * @throws what else went wrong with a call.
 */
export async function tryCheck(what: string, check: Check, preflight: Preflight): Promise<readonly Finding[]> {
  try {
    return await check(preflight);
  } catch (error) {
    if (!(error instanceof TealformError)) throw error;
    const isRefused =
      error.code === 'access-denied' || (preflight.target.environment.emulator && error.code === 'refused');
    if (!isRefused) throw error;
    return [notChecked(what, error.problems[0]?.message ?? error.message, error.problems[0]?.hint)];
  }
}

/** That something was not looked at, and why. */
export function notChecked(what: string, reason: string, hint?: string): Finding {
  return { level: 'note', code: 'not-checked', message: `${what}: not checked, ${reason}`, hint };
}

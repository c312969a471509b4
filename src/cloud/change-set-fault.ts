import { type Problem, TealformError } from '../dsl/error.ts';
import { wayRound } from './adoptable.ts';
import type { Clients } from './clients.ts';
import { type ChangeSetFacts, failedChangeSets, failureText } from './describe-change-set.ts';
import { type Target, templateAt } from './target.ts';
import { readValidations, type Validation } from './validation-events.ts';

/** Why a change set cannot be executed. */
export interface ChangeSetFault {
  /** What CloudFormation says of it, that of the nested stack that it failed for first; empty where it says nothing. */
  readonly reason: string;
  /** What early validation has found, all of it. */
  readonly validations: readonly Validation[];
  /** What makes this list incomplete, if something does. */
  readonly unread: Problem | undefined;
}

/** Why a change set failed; undefined where it did not, or only because nothing changes. */
export async function faultOf(clients: Clients, made: ChangeSetFacts): Promise<ChangeSetFault | undefined> {
  if (made.status !== 'FAILED' || saysNothingChanges(made.reason)) return undefined;
  const failed = await failedChangeSets(clients, made);
  const { found, unread } = await readValidations(clients, failed);
  const reason = failureText(failed);
  // What is missing matters only where something is.
  return { reason, validations: found, unread: /EarlyValidation|DescribeEvents/.test(reason) ? unread : undefined };
}

/** The fault as an error: what CloudFormation says, then each finding with what to do. */
export function faultError(
  target: Target,
  what: string,
  { reason, validations, unread }: ChangeSetFault,
): TealformError {
  // Its advice has been taken where findings are there.
  const said =
    validations.length > 0 ? reason.replace(/ To troubleshoot Early Validation errors,[^.]*\./g, '') : reason;
  const head: Problem = {
    code: 'change-set-failed',
    message: `CloudFormation cannot ${what}: ${said || 'it gives no reason'}`,
    hint:
      validations.length > 0
        ? 'nothing has been changed; what it has found is below'
        : 'nothing has been changed; mend templates/ or the parameters and run make synth',
  };
  return new TealformError([head, ...explainValidations(target, validations), ...(unread ? [unread] : [])]);
}

/** Findings of early validation, each with its place and what to do. */
export function explainValidations(target: Target, validations: readonly Validation[]): readonly Problem[] {
  return validations.map((validation) => {
    const { path, logicalId, type, name, reason, templatePath } = validation;
    const file = templateAt(target.root, path.slice(1))?.name;
    const where = [
      ...(templatePath === '' ? [] : [templatePath]),
      ...(file === undefined ? [] : [`in output/${target.system}/${file}.yaml`]),
    ].join(' ');
    return {
      code: CODES[name] ?? 'validation-failed',
      stack: path.join('/'),
      logicalId,
      message: `${reason.replace(/\.$/, '')} (${[type, name, where].filter(Boolean).join(', ')})`,
      hint: hintOf(target, validation),
    };
  });
}

const CODES: Readonly<Record<string, string>> = {
  NAME_CONFLICT_VALIDATION: 'name-taken',
  PROPERTY_VALIDATION: 'property-refused',
  BUCKET_EMPTINESS_VALIDATION: 'bucket-not-empty',
};

function hintOf(target: Target, { name, type, mode, logicalId }: Validation): string {
  switch (name) {
    case 'NAME_CONFLICT_VALIDATION':
      return wayRound({ type, target });
    case 'PROPERTY_VALIDATION':
      return `mend ${logicalId} in templates/, run make synth, deploy again`;
    case 'BUCKET_EMPTINESS_VALIDATION':
      return 'empty it, all versions of it, or let its DeletionPolicy keep it; otherwise deleting it fails';
    default:
      return mode === 'WARN' ? 'this may fail once it is executed: look at it before' : 'mend it, then run this again';
  }
}

function saysNothingChanges(reason: string): boolean {
  return /didn't contain changes|no updates are to be performed/i.test(reason);
}

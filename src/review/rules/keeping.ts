import type { Problem } from '../../dsl/error.ts';
import { type Keeping, keepingOf, keepsStack, type Severity } from './kept.ts';
import { type Facts, type JudgedChange, NOTHING, placeOf, type Verdict, verdictOf } from './verdict.ts';

const NESTED_STACK = 'AWS::CloudFormation::Stack';

/** Refuses that what carries traffic or holds data is replaced or taken away. */
export function guardKeeping(judged: JudgedChange, { removedStacks, isBeside = false }: Facts): Verdict {
  const { change } = judged;
  if (change.type === NESTED_STACK) return guardNestedStack(judged, removedStacks?.get(change.logicalId) ?? []);
  const kept = keepingOf(change.type, change.logicalId);
  const fate = fateOf(judged);
  if (kept === undefined || fate === undefined || (isBeside && kept.logicalIds !== undefined)) return NOTHING;
  const severity = severityOf(kept, fate);
  if (severity === undefined) return NOTHING;
  return verdictOf(severity, [problemOf(judged, kept.code, `${fate.how}: ${kept.reason}`, kept.wayRound)]);
}

/** What becomes of a resource, in words. */
interface Fate {
  readonly how: string;
  readonly end: 'replaced' | 'removed' | 'unknown';
  readonly isCertain: boolean;
  /** Whether the old one is kept. */
  readonly isLeft: boolean;
}

function severityOf(kept: Keeping, { end, isCertain, isLeft }: Fate): Severity | undefined {
  const severity = end === 'unknown' ? (kept.replaced ?? kept.removed) : kept[end];
  // What is no more than possible is not told of where no more than a warning would come of it: nearly every update has some.
  if (severity === 'warned') return isCertain ? 'warned' : undefined;
  return severity && (isCertain && !(isLeft && kept.mayBeLeft) ? 'refused' : 'warned');
}

function guardNestedStack(judged: JudgedChange, types: readonly string[]): Verdict {
  const { change } = judged;
  const isGone = change.action === 'Remove' || (change.replacement === 'yes' && judged.certain.length > 0);
  const kept = types.filter(keepsStack);
  if (!isGone || kept.length === 0) return NOTHING;
  const what = `would go with ${[...new Set(kept)].join(', ')} in it`;
  const hint = 'leave the nested stack under its logical id: what is in it belongs to it and cannot move to another';
  return verdictOf('refused', [problemOf(judged, 'stack-lost', what, hint)]);
}

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChange.html */
function fateOf({ change, certain, uncertain }: JudgedChange): Fate | undefined {
  const isLeft = /Retain|Snapshot/.test(change.policy ?? '');
  if (change.action === 'Remove') {
    const how =
      change.policy === 'Snapshot'
        ? 'would be taken away, after a snapshot'
        : isLeft
          ? 'would leave the stack, and stay where it is'
          : 'would be taken away';
    return { how, end: 'removed', isCertain: true, isLeft };
  }
  if (change.action === 'Dynamic') {
    return { how: 'may be replaced, which is known at the update only', end: 'unknown', isCertain: false, isLeft };
  }
  if (change.action !== 'Modify' || change.replacement === 'no') return undefined;
  const replacing = (all: JudgedChange['certain']) => all.filter(({ recreation }) => recreation !== 'Never');
  const causes = replacing(certain);
  const names = (causes.length > 0 ? causes : replacing(uncertain)).map(
    ({ property, attribute }) => property ?? attribute,
  );
  const because = names.length > 0 ? ` because of ${names.join(', ')}` : '';
  // Without any cause there is nothing that could turn out to be as it was.
  if (causes.length > 0 || uncertain.length === 0) {
    const how =
      change.replacement === 'yes' ? 'would be replaced' : 'would be replaced, unless AWS can change it in place,';
    return { how: `${how}${because}`, end: 'replaced', isCertain: true, isLeft };
  }
  const how = `may be replaced${because}, which is known at the update only`;
  return { how, end: 'replaced', isCertain: false, isLeft };
}

function problemOf(judged: JudgedChange, code: string, message: string, hint: string): Problem {
  return { ...placeOf(judged), code, message: `${judged.change.type} ${message}`, hint };
}

import { judgeChanges } from './certainty.ts';
import { guardKeeping } from './keeping.ts';
import { guardService } from './service.ts';
import { type GuardInput, joinVerdicts, type Verdict } from './verdict.ts';

/**
 * Looks for changes that break a running system, before they are made. What is certain is refused; what may happen is warned of, and the
 * stack policies that were set at the last deployment keep the worst of it from happening.
 */
export function guardChanges(input: GuardInput): Verdict {
  const judged = judgeChanges(input.tree, input.root);
  return joinVerdicts(judged.flatMap((change) => [guardKeeping, guardService].map((rule) => rule(change, input))));
}

import { guardInterruption } from './rules/interruption.ts';
import { guardKeeping } from './rules/keeping.ts';
import { guardListener } from './rules/listener.ts';
import { guardNames } from './rules/names.ts';
import { guardService } from './rules/service.ts';
import { type Facts, type JudgedChange, joinVerdicts, type Verdict } from './rules/verdict.ts';

/** What is asked of each change by itself, by reviews and by the guard of a deployment. */
const RULES: readonly ((judged: JudgedChange, facts: Facts) => Verdict)[] = [
  guardKeeping,
  guardService,
  guardListener,
  guardNames,
  guardInterruption,
];

/** What the rules say of changes. */
export function judgeEach(changes: readonly JudgedChange[], facts: Facts): Verdict {
  return joinVerdicts(changes.flatMap((change) => RULES.map((rule) => rule(change, facts))));
}

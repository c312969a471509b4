import { problemOf } from '../../src/check/report.ts';
import type { BuiltStack, Problem } from '../../src/dsl/index.ts';
import type { Section } from '../../src/dsl/template.ts';

/** Something a rule found: what is wrong, where, and what to do about it. */
export interface Finding {
  readonly stack: BuiltStack;
  /** Of the logical id; `Resources` unless said. */
  readonly section?: Section;
  readonly id: string;
  /** Below the logical id, such as `['Properties', 'Port']`. */
  readonly path?: readonly (string | number)[];
  /** Lower case, no full stop, with the wrong value in it. */
  readonly message: string;
  readonly hint: string;
}

/** Something that must hold and that types cannot see. */
export interface Rule<Subject> {
  /** Stable and searchable. */
  readonly code: string;
  /** What holds, in a sentence; `docs/rules.md` has the same. */
  readonly holds: string;
  /** Where it does not hold. */
  readonly find: (subject: Subject) => readonly Finding[];
}

/** Everything that the rules find, with their codes. */
export function applyRules<Subject>(rules: readonly Rule<Subject>[], subject: Subject): readonly Problem[] {
  return rules.flatMap(({ code, find }) =>
    find(subject).map(({ stack, section = 'Resources', id, ...found }) =>
      problemOf(stack, section, id, { code, ...found }),
    ),
  );
}

import type { Problem } from '../../src/dsl/index.ts';

/** What is wrong with an option, before it is known where the system was described. */
export type OptionProblem = Pick<Problem, 'code' | 'message' | 'hint' | 'path'>;

/** A wrong option: where it is, what is wrong with the value, what to write instead. */
export function invalid(path: string, message: string, hint: string): OptionProblem {
  return { code: 'invalid-option', message, hint, path };
}

/** Whether a value is a whole number between these, both included. */
export function isWhole(value: unknown, least: number, most: number): boolean {
  return Number.isInteger(value) && Number(value) >= least && Number(value) <= most;
}

/** A problem where a value is none of these. The compiler sees it too; `make synth` alone does not ask it. */
export function oneOf(path: string, value: unknown, allowed: readonly unknown[]): readonly OptionProblem[] {
  if (allowed.includes(value)) return [];
  const hint = `write one of: ${allowed.map((each) => JSON.stringify(each)).join(', ')}`;
  return [invalid(path, `${JSON.stringify(value)} is not a choice`, hint)];
}

/** A problem for each name that is no option. */
export function onlyKnown(path: string, options: object, known: readonly string[]): readonly OptionProblem[] {
  return Object.keys(options)
    .filter((name) => !known.includes(name))
    .map((name) =>
      invalid(path === '' ? name : `${path}.${name}`, 'is not an option', `there are: ${known.join(', ')}`),
    );
}

/** A problem where a value is no truth value. */
export function yesOrNo(path: string, value: unknown): readonly OptionProblem[] {
  if (typeof value === 'boolean') return [];
  return [invalid(path, `${JSON.stringify(value)} is neither true nor false`, 'write true or false')];
}

import type { Problem } from '../../src/dsl/index.ts';
import { INVALID_ENVIRONMENT } from './check.ts';
import type { Fleet } from './fleet.ts';

/** Says that something must be so, where it is written, and otherwise what is wrong and what to write. */
export type Hold = (isRight: boolean, path: string, message: string, hint: string) => void;

/** A problem of one fleet; the path goes on below its name. */
export function fleetProblem({ name, place }: Fleet, path: string, message: string, hint: string): Problem {
  return { code: INVALID_ENVIRONMENT, message, hint, path: `${name}.${path}`, place };
}

/** A text as it stands in messages. */
export const quote = (value: unknown) => JSON.stringify(value);

/** Whether that is twelve digits. */
export function isAccount(text: string): boolean {
  return /^\d{12}$/.test(text);
}

/** What is in a list more than once; each once. */
export function repeated(list: readonly string[]): readonly string[] {
  return [...new Set(list.filter((each, index) => list.indexOf(each) !== index))];
}

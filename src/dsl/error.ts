import type { Place } from './place.ts';

/** Where in a system a problem is: every part that is known, from the stack down to the property. */
export interface Location {
  /** The stack's name, such as `LoadBalancer`. */
  readonly stack?: string | undefined;
  /** The logical id, or the parameter, output, condition or mapping of that name. */
  readonly logicalId?: string | undefined;
  /** The property path below the logical id: `Properties.DefaultActions[0].Type`. */
  readonly path?: string | undefined;
  /** The TypeScript line that declared it. */
  readonly place?: Place | undefined;
}

/** One thing that is wrong: its code, what it is (with the wrong value in it), where, and what to write instead. */
export interface Problem extends Location {
  /** Stable and searchable: `unknown-property`, `cycle`, `empty-list`. */
  readonly code: string;
  /** Lower case, no full stop, with the wrong value in it. */
  readonly message: string;
  /** What to write instead. */
  readonly hint?: string | undefined;
}

/**
 * The one error that Tealform throws for something its user can mend. It carries every problem found, not only the first;
 * its message lists them all, each with place and hint.
 */
export class TealformError extends Error {
  override readonly name = 'TealformError';
  readonly problems: readonly Problem[];

  constructor(problems: Problem | readonly Problem[]) {
    super();
    this.problems = Array.isArray(problems) ? problems : [problems as Problem];
  }

  /** The first problem's code. */
  get code(): string {
    return this.problems[0]?.code ?? 'unknown';
  }

  // Read late: a place is only worked out (and mapped back to TypeScript) when somebody looks at it.
  override get message(): string {
    return this.problems.map(formatProblem).join('\n');
  }
}

/** Throws one {@link TealformError} with all the problems, or returns when there are none. */
export function throwIfAny(problems: readonly Problem[]): void {
  if (problems.length > 0) throw new TealformError(problems);
}

/** `Network.Vpc Properties.CidrBlock`: the location inside the system, without the TypeScript line. */
export function formatLocation({ stack, logicalId, path }: Location): string {
  return [[stack, logicalId].filter(Boolean).join('.'), path].filter(Boolean).join(' ');
}

/** A problem as a person reads it: `file:line code location: message`, and the hint on a line of its own. */
export function formatProblem(problem: Problem): string {
  const head = [problem.place?.toString(), problem.code, formatLocation(problem)].filter(Boolean).join(' ');
  return `${head}: ${problem.message}${problem.hint ? `\n  -> ${problem.hint}` : ''}`;
}

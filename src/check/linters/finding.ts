import type { Section } from '../../dsl/template.ts';

/** The two linters that look at every template. */
export type Linter = 'cfn-lint' | 'cloudformation-validate';

/** `error` and `warning` fail a lint run, `info` does not. */
export type Severity = 'error' | 'warning' | 'info';

/** One thing that a linter says about one place in one template. */
export interface Finding {
  /** Who found it. Both names, when both did. */
  readonly linters: readonly Linter[];
  /** `E3002`. cfn-lint's name for the rule when both linters found it. */
  readonly rule: string;
  /** cloudformation-validate's name for the rule, when both found it and the names differ: `F3002`. */
  readonly otherRule?: string | undefined;
  /** The graver of the two, when both found it. */
  readonly severity: Severity;
  readonly message: string;
  /** Relative to the folder the run was given, with forward slashes. */
  readonly file: string;
  /** Starts at 1. */
  readonly line: number;
  /** Starts at 1. */
  readonly column: number;
  readonly section?: Section | undefined;
  /** The resource, parameter, output, mapping, condition or rule it is about. */
  readonly logicalId?: string | undefined;
  /** The path below the logical id: `Properties.DefaultActions[0].Type`. */
  readonly path?: string | undefined;
  /** What to write instead, or the address of a page about it. */
  readonly help?: string | undefined;
  /** The TypeScript line that declared it: `templates/network.ts:41`. */
  readonly place?: string | undefined;
}

const gravity: Readonly<Record<Severity, number>> = { error: 2, warning: 1, info: 0 };

/** The graver of two severities. */
export function graver(a: Severity, b: Severity): Severity {
  return gravity[a] >= gravity[b] ? a : b;
}

/** The order in which findings are shown: by file, line, column, rule, linter and, so that it is total, message. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    compareText(a.file, b.file) ||
    a.line - b.line ||
    a.column - b.column ||
    compareText(a.rule, b.rule) ||
    compareText(a.linters.join(), b.linters.join()) ||
    compareText(a.message, b.message)
  );
}

// Not localeCompare: the order must not depend on the machine's language.
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

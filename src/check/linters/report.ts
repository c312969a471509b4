import { formatLocation, formatProblem } from '../../dsl/error.ts';
import type { Finding, Severity } from './finding.ts';
import { type LintResult, lintFailed } from './lint.ts';

/**
 * A lint result as a person reads it: findings grouped by file, what went wrong with the linters themselves, and one
 * line of summary.
 * @param options.verbose shows informational notes as well.
 */
export function formatLintResult(result: LintResult, options: { readonly verbose?: boolean } = {}): string {
  const verbose = options.verbose ?? false;
  const shown = result.findings.filter(({ severity }) => verbose || severity !== 'info');
  const byFile = new Map<string, string[]>();
  for (const finding of shown) byFile.set(finding.file, [...(byFile.get(finding.file) ?? []), formatFinding(finding)]);
  return [
    ...[...byFile.values()].map((lines) => lines.join('\n')),
    ...result.failures.map(formatProblem),
    ...result.leftOut.map(({ linter, reason, hint }) => `${linter} was left out: ${reason}\n  -> ${hint}`),
    formatSummary(result, verbose),
  ].join('\n\n');
}

/**
 * `4 templates, 0 errors, 1 warning (cfn-lint 1.51.0, cloudformation-validate 1.9.0-beta)`, and where some were not linted
 * again `; 1 linted, 3 unchanged since they passed`.
 */
export function formatSummary(result: LintResult, verbose = false): string {
  const counts = countFindings(result.findings);
  const parts = [
    plural(result.templates, 'template'),
    plural(counts.error, 'error'),
    plural(counts.warning, 'warning'),
  ];
  if (verbose) parts.push(plural(counts.info, 'note'));
  const linters = result.ran.map(({ linter, version }) => `${linter} ${version}`);
  const { templates, unchanged } = result;
  const kept = unchanged === 0 ? '' : `; ${templates - unchanged} linted, ${unchanged} unchanged since they passed`;
  return `${parts.join(', ')} (${linters.join(', ') || 'no linter ran'})${kept}`;
}

/**
 * A lint result as `--format json` prints it. `version` changes when a field changes its meaning or goes away; new fields
 * may come at any time. Absent fields are unknown.
 */
export interface LintReport {
  readonly version: 1;
  /** Whether there is an error, a warning, or a linter that broke down. */
  readonly failed: boolean;
  readonly templates: number;
  /** How many of them a linter looked at in this run. */
  readonly linted: number;
  /** How many of them are as they were when they passed; what was noted of them then is in `findings`. */
  readonly unchanged: number;
  readonly errors: number;
  readonly warnings: number;
  readonly notes: number;
  readonly ran: LintResult['ran'];
  readonly leftOut: LintResult['leftOut'];
  readonly failures: readonly { readonly code: string; readonly message: string; readonly hint?: string | undefined }[];
  /** All of them, informational notes too. */
  readonly findings: readonly Finding[];
}

/** The data behind `--format json`; pass it to `JSON.stringify`. */
export function toLintReport(result: LintResult): LintReport {
  const counts = countFindings(result.findings);
  return {
    version: 1,
    failed: lintFailed(result),
    templates: result.templates,
    linted: result.templates - result.unchanged,
    unchanged: result.unchanged,
    errors: counts.error,
    warnings: counts.warning,
    notes: counts.info,
    ran: result.ran,
    leftOut: result.leftOut,
    failures: result.failures.map(({ code, message, hint }) => ({ code, message, hint })),
    findings: result.findings,
  };
}

function formatFinding(finding: Finding): string {
  const { file, line, column, severity, rule, otherRule, message, linters, help, place } = finding;
  const where = [formatLocation({ logicalId: finding.logicalId, path: finding.path }), place && `declared at ${place}`]
    .filter(Boolean)
    .join(', ');
  return [
    `${file}:${line}:${column} ${severity} ${rule} ${shorten(message)} (${linters.join(', ')}${otherRule ? ` ${otherRule}` : ''})`,
    where,
    help && (help.startsWith('http') ? `see ${help}` : `-> ${help}`),
  ]
    .filter(Boolean)
    .join('\n  ');
}

// Messages quote all the values that would do: for an instance type these are a thousand.
function shorten(message: string): string {
  return message.replace(/\[('[^']*'(?:, '[^']*')*)\]/g, (list: string, inside: string) => {
    const items = inside.split(', ');
    return items.length <= longestList + 2
      ? list
      : `[${items.slice(0, longestList).join(', ')} and ${items.length - longestList} more]`;
  });
}

const longestList = 12;

function countFindings(findings: readonly Finding[]): Readonly<Record<Severity, number>> {
  const counts = { error: 0, warning: 0, info: 0 };
  for (const { severity } of findings) counts[severity] += 1;
  return counts;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

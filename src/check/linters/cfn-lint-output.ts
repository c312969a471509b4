import type { Finding, Severity } from './finding.ts';
import { locate } from './location.ts';

/** What cfn-lint printed, read: findings, and what it said about itself instead of about a template. */
export interface CfnLintOutput {
  readonly findings: readonly Finding[];
  /** Such as `Error with cfn-lint configuration`: the run as a whole is of no use. */
  readonly complaints: readonly string[];
}

/**
 * Reads the output of `cfn-lint --format json`.
 * @param show gives the name to show for a file name that cfn-lint printed.
 * @returns undefined when it is not what cfn-lint prints.
 */
export function readCfnLintOutput(text: string, show: (file: string) => string): CfnLintOutput | undefined {
  const matches = parseList(text)?.map(readMatch);
  if (!matches?.every((match) => match !== undefined)) return undefined;
  return {
    findings: matches.filter(({ file }) => file !== '').map((match) => ({ ...match, file: show(match.file) })),
    complaints: matches.filter(({ file }) => file === '').map(({ rule, message }) => `${rule} ${message}`),
  };
}

function parseList(text: string): readonly unknown[] | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function readMatch(match: unknown): Finding | undefined {
  if (!isRecord(match) || !isRecord(match.Rule) || !isRecord(match.Location) || !isRecord(match.Location.Start)) return;
  const { Rule: rule, Location: location, Level: level, Message: message, Filename: file } = match;
  const start = match.Location.Start;
  if (typeof rule.Id !== 'string' || typeof message !== 'string') return;
  const path = Array.isArray(location.Path) ? location.Path.filter(isSegment) : [];
  return {
    linters: ['cfn-lint'],
    rule: rule.Id,
    severity: severities.get(level) ?? 'error',
    message: message.replace(/\s+/g, ' ').trim(),
    file: typeof file === 'string' ? file : '',
    line: typeof start.LineNumber === 'number' ? start.LineNumber : 1,
    column: typeof start.ColumnNumber === 'number' ? start.ColumnNumber : 1,
    ...locate(path),
    help: helpfulSource(rule.Source),
  };
}

// A level we do not know yet fails rather than passes.
const severities: ReadonlyMap<unknown, Severity> = new Map<unknown, Severity>([
  ['Error', 'error'],
  ['Warning', 'warning'],
  ['Informational', 'info'],
]);

// Rules without a page of their own name the front page of the project, which helps nobody.
function helpfulSource(source: unknown): string | undefined {
  return typeof source === 'string' && !/github\.com\/aws-cloudformation\/[\w-]+\/?$/.test(source) ? source : undefined;
}

function isSegment(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

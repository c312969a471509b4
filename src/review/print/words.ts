import { formatLocation } from '../../dsl/error.ts';
import type { Data } from '../../dsl/template.ts';
import { unifiedDiff } from '../../text/unified-diff.ts';
import type { Cause, ChangeTree, PlannedChange } from '../compare/changes.ts';
import type { FileChange } from '../compare/file-changes.ts';
import type { Finding, SystemPlan } from '../plan.ts';
import { showTokens } from '../resolve/token.ts';
import type { Difference } from '../resolve/values.ts';

/** What stands before a resource: made, changed in place, replaced, taken away. */
export type Sign = '+' | '~' | '!' | '-';

export function signOf({ action, replacement }: PlannedChange): Sign {
  if (action === 'Add' || action === 'Import') return '+';
  if (action === 'Remove') return '-';
  return replacement === 'no' ? '~' : '!';
}

/** What becomes of a resource, in a word or two; nothing for a change in place. */
export function fateOf({ action, replacement, policy }: PlannedChange): string {
  const isLeft = /Retain/.test(policy ?? '');
  if (action === 'Remove') {
    if (policy === 'Snapshot') return 'deleted, after a snapshot';
    return isLeft ? 'leaves the stack, and is kept' : 'deleted';
  }
  if (action !== 'Modify' || replacement === 'no') return '';
  const fate = replacement === 'yes' ? 'replaced' : 'may be replaced';
  return isLeft ? `${fate}, the old one is kept` : fate;
}

/** Why a resource changes, in one line for each place of a property. */
export function causeLines(cause: Cause): readonly string[] {
  const { attribute, property, recreation, source, entity, differences = [] } = cause;
  const effect = recreation === 'Always' ? '  replaces it' : recreation === 'Conditionally' ? '  may replace it' : '';
  const name = attribute === 'Properties' || attribute === 'Tags' ? (property ?? attribute) : attribute;
  if (entity !== undefined) {
    const what = source === 'ParameterReference' ? entity : `the new ${entity}`;
    return [`${name}: ${cause.isCertain ? '' : 'perhaps '}${what}${effect}`];
  }
  if (differences.length === 0) return [`${name}${effect}`];
  return differences.map((difference) => `${differenceText(difference)}${effect}`);
}

function differenceText({ path, before, after }: Difference): string {
  if (isLong(before) || isLong(after)) return `${path}: ${longText(before, after)}`;
  if (before === undefined) return `${path}: + ${valueText(after)}`;
  if (after === undefined) return `${path}: - ${valueText(before)}`;
  return `${path}: ${valueText(before)} -> ${valueText(after)}`;
}

/** Text that is better read line by line: code, a build specification. */
export function isLong(value: Data | undefined): value is string {
  return typeof value === 'string' && (value.includes('\n') || value.length > 300);
}

function longText(before: Data | undefined, after: Data | undefined): string {
  const count = (value: Data | undefined) => plural(String(value).split('\n').length, 'line');
  if (before === undefined) return `+ ${count(after)}`;
  if (after === undefined) return `- ${count(before)}`;
  const lines = textDiff({ path: '', before, after });
  const of = (sign: string) => lines.filter((line) => line.startsWith(sign)).length;
  return `${plural(of('-'), 'line')} out, ${of('+')} in`;
}

/** What differs in a long text, line by line as `diff -u` has it; nothing for values that are read on one line. */
export function textDiff({ before, after }: Difference, most = 120): readonly string[] {
  if (!isLong(before) && !isLong(after)) return [];
  const text = (value: Data | undefined) => (typeof value === 'string' ? showTokens(value) : '');
  return unifiedDiff(text(before), text(after), ['before', 'after'], most).split('\n').slice(2);
}

/** A value on one line, short enough to be read. */
export function valueText(value: Data | undefined): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const shown = showTokens(text).replace(/\s+/g, ' ');
  return shown === '' ? '""' : shown.length > 160 ? `${shown.slice(0, 157)}...` : shown;
}

/** `1 to add, 3 to modify, 1 to replace`: only what there is. */
export function countText({ trees }: SystemPlan): string {
  const sum = { add: 0, modify: 0, replace: 0, remove: 0 };
  for (const fate of new Map(trees.flatMap(({ name, tree }) => fatesIn(tree, name))).values()) sum[fate] += 1;
  const parts = (['add', 'modify', 'replace', 'remove'] as const).flatMap((key) =>
    sum[key] === 0 ? [] : [`${sum[key]} to ${key}`],
  );
  return parts.join(', ') || 'no resource changes';
}

// By path, since what differs between environments is there several times. A nested stack counts for what is in it.
function fatesIn(
  { changes }: ChangeTree,
  prefix: string,
): readonly (readonly [string, 'add' | 'modify' | 'replace' | 'remove'])[] {
  return changes.flatMap((change) => {
    const path = `${prefix}/${change.logicalId}`;
    if (change.nested !== undefined && change.replacement === 'no') return fatesIn(change.nested, path);
    const fates = { '+': 'add', '-': 'remove', '~': 'modify', '!': 'replace' } as const;
    return [[path, fates[signOf(change)]] as const];
  });
}

/** `2 refused, 1 warning, 3 opened`: only what there is. */
export function findingsText({ refused, warned, security }: SystemPlan): string {
  const opens = security.filter(({ effect }) => effect === 'opens').length;
  const parts = [
    refused.length > 0 ? `${refused.length} refused` : '',
    warned.length > 0 ? plural(warned.length, 'warning') : '',
    opens > 0 ? `${opens} opened` : '',
  ];
  return parts.filter(Boolean).join(', ');
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** Findings that say the same of several resources. */
export interface FindingGroup {
  readonly code: string;
  readonly message: string;
  readonly hint: string | undefined;
  readonly environments?: readonly string[];
  /** Where: `Network.Vpc`, `Service.Service Properties.LoadBalancers`. */
  readonly places: readonly string[];
}

/** Findings as they are told: once, with all the places. */
export function groupFindings(findings: readonly Finding[]): readonly FindingGroup[] {
  const groups = new Map<string, { first: Finding; message: string; places: string[] }>();
  for (const finding of findings) {
    const { code, hint, environments } = finding;
    const message = showTokens(finding.message);
    const key = JSON.stringify([code, withoutType(message), hint, environments]);
    const place = formatLocation({ ...finding, place: undefined });
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { first: finding, message, places: place === '' ? [] : [place] });
    else {
      known.places.push(place);
      if (known.message !== message) known.message = withoutType(message);
    }
  }
  return [...groups.values()].map(({ first: { code, hint, environments }, message, places }) => ({
    code,
    message,
    hint,
    places,
    ...(environments === undefined ? {} : { environments }),
  }));
}

// Many begin with what the resource is.
function withoutType(message: string): string {
  return message.replace(/^\w+::\w+::\w+ /, '');
}

/** What comes of the files that differ beside the resources in them, in a line for each effect. */
export function fileLines(files: readonly FileChange[]): readonly string[] {
  const of = (effect: FileChange['effect']) => files.filter((file) => file.effect === effect).map(({ path }) => path);
  const line = (effect: FileChange['effect'], text: string) => {
    const paths = of(effect);
    return paths.length === 0 ? [] : [`${text}: ${paths.join(', ')}`];
  };
  return [
    ...line('text', 'only comments, descriptions and digests differ'),
    ...line('policy', 'what updates may not do, set at the end of the deployment'),
    ...line('fleet', 'stack sets, changed by make stackset'),
  ];
}

/** `[dev, prod]` behind what is not of all environments. */
export function whereText({ environments }: { readonly environments?: readonly string[] }): string {
  return environments === undefined ? '' : `  [${environments.join(', ')}]`;
}

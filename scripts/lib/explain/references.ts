import type {
  ExplainedReference,
  ExplainedUse,
  ExplainedValues,
  Named,
} from '../../../src/review/explain/explanation.ts';
import { groupBy } from './group-by.ts';
import { type Entry, few, shortType } from './section.ts';

/** A name with what it is. */
export function namedEntry({ id, kind, type }: Named): Entry {
  return { head: id, what: type === undefined ? kind : shortType(type), rest: [] };
}

/**
 * A reference with where it stands and what it goes through.
 * @param of the id of what is explained.
 */
export function referenceEntry(reference: ExplainedReference, of: string): Entry {
  const { id, kind, type, values, condition, uses } = reference;
  const said = values === undefined ? (condition ?? '') : valuesText(values);
  const ways = groupBy(uses, (use) => wayText([nameOf(id), nameOf(of)], use));
  return {
    head: id,
    what: [type === undefined ? kind : shortType(type), said].filter(Boolean).join(', '),
    rest: [...ways].map(([way, each]) => {
      const paths = [...new Set(each.map(placeText).filter(Boolean))];
      return [few(paths, 3), way].filter(Boolean).join(': ');
    }),
  };
}

/** What parameters have in environments: `default 2; dev, local: 1`. */
export function valuesText({ given, default: fallback, environments, overriddenIn = [] }: ExplainedValues): string {
  const byValue = groupBy(Object.keys(environments), (name) => environments[name] ?? '');
  return [
    ...(given === undefined ? [] : [`given ${quoted(given)}`]),
    ...(fallback === undefined ? [] : [`default ${quoted(fallback)}`]),
    ...[...byValue].map(([value, names]) => `${names.join(', ')}: ${quoted(value)}`),
    ...(overriddenIn.length === 0 ? [] : [`otherwise in some stacks of ${overriddenIn.join(', ')}`]),
  ].join('; ');
}

// Names that only say once more what stands at either end are left out.
function wayText(ends: readonly string[], { path, attribute, via }: ExplainedUse): string {
  const isEnd = (name: string) => ends.includes(name) || path.split('.').at(-1) === name;
  const names = [...new Set(via.map(nameOf))].filter((name) => !isEnd(name));
  return [
    ...(attribute === undefined ? [] : [`its ${attribute}`]),
    ...(names.length === 0 ? [] : [`by way of ${names.join(' and ')}`]),
  ].join(', ');
}

function nameOf(id: string): string {
  return id.split('/').at(-1) ?? id;
}

// Where in a policy plays no part: what it allows is told below.
function placeText({ path, policy }: ExplainedUse): string {
  if (policy !== undefined) return `policy ${policy}`;
  return path.replace(/((?:^|\.)(?:\w*PolicyDocument|KeyPolicy))\..*$/, '$1');
}

function quoted(value: string): string {
  return value === '' || value.includes(' ') ? JSON.stringify(value) : value;
}

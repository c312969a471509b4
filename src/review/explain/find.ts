import { nearestNames } from '../../check/report.ts';
import type { SystemThings, Thing, Unit } from './things.ts';

/** What somebody may have meant. */
export type Found =
  | {
      readonly kind: 'one';
      readonly thing: Thing;
      /** Others of that name, which are written otherwise. */
      readonly also: readonly Thing[];
      /** Whether only upper and lower case were wrong. */
      readonly isMisspelt: boolean;
    }
  | { readonly kind: 'several'; readonly candidates: readonly Thing[] }
  | { readonly kind: 'none'; readonly near: readonly string[] };

/**
 * What an id means in a system. Taken are ids from the root down (`Service/TaskRole`, `Root/Topic`), bare names of the root's own or of what is
 * one only, files (`load-balancer.yaml/ProductionListener`) and names of the flat template (`flat/LogGroup`, or bare where they are not
 * something else). Upper and lower case play a part only where two differ by nothing else.
 */
export function find(asked: string, things: SystemThings): Found {
  const words = asked
    .trim()
    .replace(/\.yaml(?=\/|$)/i, '')
    .split(/[/.]/)
    .filter(Boolean);
  for (const same of [(one: string, other: string) => one === other, sameLetters]) {
    const found = lookUp(words, things, same);
    const [thing, ...others] = found.candidates;
    if (thing === undefined) continue;
    if (others.length > 0) return { kind: 'several', candidates: found.candidates };
    return { kind: 'one', thing, also: namesakes(thing, words, things), isMisspelt: same === sameLetters };
  }
  return { kind: 'none', near: nearIds(words, things) };
}

type Same = (one: string, other: string) => boolean;

function lookUp(words: readonly string[], things: SystemThings, same: Same): { readonly candidates: readonly Thing[] } {
  const [first = '', ...rest] = words;
  const name = rest.join('/');
  if (same(first, 'flat') && rest.length > 0) return { candidates: fromFlat(name, things, same) };
  const exact = distinct([
    ...(same(first, 'Root') && rest.length > 0
      ? things.all.filter(({ id, unit }) => isRoots(unit) && same(id, name))
      : []),
    ...things.all.filter(({ id }) => same(id, words.join('/'))),
    ...things.all.filter((thing) => aliasesOf(thing).some((alias) => same(alias, words.join('/')))),
  ]);
  if (exact.length > 0 || rest.length > 0) return { candidates: exact };
  const bare = things.all.filter((thing) => thing.kind !== 'stack' && same(thing.name, first));
  const resources = bare.filter(({ kind }) => kind === 'resource');
  if (resources.length > 0) return { candidates: resources };
  return { candidates: bare.length > 0 ? bare : fromFlat(first, things, same) };
}

// `load-balancer/ProductionListener`, as the file is called; `LoadBalancer/Outputs/ProductionListenerArn`, as references are written.
function aliasesOf({ id, kind, unit, section, name }: Thing): readonly string[] {
  const file = unit.file.replace(/\.yaml$/, '');
  const ofFile =
    unit.path === '' || file === unit.path ? [] : [kind === 'stack' ? file : `${file}${id.slice(unit.path.length)}`];
  if (kind === 'stack') return ofFile;
  return [...ofFile, [unit.path, section, name].filter(Boolean).join('/')];
}

function fromFlat(name: string, { flat, fromFlat }: SystemThings, same: Same): readonly Thing[] {
  const { template } = flat;
  for (const section of ['Resources', 'Parameters', 'Outputs', 'Conditions', 'Mappings', 'Rules'] as const) {
    const names = Object.keys(template[section] ?? {}).filter((each) => same(each, name));
    const found = names.flatMap((each) => fromFlat(section, each) ?? []);
    if (found.length > 0) return found;
  }
  return [];
}

/** Others that somebody who writes the same may mean. */
function namesakes(thing: Thing, words: readonly string[], things: SystemThings): readonly Thing[] {
  const isHere = (other: Thing) => other.unit === thing.unit && other.kind !== 'stack' && thing.kind !== 'stack';
  return things.all.filter(
    (other) =>
      other !== thing &&
      other.name === thing.name &&
      (isHere(other) || (words.length === 1 && other.kind === 'resource' && thing.id === thing.name)),
  );
}

/** The likeliest first: of that name elsewhere, spelt alike, of a name that is part of this one, in the stack that was named. */
function nearIds(words: readonly string[], { all }: SystemThings): readonly string[] {
  const last = words.at(-1) ?? '';
  const named = all.filter(({ kind }) => kind !== 'stack');
  const resources = named.filter(({ kind }) => kind === 'resource');
  const spelt = nearestNames(last, [...new Set(resources.map(({ name }) => name))]);
  const first = words.length > 1 ? (words[0] ?? '') : '';
  const inStack = resources.filter(({ unit }) => sameLetters(unit.path, words.slice(0, -1).join('/')) && first !== '');
  const isPart = ({ name }: Thing) => name.length > 3 && last.toLowerCase().endsWith(name.toLowerCase());
  const near = [
    ...named.filter(({ name }) => sameLetters(name, last)).map(({ id }) => id),
    ...nearestNames(
      words.join('/'),
      all.map(({ id }) => id),
      last,
    ),
    ...spelt.flatMap((name) => resources.filter((each) => each.name === name).map(({ id }) => id)),
    ...[...inStack.filter(isPart), ...resources.filter(isPart)].map(({ id }) => id),
  ];
  return [...new Set(near.length > 0 ? near : inStack.map(({ id }) => id))].slice(0, 6);
}

function isRoots(unit: Unit): boolean {
  return unit.path === '';
}

function sameLetters(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function distinct<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)];
}

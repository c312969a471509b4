// For tests only: what data must look like, written down so that everything that is wrong with it can be listed.
import { suggest } from '../../src/check/report.ts';

/** What is wrong with a value that stands at a path; nothing where it is as it must be. */
export type Shape = (value: unknown, path: string) => readonly string[];

/** Text, of this pattern where one is given. */
export function text(pattern?: RegExp): Shape {
  return (value, path) => {
    if (typeof value !== 'string') return wrong(value, path, 'text');
    return pattern === undefined || pattern.test(value) ? [] : [`${path}: ${quote(value)} does not match ${pattern}`];
  };
}

/** One of these texts. */
export function oneOf(values: readonly string[]): Shape {
  return (value, path) => {
    if (typeof value !== 'string') return wrong(value, path, 'text');
    return values.includes(value) ? [] : [`${path}: ${quote(value)} is none of ${values.join(', ')}`];
  };
}

/** A whole number between these, both included. */
export function whole(least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY): Shape {
  return (value, path) => {
    if (typeof value !== 'number') return wrong(value, path, 'a number');
    if (!Number.isInteger(value)) return [`${path}: ${value} is not a whole number`];
    return value >= least && value <= most ? [] : [`${path}: ${value} is not between ${least} and ${most}`];
  };
}

/** A truth value. */
export const flag: Shape = (value, path) => (typeof value === 'boolean' ? [] : wrong(value, path, 'true or false'));

/** A list of as many of these. */
export function list(element: Shape, least = 0, most = Number.POSITIVE_INFINITY): Shape {
  return (value, path) => {
    if (!Array.isArray(value)) return wrong(value, path, 'a list');
    const { length } = value;
    const count = length >= least && length <= most ? [] : [`${path} has ${length} entries, not ${least} to ${most}`];
    return [...count, ...value.flatMap((each, index) => element(each, `${path}[${index}]`))];
  };
}

/** An object with any members, all alike. */
export function map(member: Shape): Shape {
  return (value, path) => {
    if (!isObject(value)) return wrong(value, path, 'an object');
    return Object.entries(value).flatMap(([name, each]) => member(each, join(path, name)));
  };
}

/**
 * An object with these members and no others.
 * @param name what whoever wrote the schema calls such an object.
 */
export function object(
  name: string,
  members: Readonly<Record<string, Shape>>,
  required: readonly string[] = Object.keys(members),
): Shape {
  return (value, path) => {
    if (!isObject(value)) return wrong(value, path, `an object (${name})`);
    const missing = required
      .filter((member) => !Object.hasOwn(value, member))
      .map((member) => `${join(path, member)} is missing: every ${name} has it`);
    const present = Object.entries(value).flatMap(([member, each]) => {
      const shape = Object.hasOwn(members, member) ? members[member] : undefined;
      if (shape !== undefined) return shape(each, join(path, member));
      return [`${join(path, member)} is not a member of ${name}: ${hint(member, Object.keys(members))}`];
    });
    return [...missing, ...present];
  };
}

function hint(name: string, known: readonly string[]): string {
  // Too far apart for a slip, but what an abbreviation stands for.
  const [longer, ...others] = known.filter((each) => each.startsWith(name));
  return longer !== undefined && others.length === 0 ? `did you mean ${longer}?` : (suggest(name, known) ?? '');
}

function wrong(value: unknown, path: string, wanted: string): readonly string[] {
  return [`${path || 'the document'}: ${quote(value)} is not ${wanted}`];
}

function join(path: string, member: string): string {
  return path === '' ? member : `${path}.${member}`;
}

function quote(value: unknown): string {
  const json = JSON.stringify(value) ?? String(value);
  return json.length > 80 ? `${json.slice(0, 77)}...` : json;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import { isObject } from '../../dsl/border.ts';
import type { Data } from '../../dsl/template.ts';
import type { ReviewedResource } from '../resolve/resource.ts';
import { mapTexts, mapTokens } from './rewrite.ts';
import { canonical } from './statement.ts';

type Names = ReadonlyMap<string, string>;

/**
 * The resources of before, under the paths that they have after: what is the same in all but its logical id, or the stack that it
 * is in, has moved.
 */
export function followMoves(
  before: readonly ReviewedResource[],
  after: readonly ReviewedResource[],
): readonly ReviewedResource[] {
  const moves = findMoves(before, after);
  if (moves.size === 0) return before;
  return before.map((resource) => {
    const properties = renamed(resource.properties, moves);
    return {
      ...resource,
      path: moves.get(resource.path) ?? resource.path,
      properties: isObject(properties) ? properties : {},
    };
  });
}

function findMoves(before: readonly ReviewedResource[], after: readonly ReviewedResource[]): Names {
  const [old, young] = [new Set(before.map(({ path }) => path)), new Set(after.map(({ path }) => path))];
  const left = before.filter(({ path }) => !young.has(path));
  const come = after.filter(({ path }) => !old.has(path));
  if (left.length === 0 || come.length === 0) return new Map();
  // What refers to one that may have moved is compared by what that is, at first.
  const blind = new Map([...left, ...come].map(({ path, type }) => [path, `(${type})`]));
  const moves = pair(left, come, blind);
  const arrived = new Map(come.map((resource) => [resource.path, resource]));
  for (let wrong = true; wrong; ) {
    wrong = false;
    for (const resource of left) {
      const to = moves.get(resource.path);
      const target = to === undefined ? undefined : arrived.get(to);
      if (!target || contentOf(resource, moves) === contentOf(target, new Map())) continue;
      moves.delete(resource.path);
      wrong = true;
    }
  }
  return moves;
}

function pair(left: readonly ReviewedResource[], come: readonly ReviewedResource[], blind: Names): Map<string, string> {
  const free = new Map<string, string[]>();
  for (const resource of come) {
    const content = contentOf(resource, blind);
    free.set(content, [...(free.get(content) ?? []), resource.path]);
  }
  const pairs = new Map<string, string>();
  // First those that kept their name in another stack.
  for (const isLike of [(one: string, other: string) => lastOf(one) === lastOf(other), () => true]) {
    for (const resource of left) {
      if (pairs.has(resource.path)) continue;
      const paths = free.get(contentOf(resource, blind)) ?? [];
      const found = paths.findIndex((path) => isLike(resource.path, path));
      const path = paths[found];
      if (path === undefined) continue;
      paths.splice(found, 1);
      pairs.set(resource.path, path);
    }
  }
  return pairs;
}

function contentOf({ type, properties }: ReviewedResource, names: Names): string {
  return `${type} ${canonical(renamed(properties, names))}`;
}

function lastOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function renamed(data: Data, names: Names): Data {
  return mapTexts(data, (text) => mapTokens(text, (token) => ({ ...token, of: names.get(token.of) ?? token.of })));
}

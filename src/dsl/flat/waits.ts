import { type NameUse, usesOf } from '../references.ts';
import type { Data, TemplateResource } from '../template.ts';
import type { Names } from './names.ts';

/** That something waits for a resource or a nested stack. */
export interface Wait {
  readonly on: string;
  /** The conditions of each `Fn::If` around the reference, with `!` in front where it is in the second branch. */
  readonly needs: readonly string[];
}

/** What a resource waits for: everything it refers to. */
export function waitsOf(resource: TemplateResource): readonly Wait[] {
  return usesOf(resource).ids.map((use) => ({ on: use.name, needs: needsOf(use, resource) }));
}

const NEEDS_NOTHING: readonly string[] = [];

function needsOf({ path }: NameUse, resource: TemplateResource): readonly string[] {
  if (!path.includes('Fn::If')) return NEEDS_NOTHING;
  const needs: string[] = [];
  let inside: Data | TemplateResource | undefined = resource;
  for (const [index, key] of path.entries()) {
    if (typeof inside !== 'object' || inside === null) break;
    inside = (inside as { readonly [key: string | number]: Data })[key];
    if (key !== 'Fn::If' || !Array.isArray(inside)) continue;
    needs.push(`${path[index + 1] === 2 ? '!' : ''}${inside[0]}`);
  }
  return needs;
}

/**
 * What a member of a stack waits for beyond what the flat template still says of it by itself, by the ids in its stack and the
 * conditions of the flat template.
 * @param flat what became of it; undefined for a nested stack, of which nothing is left.
 */
export function waitsLost(
  resource: TemplateResource,
  flat: TemplateResource | undefined,
  names: Names,
): readonly Wait[] {
  const { DependsOn = [] } = resource;
  const lost = new Map<string, Wait>();
  const keep = (wait: Wait): unknown => lost.set([wait.on, ...wait.needs].join(' '), wait);
  for (const on of [DependsOn].flat()) keep({ on, needs: NEEDS_NOTHING });
  const left = flat ? waitsOf(flat) : [];
  const renamed = (need: string) => need.replace(/\w+/, (name) => names.conditions.get(name) ?? name);
  for (const { on, needs } of waitsOf(resource)) {
    const wait = { on, needs: needs.length === 0 ? needs : needs.map(renamed) };
    if (!isSaid(left, names.resources.get(on), wait.needs)) keep(wait);
  }
  return [...lost.values()];
}

function isSaid(left: readonly Wait[], on: string | undefined, needs: readonly string[]): boolean {
  for (const it of left) {
    if (it.on === on && (it.needs.length === 0 || it.needs.every((need) => needs.includes(need)))) return true;
  }
  return false;
}

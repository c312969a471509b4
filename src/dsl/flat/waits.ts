import { idsUsed, type NameUse } from '../references.ts';
import type { Data, DataObject, TemplateResource } from '../template.ts';
import type { Names } from './names.ts';

/** That something waits for a resource or a nested stack. */
export interface Wait {
  readonly on: string;
  /** The conditions of each `Fn::If` around the reference, with `!` in front where it is in the second branch. */
  readonly needs: readonly string[];
}

/** What data waits for: everything it refers to. */
export function waitsOf(data: DataObject): readonly Wait[] {
  return idsUsed(data).map((use) => ({ on: use.name, needs: needsOf(use, data) }));
}

function needsOf({ path }: NameUse, data: Data): readonly string[] {
  const needs: string[] = [];
  let inside: Data | undefined = data;
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
  { DependsOn = [], ...attributes }: TemplateResource,
  flat: TemplateResource | undefined,
  names: Names,
): readonly Wait[] {
  const left = waitsOf({ ...flat });
  const renamed = (need: string) => need.replace(/\w+/, (name) => names.conditions.get(name) ?? name);
  const used = waitsOf({ ...attributes })
    .map(({ on, needs }): Wait => ({ on, needs: needs.map(renamed) }))
    .filter(
      ({ on, needs }) =>
        !left.some((it) => it.on === names.resources.get(on) && it.needs.every((need) => needs.includes(need))),
    );
  const waits = [...[DependsOn].flat().map((on): Wait => ({ on, needs: [] })), ...used];
  return [...new Map(waits.map((wait) => [[wait.on, ...wait.needs].join(' '), wait])).values()];
}

import type { ExplainedSystem } from './explain.ts';
import { type Reference, referredBy, refersTo } from './follow.ts';
import type { Thing } from './things.ts';

/**
 * What a nested stack takes and gives: whatever its parameters come from, and whoever reads its outputs. Paths are those of references
 * to it: `Parameters.VpcId`, `Outputs.ServiceName`.
 */
export function stackReferences(
  { unit, kind }: Thing,
  { things, edges }: Pick<ExplainedSystem, 'things' | 'edges'>,
): { readonly takes: readonly Reference[]; readonly gives: readonly Reference[] } | undefined {
  if (kind !== 'stack') return undefined;
  const own = (wanted: Thing['kind']) => things.all.filter((each) => each.unit === unit && each.kind === wanted);
  const takes = own('parameter').flatMap((parameter) =>
    refersTo(parameter, edges).map((reference) => at(reference, `Parameters.${parameter.name}`)),
  );
  const gives = own('output').flatMap((output) => referredBy(output, edges).map((each) => behind(each, output)));
  return { takes: together(takes), gives: together(gives) };
}

function at({ thing, uses }: Reference, path: string): Reference {
  return { thing, uses: uses.map((use) => ({ ...use, path })) };
}

function behind({ thing, uses }: Reference, output: Thing): Reference {
  return { thing, uses: uses.map((use) => ({ ...use, via: [...use.via, output] })) };
}

function together(references: readonly Reference[]): readonly Reference[] {
  const uses = new Map<Thing, Reference['uses']>();
  for (const each of references) uses.set(each.thing, [...(uses.get(each.thing) ?? []), ...each.uses]);
  return [...uses].map(([thing, all]) => ({ thing, uses: all }));
}

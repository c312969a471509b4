import { keyOf, type Place } from './instance.ts';

/** Instances that one operation can name: every account in every region, all with the same value. */
export interface Group<T> {
  readonly accounts: readonly string[];
  readonly regions: readonly string[];
  readonly value: T;
}

/**
 * Puts instances into as few groups as it can without naming one that is not among them: an operation of a stack set takes accounts and
 * regions, and means all of these in all of those.
 * @param keyOfValue what is the same has the same key.
 * @param regions their order, which groups are given in.
 */
export function groupInstances<T extends Place, V>(
  instances: readonly T[],
  regions: readonly string[],
  valueAt: (instance: T) => V,
  keyOfValue: (value: V) => string,
): readonly Group<V>[] {
  const byValue = collect(instances, (instance) => keyOfValue(valueAt(instance)));
  return [...byValue.values()]
    .flatMap((same) => {
      const [first] = same;
      if (first === undefined) return [];
      const value = valueAt(first);
      const byAccount = collect(dedupe(same), ({ account }) => account);
      const byRegions = collect([...byAccount.values()], (each) => sortRegions(each, regions).join(' '));
      return [...byRegions.values()].map((alike): Group<V> => {
        const accounts = alike.flatMap(([instance]) => instance?.account ?? []);
        return { accounts, regions: sortRegions(alike[0] ?? [], regions), value };
      });
    })
    .sort((one, other) => placeOf(one, regions) - placeOf(other, regions));
}

function placeOf({ regions: [first = ''] }: Group<unknown>, regions: readonly string[]): number {
  return regions.indexOf(first);
}

function sortRegions(instances: readonly Place[], regions: readonly string[]): readonly string[] {
  const rank = (region: string) => (regions.includes(region) ? regions.indexOf(region) : regions.length);
  return instances.map(({ region }) => region).sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

function dedupe<T extends Place>(instances: readonly T[]): readonly T[] {
  return [...new Map(instances.map((instance) => [keyOf(instance), instance])).values()];
}

function collect<T>(items: readonly T[], keyOfItem: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const found = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOfItem(item);
    const known = found.get(key);
    if (known) known.push(item);
    else found.set(key, [item]);
  }
  return found;
}

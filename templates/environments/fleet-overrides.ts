import type { BuiltStack } from '../../src/dsl/index.ts';
import type { FileOverride, ParameterEntry } from '../../src/synth/fleet-file.ts';
import type { OverrideAt, ValuesAt } from './fleet-values.ts';
import { type Given, parametersOf } from './parameter-check.ts';
import { writeValue } from './values.ts';

/** Values by the names of parameters, as CloudFormation takes them. */
type Written = Readonly<Record<string, string>>;

/**
 * What the stack set is given, and where stacks are given something else. The set has the value that most places have, the first of
 * them where several are as many: each group of equal overrides is an operation of its own, as CloudFormation takes one list for all
 * accounts and regions of an operation.
 */
export function resolveOverrides(
  root: BuiltStack,
  places: readonly ValuesAt[],
  ofUnits: readonly OverrideAt[],
): { readonly common: readonly ParameterEntry[]; readonly overrides: readonly FileOverride[] } {
  const written = places.map((place) => ({ ...place, values: write(place.given) }));
  const names = namesOf(root, [...written.flatMap(({ values }) => Object.keys(values)), ...namesIn(ofUnits)]);
  const defaultOf = (name: string) => {
    const value = parametersOf(root)[name]?.Default;
    return value === undefined ? undefined : String(value);
  };
  const common: Record<string, string> = {};
  for (const name of names) {
    const value = mostCommon(written.flatMap(({ values }) => values[name] ?? defaultOf(name) ?? []));
    if (value !== undefined) common[name] = value;
  }
  const others = written.map(({ account, region, values }) => ({
    account,
    region,
    values: Object.fromEntries(
      names.flatMap((name) => {
        const value = values[name] ?? defaultOf(name);
        return value === undefined || value === common[name] ? [] : [[name, value] as const];
      }),
    ),
  }));
  return {
    common: entriesOf(common, names),
    overrides: [...group(others, names), ...ofUnits.flatMap((each) => ofUnit(each, ofUnits, names))],
  };
}

const namesIn = (ofUnits: readonly OverrideAt[]) => ofUnits.flatMap(({ given }) => given.map(({ name }) => name));

function namesOf(root: BuiltStack, given: readonly string[]): readonly string[] {
  return Object.keys(parametersOf(root))
    .filter((name) => given.includes(name))
    .concat([...new Set(given)].filter((name) => !(name in parametersOf(root))));
}

function write(given: readonly Given[]): Written {
  return Object.fromEntries(given.map(({ name, value }) => [name, writeValue(value)]));
}

function entriesOf(values: Written, names: readonly string[]): readonly ParameterEntry[] {
  return names.flatMap((ParameterKey) => {
    const ParameterValue = values[ParameterKey];
    return ParameterValue === undefined ? [] : [{ ParameterKey, ParameterValue }];
  });
}

function mostCommon(values: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].reduce<[string, number] | undefined>(
    (best, each) => (best && best[1] >= each[1] ? best : each),
    undefined,
  )?.[0];
}

interface Place {
  readonly account: string | undefined;
  readonly region: string;
  readonly values: Written;
}

/** Places of equal values together: for each account the regions with them, and accounts with the same regions as one. */
function group(places: readonly Place[], names: readonly string[]): readonly FileOverride[] {
  const byValues = collect(places, ({ values }) => JSON.stringify(entriesOf(values, names)));
  return [...byValues.values()].flatMap((equal): readonly FileOverride[] => {
    const parameters = entriesOf(equal[0]?.values ?? {}, names);
    if (parameters.length === 0) return [];
    const byAccount = collect(equal, ({ account }) => account);
    const regionsOf = [...byAccount].map(([account, each]) => ({ account, regions: each.map(({ region }) => region) }));
    return [...collect(regionsOf, ({ regions }) => regions.join()).values()].map((rows) => {
      const accounts = rows.flatMap(({ account }) => account ?? []);
      const regions = rows[0]?.regions ?? [];
      return { ...(accounts.length > 0 ? { accounts } : {}), regions, parameters };
    });
  });
}

/** One override of accounts or units, its regions of equal values together; told where its first region is met. */
function ofUnit(each: OverrideAt, all: readonly OverrideAt[], names: readonly string[]): readonly FileOverride[] {
  const valuesOf = ({ given }: OverrideAt) => JSON.stringify(entriesOf(write(given), names));
  const equal = all.filter((other) => other.override === each.override && valuesOf(other) === valuesOf(each));
  if (equal[0] !== each || each.given.length === 0) return [];
  const { accounts, units } = each.override;
  return [
    {
      ...(accounts ? { accounts } : {}),
      ...(units ? { units } : {}),
      regions: equal.map(({ region }) => region),
      parameters: entriesOf(write(each.given), names),
    },
  ];
}

function collect<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): ReadonlyMap<Key, readonly Item[]> {
  const found = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    found.set(key, [...(found.get(key) ?? []), item]);
  }
  return found;
}

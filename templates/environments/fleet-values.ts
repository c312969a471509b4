import type { BuiltStack } from '../../src/dsl/index.ts';
import type { ParameterValue } from './environment.ts';
import { type Fleet, type FleetOverride, type FleetValues, type InstancePlace, valuesAt } from './fleet.ts';
import { type Given, parametersOf } from './parameter-check.ts';

/** Values of one system at one place of a fleet; the account is undefined where a service-managed fleet finds it only when it runs. */
export interface ValuesAt {
  readonly account: string | undefined;
  readonly region: string;
  readonly given: readonly Given[];
}

/** Values that an override has for accounts or units of a service-managed fleet, in one region. */
export interface OverrideAt {
  readonly override: FleetOverride;
  readonly region: string;
  readonly given: readonly Given[];
}

/**
 * The values of a system at each place of a fleet: of a self-managed one each account in each region, of a service-managed one each
 * region. What is said for a system goes before what is common, overrides before both, and later overrides before earlier ones.
 */
export function placesOf(fleet: Fleet, system: string, root: BuiltStack): readonly ValuesAt[] {
  const { permissions, regions } = fleet;
  const accounts = permissions.model === 'self-managed' ? permissions.accounts : [undefined];
  return accounts.flatMap((account) =>
    regions.map((region): ValuesAt => {
      const at = placeAt(account, region);
      const applied = fleet.overrides.flatMap((override, index) =>
        appliesTo(override, account, region) ? layersOf(override, `overrides[${index}].`, system, at, root) : [],
      );
      return { account, region, given: settle([...layersOf(fleet, '', system, at, root), ...applied], root) };
    }),
  );
}

/** The overrides of a service-managed fleet that name accounts or units, one for each of their regions, in their order. */
export function overridesOf(fleet: Fleet, system: string, root: BuiltStack): readonly OverrideAt[] {
  if (fleet.permissions.model === 'self-managed') return [];
  return fleet.overrides.flatMap((override, index) => {
    if (override.accounts === undefined && override.units === undefined) return [];
    return (override.regions ?? fleet.regions).map((region) => {
      const layers = layersOf(override, `overrides[${index}].`, system, placeAt(undefined, region), root);
      return { override, region, given: settle(layers, root) };
    });
  });
}

// What a service-managed fleet's values are made from has no account, by their type.
function placeAt(account: string | undefined, region: string): InstancePlace {
  return { account: account ?? '', region };
}

function appliesTo({ accounts, units, regions }: FleetOverride, account: string | undefined, region: string): boolean {
  if (regions && !regions.includes(region)) return false;
  if (account === undefined) return accounts === undefined && units === undefined;
  return accounts?.includes(account) ?? true;
}

interface Layers {
  readonly parameters: FleetValues;
  readonly parametersOf: Readonly<Record<string, FleetValues>>;
}

function layersOf(layers: Layers, path: string, system: string, at: InstancePlace, root: BuiltStack): readonly Given[] {
  const of = (values: FleetValues, below: string) =>
    Object.entries(valuesAt(values, at)).map(([name, value]: readonly [string, ParameterValue | undefined]) => ({
      name,
      value,
      path: `${below}.${name}`,
    }));
  const known = parametersOf(root);
  return [
    ...of(layers.parameters, `${path}parameters`),
    ...of(layers.parametersOf[system] ?? {}, `${path}parametersOf.${system}`),
  ].filter((given): given is Given => given.name in known && given.value !== undefined);
}

/** The last value of each parameter, in the root's order. */
function settle(given: readonly Given[], root: BuiltStack): readonly Given[] {
  const last = new Map(given.map((each) => [each.name, each]));
  return Object.keys(parametersOf(root)).flatMap((name) => last.get(name) ?? []);
}

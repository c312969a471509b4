import { Place } from '../../src/dsl/index.ts';
import {
  type ParameterValue,
  type ParameterValues,
  type Partition,
  partitionOf,
  type RegionName,
} from './environment.ts';
import type { AccountsOf, Permissions, SelfManaged, ServiceManaged, UnitsOf } from './fleet-permissions.ts';
import { type Amount, type Wave, writeWaves } from './fleet-waves.ts';

export {
  type Permissions,
  type SelfManaged,
  type ServiceManaged,
  selfManaged,
  serviceManaged,
} from './fleet-permissions.ts';
export { type Amount, rest, type Wave } from './fleet-waves.ts';

/** Where one stack of a fleet is. */
export interface InstancePlace {
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
}

/** A parameter's value in every stack of a fleet: the same, or made from where the stack is. */
export type FleetValue<At = InstancePlace> = ParameterValue | ((at: At) => ParameterValue);

/** Values by the names of the root's parameters. */
export type FleetValues<At = InstancePlace> = { readonly [name: string]: FleetValue<At> };

/** Values that some stacks of a fleet have instead of the common ones. What it does not name, it is for all of. */
export interface FleetOverride {
  readonly accounts: readonly string[] | undefined;
  readonly units: readonly string[] | undefined;
  readonly regions: readonly string[] | undefined;
  readonly parameters: FleetValues;
  readonly parametersOf: Readonly<Record<string, FleetValues>>;
}

/** Where the stack sets of systems are, and which accounts and regions they deploy to. */
export interface Fleet<Name extends string = string> {
  /** What people call it, and the name of its files: lower case, and no environment's. */
  readonly name: Name;
  /** The administrator: where the stack sets are. */
  readonly account: string;
  readonly region: string;
  readonly partition: Partition;
  /** Whether it is an emulator on this machine. */
  readonly emulator: boolean;
  readonly permissions: Permissions;
  /** Which of a system's two forms is deployed. */
  readonly form: 'flat' | 'nested';
  /** In the order in which they are deployed to. */
  readonly regions: readonly string[];
  readonly regionConcurrency: 'sequential' | 'parallel';
  /** In order; the last takes what no other names. */
  readonly waves: readonly Wave[];
  readonly failureTolerance: Amount;
  readonly concurrency: Amount;
  readonly mode: 'strict' | 'soft';
  readonly managedExecution: boolean;
  /** Tags of the stack sets, which CloudFormation hands on to all they make. */
  readonly tags: Readonly<Record<string, string>>;
  readonly systems: readonly string[];
  readonly parameters: FleetValues;
  readonly parametersOf: Readonly<Record<string, FleetValues>>;
  /** Later ones go before earlier ones. */
  readonly overrides: readonly FleetOverride[];
  /** The administrator's bucket for templates in a region. */
  readonly templateBucket: (at: InstancePlace) => string;
  /** Who of the administrator's account may read in the members: `role/deploy`; undefined means that nobody can. */
  readonly reader: { readonly trusts: string } | undefined;
  /** Where it was declared. */
  readonly place: Place;
}

/** What values can be made from: a service-managed set finds its accounts when it runs, so none is known when files are written. */
type PlaceIn<P extends Permissions> = P extends ServiceManaged ? Pick<InstancePlace, 'region'> : InstancePlace;

/** There are no service-managed stack sets in China. */
type NotInChina<P extends Permissions, Region extends string> = P extends ServiceManaged
  ? [Extract<Region, `cn-${string}`>] extends [never]
    ? unknown
    : never
  : unknown;

/** A wave as it is written: which accounts, or for a service-managed fleet which units. */
type WaveOptions<P extends Permissions> = { readonly name: string } & (P extends ServiceManaged
  ?
      | { readonly accounts: readonly [AccountsOf<P>, ...AccountsOf<P>[]]; readonly units?: never }
      | { readonly units: readonly [UnitsOf<P>, ...UnitsOf<P>[]]; readonly accounts?: never }
  : { readonly accounts: readonly [AccountsOf<P>, ...AccountsOf<P>[]]; readonly units?: never });

interface OverrideOptions<P extends Permissions, Region extends string, System extends string> {
  readonly accounts?: readonly AccountsOf<P>[];
  /** Of a service-managed fleet only. */
  readonly units?: P extends ServiceManaged ? readonly UnitsOf<P>[] : never;
  readonly regions?: readonly Region[];
  readonly parameters?: FleetValues<PlaceIn<P>>;
  readonly parametersOf?: { readonly [S in System]?: FleetValues<PlaceIn<P>> };
}

/** A fleet, as `templates/environments.ts` describes it. */
export interface FleetOptions<
  Name extends string,
  P extends Permissions,
  Home extends string,
  Region extends string,
  System extends string,
> {
  readonly name: Name & Lowercase<Name>;
  /** Twelve digits, in quotes. The management account or a delegated administrator, or for a self-managed fleet any. */
  readonly account: `${number}`;
  /** Where the stack sets are; they deploy from there to all `regions`. */
  readonly region: Home & NotInChina<P, Home>;
  readonly permissions: P;
  /** Service-managed stack sets do not take nested stacks. `'flat'` unless said. */
  readonly form?: P extends ServiceManaged ? 'flat' : 'flat' | 'nested';
  readonly regions: readonly [Region, ...Region[]] & NotInChina<P, Region>;
  /** `'sequential'` unless said: a region that fails keeps the later ones as they are. */
  readonly regionConcurrency?: 'sequential' | 'parallel';
  /** `[rest()]` unless said: all at once. */
  readonly waves?: readonly [...WaveOptions<NoInfer<P>>[], { readonly rest: true; readonly name: string }];
  /** In how many accounts per region an operation may fail before it stops there; none unless said. */
  readonly failureTolerance?: Amount;
  /** In how many accounts at once; one unless said. In strict mode at most one more than may fail. */
  readonly concurrency?: Amount;
  /** `'strict'` unless said: never more failures than tolerated and one. */
  readonly mode?: 'strict' | 'soft';
  /** Whether operations that do not touch each other run at once, and others wait their turn; true unless said. */
  readonly managedExecution?: boolean;
  readonly tags?: Readonly<Record<string, string>>;
  readonly systems: readonly [System, ...System[]];
  readonly parameters?: FleetValues<PlaceIn<NoInfer<P>>>;
  readonly parametersOf?: { readonly [S in NoInfer<System>]?: FleetValues<PlaceIn<NoInfer<P>>> };
  readonly overrides?: readonly OverrideOptions<NoInfer<P>, NoInfer<Region>, NoInfer<System>>[];
  /** For where `templates-<account>-<region>` is taken. The buckets are the administrator's. */
  readonly templateBucket?: (at: InstancePlace) => string;
  /** Who may read what runs in the members, by a role that the fleet makes there. Without one the live colours cannot be seen. */
  readonly reader?: { readonly trusts: `role/${string}` | `user/${string}` };
  readonly emulator?: boolean;
}

/**
 * One fleet. What types cannot see (whether accounts have twelve digits, whether waves overlap, and everything about the parameters)
 * is checked when its files are made.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-concepts.html
 */
export function fleet<
  const Name extends string,
  const P extends ServiceManaged | SelfManaged,
  const Home extends RegionName,
  const Region extends RegionName,
  const System extends string,
>(options: FleetOptions<Name, P, Home, Region, System>): Fleet<Name> {
  const { name, account, permissions, regions, systems, emulator = false, tags = {} } = options;
  const region: string = options.region;
  const overrides: readonly OverrideOptions<P, Region, System>[] = options.overrides ?? [];
  return {
    name,
    account,
    region,
    partition: partitionOf(String(region)),
    emulator,
    permissions,
    form: options.form ?? 'flat',
    regions,
    regionConcurrency: options.regionConcurrency ?? 'sequential',
    waves: writeWaves(permissions, options.waves ?? []),
    failureTolerance: options.failureTolerance ?? { count: 0 },
    concurrency: options.concurrency ?? { count: 1 },
    mode: options.mode ?? 'strict',
    managedExecution: options.managedExecution ?? true,
    tags,
    systems,
    parameters: anywhere(options.parameters),
    parametersOf: ofSystems(options.parametersOf),
    overrides: overrides.map((override) => ({
      accounts: override.accounts,
      units: override.units,
      regions: override.regions,
      parameters: anywhere(override.parameters),
      parametersOf: ofSystems(override.parametersOf),
    })),
    templateBucket: options.templateBucket ?? ((at) => `templates-${at.account}-${at.region}`),
    reader: options.reader,
    place: Place.ofCallerOf(fleet),
  };
}

// What is made from a region alone is made from an account and a region too. The compiler does not see that of a kind of fleet that it
// does not know yet, so both conversions stand here.
function anywhere(values: { readonly [name: string]: FleetValue<never> } | undefined): FleetValues {
  return (values ?? {}) as FleetValues;
}

function ofSystems(values: { readonly [system: string]: unknown } | undefined): Readonly<Record<string, FleetValues>> {
  return (values ?? {}) as Record<string, FleetValues>;
}

/** The values as they are at one place. */
export function valuesAt(values: FleetValues, at: InstancePlace): ParameterValues {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'function' ? value(at) : value]),
  );
}

/** Whether a system is deployed to a fleet. */
export function isInFleet({ systems }: Pick<Fleet, 'systems'>, system: string): boolean {
  return systems.includes(system);
}

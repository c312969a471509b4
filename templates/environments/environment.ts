import { Place } from '../../src/dsl/index.ts';

/** The partitions there are; account ids and names of services mean nothing outside of theirs. */
export type Partition = 'aws' | 'aws-cn' | 'aws-us-gov';

/** The partition that a region is in, known from its name. */
export type PartitionOf<Region extends string> = Region extends `cn-${string}`
  ? 'aws-cn'
  : Region extends `us-gov-${string}`
    ? 'aws-us-gov'
    : 'aws';

/** `eu-central-1`, `us-gov-west-1`. */
export type RegionName = `${string}-${string}-${number}` | `${string}-${string}-${string}-${number}`;

/** What a parameter of the root is given. A list is written as one, not as a text with commas. */
export type ParameterValue = string | number | boolean | readonly string[];

/** Values by the names of the root's parameters. */
export type ParameterValues = { readonly [name: string]: ParameterValue };

/** Where systems are deployed to: an account, a region, and what the root's parameters are there. */
export interface Environment<Name extends string = string> {
  /** What people call it, and the name of its files: lower case. */
  readonly name: Name;
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
  readonly partition: Partition;
  /** Whether it is an emulator on this machine, which has no account and checks less than AWS does. */
  readonly emulator: boolean;
  /** Tags of the root stack, which CloudFormation hands on to everything in it. */
  readonly tags: Readonly<Record<string, string>>;
  /** Name of the role that CloudFormation works with on a system; without one, it has the rights of whoever deploys. */
  readonly serviceRole: ((system: string, region: string) => string) | undefined;
  /** Bucket that templates are uploaded to; undefined means `templates-<account>-<region>`. */
  readonly templateBucket: string | undefined;
  /** Values for every system that has a parameter of that name. */
  readonly parameters: ParameterValues;
  /** Values for one system, by its name; they go before the common ones. */
  readonly parametersOf: Readonly<Record<string, ParameterValues>>;
  /** The systems that are deployed there; undefined means all. */
  readonly systems: readonly string[] | undefined;
  /** Where it was declared. */
  readonly place: Place;
}

/** An environment, as `templates/environments.ts` describes it. */
export interface EnvironmentOptions<Name extends string, Region extends string, System extends string> {
  readonly name: Name & Lowercase<Name>;
  /** Twelve digits, in quotes: a number would lose the zeros it begins with. */
  readonly account: `${number}`;
  readonly region: Region;
  /** Follows from the region. Said all the same, it must be right. */
  readonly partition?: PartitionOf<Region>;
  readonly emulator?: boolean;
  readonly tags?: Readonly<Record<string, string>>;
  /** Name of the role that CloudFormation works with: one for all systems, or `serviceRoleName`, that of each `deployer.yaml`. */
  readonly serviceRole?: string | ((system: string, region: string) => string);
  /** For where `templates-<account>-<region>` is taken; the bucket is in the same account and region. */
  readonly templateBucket?: string;
  readonly parameters?: ParameterValues;
  readonly parametersOf?: { readonly [S in NoInfer<System>]?: ParameterValues };
  readonly systems?: readonly [System, ...System[]];
}

/**
 * One environment. What types cannot see (whether the account has twelve digits, and everything about the parameters) is checked
 * when its files are made.
 */
export function environment<const Name extends string, const Region extends RegionName, const System extends string>(
  options: EnvironmentOptions<Name, Region, System>,
): Environment<Name> {
  // That there is a region is for the compiler to see; `make synth` alone does not ask it, and checks come later.
  const { name, account, region, partition = partitionOf(String(region)), emulator = false, tags = {} } = options;
  const { serviceRole } = options;
  const parametersOf: Record<string, ParameterValues> = {};
  for (const [system, values] of Object.entries<ParameterValues | undefined>(options.parametersOf ?? {})) {
    if (values !== undefined) parametersOf[system] = values;
  }
  return {
    name,
    account,
    region,
    partition,
    emulator,
    tags,
    serviceRole: typeof serviceRole === 'string' ? () => serviceRole : serviceRole,
    templateBucket: options.templateBucket,
    parameters: options.parameters ?? {},
    parametersOf,
    systems: options.systems,
    place: Place.ofCallerOf(environment),
  };
}

/**
 * The partition of a region.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 */
export function partitionOf(region: string): Partition {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}

/** Whether a system is deployed to an environment. */
export function isDeployedTo({ systems }: Pick<Environment, 'systems'>, system: string): boolean {
  return systems === undefined || systems.includes(system);
}

import { allStacks, type BuiltStack, type Place, type Problem, throwIfAny, toJsonString } from '../../src/dsl/index.ts';
import type { FleetFile, OperationPreferences } from '../../src/synth/fleet-file.ts';
import type { OutputFile } from '../../src/synth/output-file.ts';
import { unavailable } from './availability.ts';
import type { Environment } from './environment.ts';
import { type Fleet, isInFleet } from './fleet.ts';
import { checkFleets } from './fleet-check.ts';
import { fleetProblem } from './fleet-hold.ts';
import { checkGlobalNames } from './fleet-names.ts';
import { resolveOverrides } from './fleet-overrides.ts';
import { checkRoles, permissionsOf, roleStacks } from './fleet-roles.ts';
import { overridesOf, placesOf } from './fleet-values.ts';
import { checkParameters, checkSome, type Held, unknownNames } from './parameter-check.ts';
import type { ListLengths } from './values.ts';

/** What the files of a system's fleets are made from. */
export interface FleetSource {
  readonly system: string;
  readonly root: BuiltStack;
  readonly fleets: readonly Fleet[];
  /** Whose names fleets may not have. */
  readonly environments: readonly Environment[];
  /** Of the lists that may not have any. */
  readonly lengths: ListLengths;
  /** Where the system is described; problems without a line of their own name it. */
  readonly place: Place;
}

/**
 * The stack sets of a system: `fleets/<fleet>.json` for each fleet that it is in, in the form of {@link FleetFile}. It is what
 * `make stackset` reads, so that what was reviewed is what is deployed.
 * @throws TealformError `invalid-environment`, with everything that is wrong in all fleets.
 */
export function fleetFiles(source: FleetSource): readonly OutputFile[] {
  const { system, fleets, environments, place } = source;
  const here = fleets.filter((fleet) => isInFleet(fleet, system));
  const faults = checkFleets(fleets, environments);
  const problems = faults.length > 0 ? faults : here.flatMap((fleet) => checkFleet(source, fleet));
  throwIfAny(problems.map((problem) => ({ ...problem, stack: system, place: problem.place ?? place })));
  return here.map((fleet) => ({
    path: `fleets/${fleet.name}.json`,
    text: `${toJsonString(JSON.parse(JSON.stringify(describe(source, fleet))), 'readable')}\n`,
  }));
}

function checkFleet({ system, root, lengths }: FleetSource, fleet: Fleet): readonly Problem[] {
  const { partition, regions } = fleet;
  const problem = (path: string, message: string, hint: string) => fleetProblem(fleet, path, message, hint);
  const held = (region: string): Held => ({ root, lengths, problem, at: { region, partition } });
  const said = [fleet, ...fleet.overrides].flatMap(({ parametersOf }, index) => {
    const below = `${index === 0 ? '' : `overrides[${index - 1}].`}parametersOf.${system}`;
    return unknownNames(held(fleet.region), system, Object.keys(parametersOf[system] ?? {}), below);
  });
  const places = placesOf(fleet, system, root);
  const found = [
    ...regions.flatMap((region) =>
      unavailable(system, root, { region, partition }).map(({ message, hint }) => problem('systems', message, hint)),
    ),
    ...said,
    ...places.flatMap(({ region, given }) =>
      checkParameters({
        ...held(region),
        given,
        missingBelow: `parametersOf.${system}`,
        pinHint: 'write the id of the image in each region: ({ region }) => IMAGES[region]',
      }),
    ),
    ...overridesOf(fleet, system, root).flatMap(({ region, given }) => checkSome(held(region), given)),
    ...checkRoles(fleet, system, places),
    ...checkGlobalNames(fleet, system, root, places, problem),
  ];
  // What is wrong at one place is often wrong at all.
  return [...new Map(found.map((each) => [`${each.path} ${each.message}`, each])).values()];
}

/** Where the templates of a system are, in each bucket; as the deploy command has it. */
const prefixOf = (system: string) => `tealform/${system}`;

function describe(source: FleetSource, fleet: Fleet): FleetFile {
  const { system, root } = source;
  const { account, region, partition, emulator, permissions, form, regions } = fleet;
  const file = form === 'flat' ? 'flat.yaml' : 'root.yaml';
  const buckets = Object.fromEntries(regions.map((each) => [each, fleet.templateBucket({ account, region: each })]));
  const prefix = prefixOf(system);
  const nests = form === 'nested' && allStacks(root).length > 1;
  const places = placesOf(fleet, system, root).map((at) => ({
    ...at,
    given: [
      ...at.given,
      ...(nests
        ? [
            { name: 'TemplateBucket', value: buckets[at.region] ?? '', path: '' },
            { name: 'TemplatePrefix', value: prefix, path: '' },
          ]
        : []),
    ],
  }));
  const { common, overrides } = resolveOverrides(root, places, overridesOf(fleet, system, root));
  return {
    formatVersion: 1,
    fleet: fleet.name,
    system,
    administrator: {
      account,
      region,
      partition,
      emulator,
      ...(permissions.organisation ? { organisation: permissions.organisation } : {}),
    },
    stackSet: {
      StackSetName: `${system}-${fleet.name}`,
      Description: root.template.Description ?? '',
      ...permissionsOf(fleet, system),
      ManagedExecution: { Active: fleet.managedExecution },
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      Parameters: common,
      Tags: Object.entries(fleet.tags).map(([Key, Value]) => ({ Key, Value })),
    },
    template: { form, file },
    templates: { buckets, prefix },
    regions,
    preferences: preferencesOf(fleet),
    waves: fleet.waves,
    overrides,
    ...roleStacks(fleet, system, root, places),
  };
}

function preferencesOf({
  regionConcurrency,
  regions,
  failureTolerance,
  concurrency,
  mode,
}: Fleet): OperationPreferences {
  return {
    RegionConcurrencyType: regionConcurrency === 'parallel' ? 'PARALLEL' : 'SEQUENTIAL',
    RegionOrder: regions,
    ...(failureTolerance.count === undefined
      ? { FailureTolerancePercentage: failureTolerance.percent }
      : { FailureToleranceCount: failureTolerance.count }),
    ...(concurrency.count === undefined
      ? { MaxConcurrentPercentage: concurrency.percent }
      : { MaxConcurrentCount: concurrency.count }),
    ConcurrencyMode: mode === 'strict' ? 'STRICT_FAILURE_TOLERANCE' : 'SOFT_FAILURE_TOLERANCE',
  };
}

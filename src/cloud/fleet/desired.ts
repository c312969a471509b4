import type { FleetFile, ParameterEntry } from '../../synth/fleet-file.ts';
import type { StackParameters } from '../parameters.ts';
import type { DesiredInstance, Place } from './instance.ts';

/** The accounts of a fleet as they are found: those of each wave, and which units each account is in. */
export interface FleetAccounts {
  /** In the order of the file's waves; an account is in the first that has it. */
  readonly waves: readonly (readonly string[])[];
  /** The units above an account, its own first; none where nobody asked an organisation. */
  readonly unitsOf: (account: string) => readonly string[];
}

/** All instances that a fleet is to have. */
export function desireInstances(file: FleetFile, { waves, unitsOf }: FleetAccounts): readonly DesiredInstance[] {
  const common = parametersOf(file.stackSet.Parameters);
  const seen = new Set<string>();
  return waves.flatMap((accounts, wave) => {
    const fresh = accounts.filter((account) => !seen.has(account));
    for (const account of fresh) seen.add(account);
    return fresh.flatMap((account) =>
      file.regions.map((region): DesiredInstance => {
        const overrides = overridesAt(file, { account, region }, unitsOf(account), common);
        return { account, region, wave, overrides };
      }),
    );
  });
}

/** Parameters as the API takes them, by name. */
export function parametersOf(entries: readonly ParameterEntry[]): StackParameters {
  return Object.fromEntries(entries.map(({ ParameterKey, ParameterValue }) => [ParameterKey, ParameterValue]));
}

/** Parameters by name, as the API takes them. */
export function entriesOf(parameters: StackParameters): ParameterEntry[] {
  return Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }));
}

function overridesAt(
  { overrides }: FleetFile,
  { account, region }: Place,
  units: readonly string[],
  common: StackParameters,
): StackParameters {
  const here = overrides.filter(
    (override) =>
      override.regions.includes(region) &&
      (override.accounts?.includes(account) ?? true) &&
      (override.units?.some((unit) => units.includes(unit)) ?? true),
  );
  const values = Object.assign({}, ...here.map(({ parameters }) => parametersOf(parameters)));
  return Object.fromEntries(Object.entries<string>(values).filter(([name, value]) => common[name] !== value));
}

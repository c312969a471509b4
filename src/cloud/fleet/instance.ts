import type { Colour } from '../colour.ts';
import type { StackParameters } from '../parameters.ts';

/** Where a stack of a fleet is: one instance of a stack set. */
export interface Place {
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
}

/** The parameter that each stack has a value of its own for, since each may be live on another colour. */
export const LIVE_COLOUR = 'LiveColour';

/** What a stack serves that nobody has told otherwise: the default of the template. */
export const FIRST_COLOUR: Colour = 'blue';

/** A place as one text, by which places are told apart and put in order. */
export function keyOf({ account, region }: Place): string {
  return `${account}/${region}`;
}

/** An instance as it is to be, but for its colour. */
export interface DesiredInstance extends Place {
  /** The wave that it is deployed in, by number. */
  readonly wave: number;
  /** Values that are others than the set's, by name. */
  readonly overrides: StackParameters;
}

/** An instance as CloudFormation knows it. */
export interface ActualInstance extends Place {
  /** Of the stack; undefined where there was none yet. */
  readonly stackId: string | undefined;
  /** `CURRENT`, `OUTDATED`, `INOPERABLE` */
  readonly status: string;
  /** How the last operation on it ended: `SUCCEEDED`, `FAILED`, `CANCELLED`, ...; undefined where nobody says. */
  readonly lastResult: string | undefined;
  readonly reason: string | undefined;
  readonly overrides: StackParameters;
}

/** Whether two instances have the same values, that of the colour left out. */
export function hasSameOverrides(one: StackParameters, other: StackParameters): boolean {
  return overridesKey(withoutColour(one)) === overridesKey(withoutColour(other));
}

/** Values as one text, whatever their order. */
export function overridesKey(overrides: StackParameters): string {
  return JSON.stringify(Object.entries(overrides).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function withoutColour({ [LIVE_COLOUR]: _, ...rest }: StackParameters): StackParameters {
  return rest;
}

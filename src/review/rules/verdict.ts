import type { Problem } from '../../dsl/error.ts';
import type { Data } from '../../dsl/template.ts';
import type { Cause, PlannedChange } from '../compare/changes.ts';

/** A change, the stack that it is in, and what is certain about it. */
export interface JudgedChange {
  readonly stackName: string;
  readonly change: PlannedChange;
  /** The causes of which it is known that the value changes. */
  readonly certain: readonly Cause[];
  /** The others: values that nobody knows before the update, and that may turn out to be what they were. */
  readonly uncertain: readonly Cause[];
}

/** What a listener does with requests, by the colour that is said to serve. */
export interface ActionsByColour {
  readonly blue: Data | undefined;
  readonly green: Data | undefined;
}

/** What rules may know besides the change itself; what is left out nobody knows. */
export interface Facts {
  /** Whether the family's latest revision is the one that runs. */
  readonly isLatestRunning?: boolean | undefined;
  /** The types of the resources in nested stacks that are removed, by logical id, where they are not among the changes. */
  readonly removedStacks?: ReadonlyMap<string, readonly string[]>;
  /** Whether it is of a template beside the system's own stacks, whose logical ids mean other things. */
  readonly isBeside?: boolean;
  /** Of a listener that is changed: what it does before and after, with each colour live. */
  readonly actions?: (
    change: PlannedChange,
  ) => { readonly before: ActionsByColour; readonly after: ActionsByColour } | undefined;
}

/** What rules say: what keeps from executing, what may do harm, and what is good to know. */
export interface Verdict {
  readonly refused: readonly Problem[];
  readonly warned: readonly Problem[];
  readonly noted: readonly Problem[];
}

export const NOTHING: Verdict = { refused: [], warned: [], noted: [] };

/** A verdict with what it says only on one level. */
export function verdictOf(level: keyof Verdict, problems: readonly Problem[]): Verdict {
  return { ...NOTHING, [level]: problems };
}

export function joinVerdicts(verdicts: readonly Verdict[]): Verdict {
  return {
    refused: verdicts.flatMap(({ refused }) => refused),
    warned: verdicts.flatMap(({ warned }) => warned),
    noted: verdicts.flatMap(({ noted }) => noted),
  };
}

/** Where a change is, for a problem. */
export function placeOf({ stackName, change }: JudgedChange): Pick<Problem, 'stack' | 'logicalId'> {
  return { stack: stackName, logicalId: change.logicalId };
}

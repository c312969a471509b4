import type { Problem } from '../../dsl/error.ts';
import type { ChangeTree } from '../changes.ts';
import type { TemplateFile } from '../target.ts';

/** What the guard looks at. */
export interface GuardInput {
  readonly tree: ChangeTree;
  /** The new templates: they say where the parameters of nested stacks come from. */
  readonly root: TemplateFile;
  /** Whether the family's latest revision is the one that runs; undefined where nobody knows. */
  readonly isLatestRunning: boolean | undefined;
  /** The types of the resources in nested stacks that are removed, by logical id. */
  readonly removedStacks: ReadonlyMap<string, readonly string[]>;
}

/** What the guard says: what keeps from executing, and what only may. Both with a way round. */
export interface Verdict {
  readonly refused: readonly Problem[];
  readonly warned: readonly Problem[];
}

export const NOTHING: Verdict = { refused: [], warned: [] };

export function joinVerdicts(verdicts: readonly Verdict[]): Verdict {
  return {
    refused: verdicts.flatMap(({ refused }) => refused),
    warned: verdicts.flatMap(({ warned }) => warned),
  };
}

import type { Problem } from '../../dsl/error.ts';
import type { SourceFile } from '../../source/source-zip.ts';
import type { Clients } from '../clients.ts';
import type { Clock } from '../clock.ts';
import type { Question, Tell } from '../progress.ts';
import type { Target } from '../target.ts';
import type { Watcher } from '../watcher.ts';
import type { Cleanups } from './cleanups.ts';

/** What a deployment works with. */
export interface DeployContext {
  readonly clients: Clients;
  readonly clock: Clock;
  readonly target: Target;
  /** The workload's files, read when they are needed. */
  readonly source: () => readonly SourceFile[];
  readonly tell: Tell;
  /** Asks a person, or answers for one: an emulator needs no question, `--yes` has answered. */
  readonly ask: (question: Question) => Promise<boolean>;
  readonly watcher: Watcher;
  readonly cleanups: Cleanups;
  /** Whether only the changes are shown. Templates are uploaded all the same: CloudFormation reads them from there. */
  readonly planOnly: boolean;
  /** What this run has done to the stack so far, besides what was asked for: `LiveColour is green now`. */
  readonly steps: string[];
  /** What in `output/` is no longer as it was when the target was read. Nothing looks there again without it. */
  readonly recheck?: () => readonly Problem[];
}

/** What a deployment is given. */
export type DeployInput = Omit<DeployContext, 'steps'>;

/** How a deployment ended: exit codes 0, 1, 2, and 3 for one that goes on by itself. */
export type DeployResult = 'done' | 'failed' | 'refused' | 'left-running';

/** Tells why it goes no further. */
export function refuse({ tell, steps }: DeployContext, problems: Problem | readonly Problem[]): 'refused' {
  tell({ kind: 'refused', problems: [problems].flat(), before: [...steps] });
  return 'refused';
}

/** Asks, and tells what was answered. */
export async function askFor({ ask, tell }: DeployContext, question: Question): Promise<boolean> {
  const answer = await ask(question);
  tell({ kind: 'question', question, answer });
  return answer;
}

import type { Problem } from '../../dsl/error.ts';
import type { SourceFile } from '../../source/source-zip.ts';
import type { Clock } from '../clock.ts';
import type { Interrupt } from '../watch/interrupt.ts';
import type { FleetClients } from './clients.ts';
import type { FleetTarget } from './fleet-target.ts';
import type { FleetQuestion, TellFleet } from './progress.ts';

/** What deploying a fleet works with. */
export interface FleetContext {
  readonly clients: FleetClients;
  readonly clock: Clock;
  readonly target: FleetTarget;
  /** The workload's files, read when they are needed. */
  readonly source: () => readonly SourceFile[];
  readonly tell: TellFleet;
  /** Asks a person, or answers for one. */
  readonly ask: (question: FleetQuestion) => Promise<boolean>;
  /** Calls for each Ctrl-C, and whenever else the process is told to end, until what it gives is called. */
  readonly onInterrupt: (call: (signal: Interrupt) => void) => () => void;
  /** Asks whether to stop what goes on; undefined where nobody can be asked. */
  readonly askToStop: ((question: string) => Promise<boolean>) | undefined;
  /** Between two looks at an operation, in milliseconds: at first and at most. */
  readonly pauses: readonly [number, number];
  readonly planOnly: boolean;
  /** Whether the roles are made that the fleet works with. */
  readonly makesRoles: boolean;
  /** Whether the stacks of accounts that have left are kept. */
  readonly retainsStacks: boolean;
}

/** How it ended: exit codes 0, 1, 2, and 0 for what goes on by itself. */
export type FleetResult = 'done' | 'failed' | 'refused' | 'left-running';

/** Tells why it goes no further. */
export function refuseFleet({ tell }: Pick<FleetContext, 'tell'>, problems: readonly Problem[]): 'refused' {
  tell({ kind: 'refused', problems });
  return 'refused';
}

/** Asks, and tells what was answered. */
export async function askFleet({ ask, tell }: FleetContext, question: FleetQuestion): Promise<boolean> {
  const answer = await ask(question);
  tell({ kind: 'question', question, answer });
  return answer;
}

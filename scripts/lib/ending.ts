import type { TealformError } from '../../src/dsl/error.ts';
import { jsonLine } from '../../src/text/json-line.ts';
import { EXIT } from './command.ts';
import type { Format } from './terminal.ts';

/** What is said at the end of a command that watches stacks. */
export interface Ending {
  /** `ended` by a signal before it watched, or while nothing was to be watched. */
  readonly result: 'done' | 'left-running' | 'failed' | 'refused' | 'ended';
  /** Unless the result says it. */
  readonly exitCode?: number;
  /** How it went for each system; `not-begun` for those that were not come to. */
  readonly systems?: readonly { readonly system: string; readonly result: string }[];
}

/** Exit codes of what a signal has ended. */
export const SIGNALLED = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

const CODES = {
  done: EXIT.done,
  'left-running': EXIT.leftRunning,
  failed: EXIT.failed,
  refused: EXIT.refused,
  ended: EXIT.failed,
} as const;

/** Ends a command: for programs with the last of the JSON lines, `end`. @returns the exit code. */
export function endCommand(format: Format, { result, exitCode = CODES[result], systems = [] }: Ending): number {
  if (format === 'json') process.stdout.write(jsonLine({ kind: 'end', result, exitCode, systems }));
  return exitCode;
}

/** Says why a command goes no further: to people where errors go, to programs in a line of its own. */
export function tellError(format: Format, kind: 'refused' | 'error', { message, problems }: TealformError): void {
  if (format === 'json') process.stdout.write(jsonLine({ kind, problems }));
  else process.stderr.write(`${message}\n`);
}

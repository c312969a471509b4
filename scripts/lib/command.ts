import { type ParseArgsConfig, parseArgs } from 'node:util';
import { TealformError } from '../../src/dsl/error.ts';
import { type PositionMapper, setPositionMapper } from '../../src/dsl/place.ts';
import { bundlePositions } from './bundle-positions.ts';

/** Exit codes of every command: done; failed (what, why, what to do); used wrongly or refused by a guard; begun, and left to go on by itself. */
export const EXIT = { done: 0, failed: 1, refused: 2, leftRunning: 3 } as const;

/** A command's name, what it does and its options, as `--help` prints them. */
export interface CommandDescription<O extends NonNullable<ParseArgsConfig['options']>> {
  /** `make synth` */
  readonly name: string;
  readonly summary: string;
  readonly options: O;
  /** A line for each option, by its name. */
  readonly help: Readonly<Record<keyof O & string, string>>;
  /** What the words without `--` are, such as `[SYSTEM ...]`; without it none are taken. */
  readonly positionals?: string;
  /** Nothing that it has begun goes on when it is over: its process ends without tidying up its memory, which takes a while. */
  readonly endsAtOnce?: boolean;
}

/** The arguments that {@link runCommand} hands to a command. */
export type CommandArguments<O extends NonNullable<ParseArgsConfig['options']>> = ReturnType<
  typeof parseArgs<{ options: O; allowPositionals: true; strict: true }>
>;

/**
 * Runs a command: reads its arguments, prints help, turns expected failures into a message without a stack trace, and sets
 * the exit code. The one place where commands end.
 */
export async function runCommand<const O extends NonNullable<ParseArgsConfig['options']>>(
  description: CommandDescription<O>,
  run: (args: CommandArguments<O>) => number | Promise<number>,
): Promise<void> {
  carryOnUnread();
  const positions = bundlePositions();
  setPositionMapper(positions);
  const words = process.argv.slice(2);
  if (words.includes('--help') || words.includes('-h')) {
    process.stdout.write(helpText(description));
    return;
  }
  let args: CommandArguments<O>;
  try {
    args = parseArgs({ args: words, options: description.options, allowPositionals: true, strict: true });
    const [extra] = args.positionals;
    if (extra !== undefined && description.positionals === undefined)
      throw new TypeError(`unexpected argument '${extra}'`);
  } catch (error) {
    process.stderr.write(`${firstLine(error)}\n\n${helpText(description)}`);
    process.exitCode = EXIT.refused;
    return;
  }
  try {
    process.exitCode = await run(args);
  } catch (error) {
    if (!(error instanceof TealformError)) throw withSourcePositions(error, positions);
    process.stderr.write(`${error.message}\n`);
    const { length } = error.problems;
    if (length > 1)
      process.stderr.write(`\n${length} problems${/synth/.test(description.name) ? '; nothing was written' : ''}\n`);
    process.exitCode = error.code === 'usage' ? EXIT.refused : EXIT.failed;
  }
  if (description.endsAtOnce === true) endAtOnce();
}

// What has been written is out by then. Where it could not be, the process ends by itself, and says so.
function endAtOnce(): void {
  process.stdout.write('', (failed) => {
    if (failed) return;
    process.stderr.write('', (alsoFailed) => {
      if (!alsoFailed) process.exit();
    });
  });
}

// Whoever reads may leave (`| head`); a deployment must still come to its end, and let releases in again.
function carryOnUnread(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}

// A trace names the bundle, which nobody has written.
function withSourcePositions(error: unknown, positions: PositionMapper): unknown {
  if (!(error instanceof Error) || error.stack === undefined) return error;
  // A path may have blanks and brackets itself.
  const frame = /^(\s*at (?:async )?(?:.*? \()?)((?:file:\/\/|\/).+?):(\d+):(\d+)(\)?)$/gm;
  error.stack = error.stack.replace(frame, (_, before, file, line, column, behind) => {
    const source = positions.position({ file, line: Number(line), column: Number(column) });
    return `${before}${source.file}:${source.line}:${source.column}${behind}`;
  });
  return error;
}

function helpText<O extends NonNullable<ParseArgsConfig['options']>>(description: CommandDescription<O>): string {
  const { name, summary, options, help, positionals } = description;
  const flags = Object.entries(options).map(([option, { type }]) => ({
    flag: `--${option}${type === 'string' ? ` ${option.toUpperCase()}` : ''}`,
    meaning: help[option] ?? '',
  }));
  const longest = Math.max(20, ...flags.map(({ flag }) => flag.length));
  const lines = flags.map(({ flag, meaning }) => `  ${flag.padEnd(longest)}  ${meaning}`);
  return [`${name}${positionals ? ` ${positionals}` : ''}`, summary, ...lines, ''].join('\n');
}

function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return (message.split(/[.\n]/)[0] ?? message).replace(/^./, (letter) => letter.toLowerCase());
}

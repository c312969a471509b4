/** A line of source. Lines and columns start at 1. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Gets from a position in running code to the TypeScript it was made from. */
export interface PositionMapper {
  position(running: SourcePosition): SourcePosition;
  /** The file alone, which may be found at less cost. */
  file(running: SourcePosition): string;
}

/** For code that runs as it was written, or whose engine maps positions itself. */
export const ENGINE_POSITIONS: PositionMapper = { position: (running) => running, file: ({ file }) => file };

let mapper = ENGINE_POSITIONS;

/**
 * Tells places how to get from running code to TypeScript. Commands run as a bundle and set this once at start;
 * without it, positions are taken as the engine gives them.
 */
export function setPositionMapper(positions: PositionMapper): void {
  mapper = positions;
}

// A role is declared by a function that a function calls which the stack's body calls.
const DEPTH = 6;

/**
 * Where something was declared. Taking one costs a few microseconds; the file and line are worked out only when asked for,
 * so that a thousand declarations do not pay for the one that is wrong.
 */
export class Place {
  readonly #trace: { stack?: string };
  #position: SourcePosition | undefined;

  private constructor(trace: { stack?: string }) {
    this.#trace = trace;
  }

  /**
   * The line that called `callee`.
   * @param callee the function whose caller is wanted; its own frame and those above it are left out.
   */
  // oxlint-disable-next-line typescript/no-unsafe-function-type -- captureStackTrace takes any function
  static ofCallerOf(callee: Function): Place {
    const trace: { stack?: string } = {};
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = DEPTH;
    Error.captureStackTrace(trace, callee);
    Error.stackTraceLimit = limit;
    return new Place(trace);
  }

  get position(): SourcePosition {
    this.#position ??= mapper.position(readFrame(this.#trace.stack ?? ''));
    return this.#position;
  }

  /** `templates/network.ts` */
  get file(): string {
    return mapper.file(readFrame(this.#trace.stack ?? ''));
  }

  /** That line, and those that called the function it stands in, the nearest first: as far out as is remembered. */
  get trail(): readonly SourcePosition[] {
    const lines = (this.#trace.stack ?? '').split('\n').filter((line) => /^\s*at /.test(line));
    const frames = lines.map(readFrame).filter(({ file }) => file !== 'unknown' && !file.startsWith('node:'));
    return frames.map((frame) => mapper.position(frame));
  }

  /** `templates/network.ts:41` */
  toString(): string {
    return `${this.position.file}:${this.position.line}`;
  }
}

// `at run (/repo/a.ts:1:2)`, or without a function's name `at /repo/a.ts:1:2`; a path may have blanks and brackets itself.
function readFrame(stack: string): SourcePosition {
  const frame = /^\s*at (?:async )?(.+)$/m.exec(stack)?.[1] ?? '';
  const position = frame.endsWith(')') ? frame.slice(frame.indexOf(' (') + 2, -1) : frame;
  const [, file, line, column] = /^(.+):(\d+):(\d+)$/.exec(position) ?? [];
  return file === undefined
    ? { file: 'unknown', line: 0, column: 0 }
    : { file, line: Number(line), column: Number(column) };
}

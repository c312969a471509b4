/** From the most talkative to the quietest. */
export const LEVELS = ['debug', 'info', 'error'] as const;

export type Level = (typeof LEVELS)[number];

/** What a line says besides its event. What is undefined is left out. */
export type Fields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Writes one JSON object a line, at this level. */
export type Log = Readonly<Record<Level, (event: string, fields?: Fields) => void>>;

export interface LogOptions {
  /** What is below it is not written. */
  readonly level: Level;
  /** Stands in every line: while two colours run side by side, it tells whose line it is. */
  readonly version: string;
  /** Takes a line with its line feed; standard output unless said. */
  readonly write?: (line: string) => void;
}

/** Gives a log whose lines have `time` (ISO 8601, UTC), `level`, `event`, `version` and the fields of the event. */
export function makeLog({ level, version, write = writeToStdout }: LogOptions): Log {
  const at =
    (own: Level) =>
    (event: string, fields: Fields = {}): void => {
      if (LEVELS.indexOf(own) < LEVELS.indexOf(level)) return;
      write(`${JSON.stringify({ time: new Date().toISOString(), level: own, event, version, ...fields })}\n`);
    };
  return { debug: at('debug'), info: at('info'), error: at('error') };
}

function writeToStdout(line: string): void {
  process.stdout.write(line);
}

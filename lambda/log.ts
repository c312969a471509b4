/** Writes one JSON line: the ids of the deployment, the level, the message and what more there is to say. */
export type Log = (level: 'info' | 'warn' | 'error', message: string, more?: object) => void;

//! Every log line is one JSON object that says which deployment and which hook it is about.
export function makeLog(ids: object): Log {
  return (level, message, more) => console[level](JSON.stringify({ level, message, ...ids, ...more }));
}

/** What an error says, for a log line. */
//! An error has a code but no message when none of a name's addresses answers.
export function messageOf(error: unknown): string {
  return (error as Known)?.message || (error as Known)?.code || String(error);
}

// What is thrown can be anything; nearly always it is one of these.
type Known = NodeJS.ErrnoException | undefined;

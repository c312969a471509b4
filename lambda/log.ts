/** Writes one line: what there is to say in words, the ids of the deployment, and more of it in figures. */
export type Log = (level: 'info' | 'warn' | 'error', what: string, more?: object) => void;

/**
 * Makes the log of a deployment. With the log format JSON, which the template sets, Lambda writes an object as the `message` of one
 * JSON object with timestamp, level and requestId; more than one argument would become text.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
 */
//! Lambda makes one JSON object of each line: this is its message, and says which deployment and hook it is about.
export function makeLog(ids: object): Log {
  return (level, what, more) => console[level]({ what, ...ids, ...more });
}

/** What an error says, for a log line. */
//! An error has a code but no message when none of a name's addresses answers.
export function messageOf(error: unknown): string {
  return (error as Known)?.message || (error as Known)?.code || String(error);
}

// What is thrown can be anything; nearly always it is one of these.
type Known = NodeJS.ErrnoException | undefined;

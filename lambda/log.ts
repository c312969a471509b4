/**
 * Writes one line: what there is to say in words, the ids of the deployment, and more of it in figures. With the log format JSON,
 * which the template sets, Lambda writes an object as the `message` of one JSON object that has timestamp, level and requestId too.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-logging.html
 */
export type Log = (level: 'info' | 'warn' | 'error', what: string, more?: object) => void;

/** What an error says, for a log line. */
//! An error has a code but no message when none of a name's addresses answers.
export function messageOf(error: unknown): string {
  return (error as Known)?.message || (error as Known)?.code || String(error);
}

// What is thrown can be anything; nearly always it is one of these.
type Known = NodeJS.ErrnoException | undefined;

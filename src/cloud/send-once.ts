import { readFailure } from './failure-facts.ts';

/** An answer that never came: whether the work was done, nobody knows. */
class AnswerLost extends Error {
  override readonly name = 'AnswerLost';
  /** What happened to the answer. Not as `cause`, by which the SDK would know that it may try again. */
  readonly why: unknown;

  constructor(why: unknown) {
    super('the answer was lost');
    this.why = why;
  }
}

/** A command of the SDK, as far as this needs to know it. */
interface Sendable {
  readonly middlewareStack: { add(middleware: unknown, options: object): void };
}

/** How often it is sent at most. */
const ATTEMPTS = 3;

/**
 * Sends a command that must not be carried out twice and that no token protects. The SDK tries again whatever it has had no answer to;
 * here somebody looks first whether the work was done all the same. What was refused or throttled was not done, and is left to the SDK.
 * @param make the command, anew for each time.
 * @param find what the command has brought about, if it has.
 * @throws what the call throws that fails last.
 */
export async function sendOnce<C extends Sendable, T>(
  make: () => C,
  send: (command: C) => Promise<T>,
  find: () => Promise<T | undefined>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const command = make();
    command.middlewareStack.add(markLost, { step: 'finalizeRequest', priority: 'low', name: 'markLost' });
    try {
      return await send(command);
    } catch (error) {
      if (!(error instanceof AnswerLost)) throw error;
      const found = await find();
      if (found !== undefined) return found;
      if (attempt >= ATTEMPTS) throw error.why;
    }
  }
}

const markLost = (next: (args: unknown) => Promise<unknown>) => async (args: unknown) => {
  try {
    return await next(args);
  } catch (error) {
    throw isLost(error) ? new AnswerLost(error) : error;
  }
};

// A connection that breaks, and an answer that says nothing of what was done.
function isLost(error: unknown): boolean {
  const { name, status, systemCode = '' } = readFailure(error) ?? { name: '', status: undefined };
  if (status !== undefined) return status >= 500;
  return name === 'TimeoutError' || ['ECONNRESET', 'EPIPE', 'ETIMEDOUT'].includes(systemCode);
}

import { TealformError } from '../../src/dsl/error.ts';
import { askLine, askYes, canAsk } from './terminal.ts';

/** What has to be confirmed. */
export interface Confirmation {
  readonly question: string;
  /** What must be typed; `y` unless said. */
  readonly word?: string;
  /** Whether it was confirmed by `--yes`, or needs no confirmation. */
  readonly isGiven: boolean;
}

/**
 * Asks whether something shall be done. Without a terminal it refuses rather than waits.
 * @throws TealformError `refused-by-guard` where it shall not.
 */
export async function confirm({ question, word, isGiven }: Confirmation): Promise<void> {
  if (isGiven) return;
  if (!canAsk()) {
    throw new TealformError({
      code: 'refused-by-guard',
      message: `this has to be confirmed, and there is no terminal to ask on: ${question}`,
      hint: 'ARGS=--yes confirms it',
    });
  }
  const isRight =
    word === undefined
      ? await askYes(`${question} [y/N] `)
      : (await askLine(`${question} Type ${word} to confirm: `)) === word;
  if (!isRight) throw new TealformError({ code: 'refused-by-guard', message: 'not confirmed: nothing was done' });
}

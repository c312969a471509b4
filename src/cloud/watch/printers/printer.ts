import type { Outcome } from '../../outcome.ts';
import type { WatchEvent } from '../event.ts';
import type { WatchModel } from '../model.ts';

/** What is told when watching is over. */
export interface Recap {
  readonly outcome: Outcome;
  readonly model: WatchModel;
  /** Of the root stack, in its order. */
  readonly outputs: readonly StackOutput[];
  /** What is being done, in words: `deploying hello-server to dev`. */
  readonly title: string;
  /** How to come back where it goes on without anybody watching: `make status ENV=dev`. */
  readonly comeBack: string;
}

/** An output of the root stack. */
export interface StackOutput {
  readonly name: string;
  readonly value: string;
  readonly description?: string | undefined;
}

/**
 * Turns what happens into text. It is for the caller to write it, and to ask again: `tick` once a second. Each gives an empty text where
 * there is nothing to write.
 */
export interface Printer {
  /** An event that the model has taken in. */
  event(event: WatchEvent, model: WatchModel, now: Date): string;
  /** Time has gone by. */
  tick(model: WatchModel, now: Date): string;
  /** Something that is not an event: AWS cannot be reached, an answer to a question. */
  note(text: string, model: WatchModel, now: Date): string;
  /** Makes room for something that others write, such as a question. */
  pause(): string;
  /** Watching is over. */
  end(recap: Recap, now: Date): string;
}

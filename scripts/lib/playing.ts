import { join } from 'node:path';
import type { Account } from '../../src/local/account.ts';
import { paceOf } from '../../src/rehearsal/pace.ts';
import type { PlayOptions } from '../../src/rehearsal/play.ts';
import { type TerminalStage, terminalStage } from '../../src/rehearsal/show/terminal-stage.ts';
import { ROOT } from './root.ts';
import { canRewrite, isColoured, lineWidth } from './terminal.ts';

/** A local cloud whose account is played. */
export interface PlayedCloud {
  readonly account: Account;
  readonly url: string;
  /** Where its state is kept. */
  readonly folder: string;
}

/** How what is deployed is played, and the terminal that it is told on. */
export interface Playing {
  readonly options: PlayOptions;
  readonly terminal: TerminalStage;
}

/**
 * How what is deployed to a local cloud is played, whichever command does: images are left beside its state, and are there as long as
 * that is.
 * @param isRewriting whether how it stands is rewritten in place, on a terminal that can
 */
export function playingOf({ account, url, folder }: PlayedCloud, factor: number, isRewriting: boolean): Playing {
  const terminal = terminalStage({
    write: (text) => process.stdout.write(text),
    columns: lineWidth,
    rows: () => process.stdout.rows ?? 24,
    isRewriting: isRewriting && canRewrite(),
    isColoured: isColoured(),
  });
  const options = {
    account,
    endpoint: url,
    pace: paceOf(factor),
    root: ROOT,
    folder: join(folder, 'play'),
    tell: terminal.tell,
    began: account.now(),
  };
  return { options, terminal };
}

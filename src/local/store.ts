import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { TealformError } from '../dsl/error.ts';
import { Account, type AccountState, type Whereabouts } from './account.ts';

/** An account that is kept in a folder. One of the few places in `src/` that touch the disk. */
export interface Store {
  readonly account: Account;
  /** Returns when everything that has changed so far is written down. */
  readonly flush: () => Promise<void>;
  /** Writes down what has changed, and nothing after that: the folder may be somebody else's then. */
  readonly close: () => Promise<void>;
}

/** When changes are written down where nobody asks for it sooner, in milliseconds. */
export interface WritePace {
  /** How long nothing must have changed. */
  readonly quiet: number;
  /** How long a change waits at most while others come after it. */
  readonly longest: number;
}

const PACE: WritePace = { quiet: 100, longest: 1_000 };

/** Of the many accounts that a fleet's stacks come into at once: written down when they are asked, and else not so often. */
const PACE_OF_OTHERS: WritePace = { quiet: 1_000, longest: 10_000 };

/** Of the form of the file; another one is not read. */
const FORM = 1;

/**
 * Opens the account in a folder, an empty one where there is none yet. Changes are written into `state.json` when it is asked for, when
 * nothing has changed for a moment, and once a second in between; as a whole and by renaming, so that whoever reads it, after a crash
 * too, finds the state before or after a change.
 * @throws TealformError `other-account` where the folder has an account of other whereabouts, `broken-state` where it cannot be read.
 */
export async function openStore(
  folder: string,
  whereabouts: Whereabouts,
  now = () => new Date(),
  pace = PACE,
): Promise<Store> {
  return openFile(join(folder, 'state.json'), whereabouts, now, pace);
}

/** Opens one more account, beside the folder's own: `accounts/111122223333/eu-west-1.json`. */
export async function openOther(folder: string, whereabouts: Whereabouts, now = () => new Date()): Promise<Store> {
  const { accountId, region } = whereabouts;
  return openFile(join(folder, 'accounts', accountId, `${region}.json`), whereabouts, now, PACE_OF_OTHERS);
}

async function openFile(
  file: string,
  whereabouts: Whereabouts,
  now: () => Date,
  { quiet, longest }: WritePace,
): Promise<Store> {
  await mkdir(dirname(file), { recursive: true });
  const account = await readAccount(file, whereabouts, now);
  let changes = 0;
  let written = 0;
  let timers: readonly NodeJS.Timeout[] = [];
  let writing: Promise<void> = Promise.resolve();

  const write = async (): Promise<void> => {
    // Somebody before in the line has written it.
    if (written === changes) return;
    const upTo = changes;
    // One that a killed process left behind is written over: there are never two with the same folder.
    const draft = `${file}.draft`;
    // Parameters that a template keeps from being shown are in it.
    const text = JSON.stringify({ form: FORM, ...account.state() });
    try {
      await writeFile(draft, text, { mode: 0o600 });
      await rename(draft, file);
    } catch (error) {
      await rm(draft, { force: true }).catch(() => {});
      throw toldInWords(error, dirname(file));
    }
    written = upTo;
  };
  const flush = (): Promise<void> => {
    for (const timer of timers) clearTimeout(timer);
    timers = [];
    const next = writing.then(write);
    // The next one tries again; who waits for this one is told.
    writing = next.catch(() => {});
    return next;
  };
  account.onChange = () => {
    changes += 1;
    if (timers.length > 0) timers[0]?.refresh();
    else timers = [quiet, longest].map((delay) => setTimeout(() => void flush().catch(() => {}), delay).unref());
  };
  const close = async () => {
    // What has just been woken up comes to where it waits next.
    await new Promise((resolve) => setImmediate(resolve));
    try {
      await flush();
    } finally {
      account.onChange = () => {};
      for (const timer of timers) clearTimeout(timer);
    }
  };
  account.written = flush;
  return { account, flush, close };
}

/** What the disk says no to, as something to do; any other error as it is. */
export function toldInWords(error: unknown, folder: string): unknown {
  if (!(error instanceof Error && 'code' in error && 'syscall' in error) || error instanceof TealformError)
    return error;
  if (error.syscall === 'listen') return error;
  return new TealformError({
    code: 'state-not-written',
    message: `the local cloud cannot write its state into ${folder}: ${error.message}`,
    hint: 'see that the disk has room and that you may write there, then run it again',
  });
}

async function readAccount(file: string, whereabouts: Whereabouts, now: () => Date): Promise<Account> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return Account.empty(whereabouts, now);
  const hint = `remove ${file} to begin anew`;
  const state = parseState(text);
  if (state === undefined)
    throw new TealformError({ code: 'broken-state', message: `${file} is not a state of the local cloud`, hint });
  const found = describe(state.whereabouts);
  if (found !== describe(whereabouts)) {
    const message = `${file} is of ${found}, not of ${describe(whereabouts)}`;
    throw new TealformError({ code: 'other-account', message, hint: `${hint}, or name another folder` });
  }
  return new Account(state, now);
}

function parseState(text: string): AccountState | undefined {
  try {
    // Written by this code and nobody else; what is checked is that it is of this form.
    const state = JSON.parse(text) as AccountState & { readonly form: number };
    return state.form === FORM && Array.isArray(state.resources) ? state : undefined;
  } catch {
    return undefined;
  }
}

function describe({ partition, region, accountId }: Whereabouts): string {
  return `account ${accountId} in ${region} (${partition})`;
}

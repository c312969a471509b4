import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TealformError } from '../dsl/error.ts';

/** A claim whose process cannot be read: somebody is just writing it, or was killed then. */
const YOUNG = 10_000;

interface Claim {
  readonly file: string;
  readonly number: number;
  readonly isFree: boolean;
}

/**
 * Makes this process the only one that may read and change the state in a folder. A claim of a process that is no more counts for
 * nothing, however it ended.
 *
 * Claims are files with ever higher numbers, and the highest one counts: of two processes that take the place of a third one, one
 * finds its number taken, or a higher one beside it. None is ever written over, so there is no moment at which both could win.
 * @returns what gives it up.
 * @throws TealformError `already-running` where another process has it.
 */
export async function own(folder: string): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true });
  const before = newest(await claimsIn(folder));
  if (before !== undefined && !before.isFree && (await isAlive(join(folder, before.file)))) throw taken(folder);
  const mine = join(folder, `owner.${(before?.number ?? 0) + 1}`);
  await claim(folder, mine);
  const all = await claimsIn(folder);
  const number = (before?.number ?? 0) + 1;
  if (all.some((each) => each.number > number || (each.number === number && each.isFree))) {
    await rm(mine, { force: true });
    throw taken(folder);
  }
  for (const old of all.filter((each) => each.number < number)) await rm(join(folder, old.file), { force: true });
  // The number stays taken: whoever has looked before must not find it free.
  return () =>
    rename(mine, `${mine}.free`).catch((error: NodeJS.ErrnoException) => {
      // Somebody has taken the folder away.
      if (error.code !== 'ENOENT') throw error;
    });
}

async function claim(folder: string, file: string): Promise<void> {
  const { pid } = process;
  const text = `${JSON.stringify({ pid, ...(await startOf(pid)) })}\n`;
  try {
    await writeFile(file, text, { flag: 'wx' });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') throw taken(folder);
    await rm(file, { force: true });
    throw error;
  }
}

async function claimsIn(folder: string): Promise<readonly Claim[]> {
  return (await readdir(folder)).flatMap((file) => {
    const [, number, free] = /^owner\.(\d+)(\.free)?$/.exec(file) ?? [];
    return number === undefined ? [] : [{ file, number: Number(number), isFree: free !== undefined }];
  });
}

function newest(claims: readonly Claim[]): Claim | undefined {
  return [...claims].sort((a, b) => b.number - a.number || Number(b.isFree) - Number(a.isFree))[0];
}

async function isAlive(file: string): Promise<boolean> {
  try {
    const claimed: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (typeof claimed !== 'object' || claimed === null || !('pid' in claimed)) return false;
    const { pid } = claimed;
    if (typeof pid !== 'number' || !isThere(pid)) return false;
    const now = await startOf(pid);
    // Another process may have its number since.
    return !('started' in claimed) || now === undefined || (!now.isOver && now.started === claimed.started);
  } catch {
    const written = await stat(file).catch(() => undefined);
    return written !== undefined && Date.now() - written.mtimeMs < YOUNG;
  }
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** When a process began, in the system's own count, where it tells. One that is over and not yet buried counts as over. */
async function startOf(pid: number): Promise<{ readonly started: string; readonly isOver: boolean } | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // The second field is a name, in which there may be anything.
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, started] = [fields?.[0], fields?.[19]];
  return started === undefined ? undefined : { started, isOver: state === 'Z' || state === 'X' };
}

function taken(folder: string): TealformError {
  return new TealformError({
    code: 'already-running',
    message: `another process has the local cloud with its state in ${folder}`,
    hint: 'wait until it is over, or stop it',
  });
}

import { readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { TealformError } from '../dsl/error.ts';
import { IDENTITY_PATH } from './server.ts';

/** How long a local cloud may take to say that it is there, in milliseconds. */
const PATIENCE = 2_000;

/**
 * The URL of the local cloud that keeps its state in a folder; undefined where none is running. An endpoint that a process left
 * behind when it was killed is recognised: nobody answers there, or somebody else.
 */
export async function findLocalCloud(folder: string): Promise<string | undefined> {
  const url = (await readFile(endpointFile(folder), 'utf8').catch(() => '')).trim();
  if (!/^http:\/\/127\.0\.0\.1:\d+$/.test(url)) return undefined;
  try {
    const answer = await fetch(url + IDENTITY_PATH, { signal: AbortSignal.timeout(PATIENCE) });
    const identity: unknown = await answer.json();
    const isIt =
      typeof identity === 'object' && identity !== null && 'folder' in identity && identity.folder === resolve(folder);
    return isIt ? url : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Says in `endpoint` that a local cloud is at that URL.
 * @throws TealformError `already-running` where one is, and answers.
 */
export async function claimEndpoint(folder: string, url: string): Promise<void> {
  // Made and never overwritten: of two that start at once, the second one sees the first.
  const claim = () => writeFile(endpointFile(folder), `${url}\n`, { flag: 'wx' });
  try {
    await claim();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    await refuseAnother(folder);
    await leaveEndpoint(folder);
    await claim();
  }
}

/** @throws TealformError `already-running` where a local cloud with its state in the folder is running. */
export async function refuseAnother(folder: string): Promise<void> {
  const other = await findLocalCloud(folder);
  if (other !== undefined) throw alreadyRunning(folder, other);
}

/** Takes `endpoint` away again. */
export async function leaveEndpoint(folder: string): Promise<void> {
  await rm(endpointFile(folder), { force: true });
}

function endpointFile(folder: string): string {
  return join(folder, 'endpoint');
}

function alreadyRunning(folder: string, url: string): TealformError {
  return new TealformError({
    code: 'already-running',
    message: `a local cloud with its state in ${folder} is running at ${url}`,
    hint: 'use that one, or stop it first',
  });
}

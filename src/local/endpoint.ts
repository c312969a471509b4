import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { IDENTITY_PATH } from './server.ts';

/** How long a local cloud may take to say that it is there, in milliseconds. */
const PATIENCE = 2_000;

/**
 * The URL of the local cloud that keeps its state in a folder; undefined where none is running. An endpoint that a process left
 * behind when it was killed is recognised: nobody answers there, or somebody else.
 */
export async function findLocalCloud(folder: string): Promise<string | undefined> {
  const url = await readEndpoint(folder);
  if (url === undefined) return undefined;
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

/** Whether the local cloud at an address plays pipelines; undefined where nobody is there, or somebody else. */
export async function plays(url: string): Promise<boolean | undefined> {
  try {
    const answer = await fetch(url + IDENTITY_PATH, { signal: AbortSignal.timeout(PATIENCE) });
    const identity: unknown = await answer.json();
    const said = typeof identity === 'object' && identity !== null && 'plays' in identity && identity.plays;
    return typeof said === 'boolean' ? said : undefined;
  } catch {
    return undefined;
  }
}

/** What `endpoint` says, whether anybody answers there or not. */
export async function readEndpoint(folder: string): Promise<string | undefined> {
  const url = (await readFile(endpointFile(folder), 'utf8').catch(() => '')).trim();
  return /^http:\/\/127\.0\.0\.1:\d+$/.test(url) ? url : undefined;
}

/** Says in `endpoint` that the local cloud is at that URL. Only whoever owns the folder may. */
export async function sayEndpoint(folder: string, url: string): Promise<void> {
  const draft = `${endpointFile(folder)}.draft`;
  try {
    await writeFile(draft, `${url}\n`);
    await rename(draft, endpointFile(folder));
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** Takes `endpoint` away again. */
export async function leaveEndpoint(folder: string): Promise<void> {
  await rm(endpointFile(folder), { force: true });
}

function endpointFile(folder: string): string {
  return join(folder, 'endpoint');
}

import { resolve } from 'node:path';
import type { Account, Whereabouts } from './account.ts';
import { claimEndpoint, leaveEndpoint, refuseAnother } from './endpoint.ts';
import { type LocalCloud, startLocalCloud } from './server.ts';
import { SERVICES } from './services.ts';
import { openStore } from './store.ts';
import type { LocalService } from './wire/service.ts';

/** What {@link openLocalCloud} is told. */
export interface OpenOptions {
  /** Where its state is kept: `.local` of the repository. */
  readonly folder: string;
  readonly whereabouts: Whereabouts;
  /** One that is free, unless said. */
  readonly port?: number;
  /** All there are, unless said. */
  readonly services?: readonly LocalService[];
}

/** A local cloud that answers, and keeps what it is told. */
export interface OpenLocalCloud extends LocalCloud {
  readonly account: Account;
}

/**
 * Starts a local cloud with the state of a folder and says in `endpoint` there where it is. Every call is written down before it is
 * answered: a process that is killed has forgotten nothing that it has said yes to.
 * @throws TealformError `already-running`, `other-account`, `broken-state`, each with what to do.
 */
export async function openLocalCloud(options: OpenOptions): Promise<OpenLocalCloud> {
  const folder = resolve(options.folder);
  // Before its state is read, which the other one may just be changing.
  await refuseAnother(folder);
  const { account, flush } = await openStore(folder, options.whereabouts);
  const { services = SERVICES, port = 0 } = options;
  const cloud = await startLocalCloud({ account, services, port, folder, settle: flush });
  try {
    await claimEndpoint(folder, cloud.url);
    // What a process that was killed had begun goes on.
    for (const service of services) service.resume?.(account);
  } catch (error) {
    await cloud.close();
    throw error;
  }
  const close = async () => {
    await cloud.close();
    await flush();
    await leaveEndpoint(folder);
  };
  return { account, url: cloud.url, close };
}

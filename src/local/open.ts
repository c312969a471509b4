import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { TealformError } from '../dsl/error.ts';
import type { Account, Whereabouts } from './account.ts';
import { Accounts } from './accounts.ts';
import { findLocalCloud, leaveEndpoint, sayEndpoint } from './endpoint.ts';
import { answerAdmin } from './faults/admin.ts';
import type { FaultDocument } from './faults/document.ts';
import { Faults } from './faults/faults.ts';
import { readFaultFile } from './faults/file.ts';
import { foundOrganisation, type GivenOrganisation, mergeOrganisation, placesOf } from './organisation/given.ts';
import { keptOrganisation } from './organisation/organisation.ts';
import { own } from './owner.ts';
import { type LocalCloud, startLocalCloud } from './server.ts';
import { SERVICES } from './services.ts';
import { openOther, openStore, toldInWords } from './store.ts';
import type { WireRequest } from './wire/message.ts';
import type { LocalService } from './wire/service.ts';

/** What {@link openLocalCloud} is told. */
export interface OpenOptions {
  /** Where its state is kept: `.local` of the repository. */
  readonly folder: string;
  readonly whereabouts: Whereabouts;
  /** Other accounts, and other regions of the same one, that are there as well. */
  readonly others?: readonly Whereabouts[];
  /** The organisation that accounts are in; its accounts are there as well. It is kept: a later opening need not name it. */
  readonly organisation?: GivenOrganisation;
  /** One that is free, unless said. */
  readonly port?: number;
  /** All there are, unless said. */
  readonly services?: readonly LocalService[];
  /** What is to go wrong: made from what `faults.json` in the folder says, which is it unless said. */
  readonly faults?: (document: FaultDocument) => FaultDocument;
}

/** A local cloud that answers, and keeps what it is told. */
export interface OpenLocalCloud extends LocalCloud {
  readonly account: Account;
}

/**
 * Starts a local cloud with the state of a folder and says in `endpoint` there where it is. Every call is written down before it is
 * answered: a process that is killed has forgotten nothing that it has said yes to. Closing it stops everything that is under way;
 * whoever opens the folder next goes on with it.
 * @throws TealformError `already-running`, `other-account`, `broken-state`, `state-not-written`, `bad-faults`, `bad-organisation`, each
 * with what to do.
 */
export async function openLocalCloud(options: OpenOptions): Promise<OpenLocalCloud> {
  const folder = resolve(options.folder);
  // Before its state is read, which another process may just be changing.
  const leave = await own(folder).catch(async (error) => {
    throw await withAddress(toldInWords(error, folder), folder);
  });
  try {
    return await openOwned({ ...options, folder }, leave);
  } catch (error) {
    await leave();
    throw toldInWords(error, folder);
  }
}

async function openOwned(options: OpenOptions, leave: () => Promise<void>): Promise<OpenLocalCloud> {
  const { folder, whereabouts, services = SERVICES, port = 0, faults: more = (document) => document } = options;
  let flush: () => Promise<unknown> = async () => {};
  // What was done by then is kept: the process is gone, and not the account.
  const faults = new Faults(more(await readFaultFile(folder)), { crash: () => flush().then(endProcess) });
  const home = await openStore(folder, whereabouts, faults.now);
  const kept = keptOrganisation(home.account);
  const organisation = options.organisation
    ? mergeOrganisation(options.organisation, kept, whereabouts, home.account.now())
    : kept;
  const others = placesBeside(options, organisation ? placesOf(organisation, whereabouts) : []);
  const stores = [home, ...(await Promise.all(others.map((place) => openOther(folder, place, faults.now))))];
  const accounts = new Accounts(
    home.account,
    stores.slice(1).map((store) => store.account),
  );
  flush = () => Promise.all(stores.map((store) => store.flush()));
  for (const account of accounts.all()) account.interference = faults;
  if (options.organisation && organisation) {
    foundOrganisation(home.account, organisation);
    await flush();
  }
  const admin = (request: WireRequest) => answerAdmin(faults, request);
  const settle = (asked: Account) => asked.written();
  const cloud = await startLocalCloud({ account: accounts, services, port, folder, settle, admin });
  try {
    await sayEndpoint(folder, cloud.url);
    // What a process that was killed had begun goes on.
    for (const each of accounts.all()) for (const service of services) service.resume?.(each);
  } catch (error) {
    await cloud.close();
    throw error;
  }
  const close = async () => {
    await cloud.close();
    for (const each of accounts.all()) for (const service of services) service.stop?.(each);
    try {
      await Promise.all(stores.map((store) => store.close())).catch((error) => {
        // Whoever removes the folder first wants nothing kept.
        if (existsSync(folder)) throw error;
      });
    } finally {
      await leaveEndpoint(folder);
      await leave();
    }
  };
  let closing: Promise<void> | undefined;
  return {
    account: home.account,
    url: cloud.url,
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

function placesBeside({ whereabouts, others = [] }: OpenOptions, more: readonly Whereabouts[]): readonly Whereabouts[] {
  const keyOf = ({ accountId, region }: Whereabouts) => `${accountId}/${region}`;
  const all = new Map([...others, ...more].map((each) => [keyOf(each), each]));
  all.delete(keyOf(whereabouts));
  return [...all.values()];
}

async function withAddress(error: unknown, folder: string): Promise<unknown> {
  if (!(error instanceof TealformError) || error.code !== 'already-running') return error;
  const url = await findLocalCloud(folder);
  if (url === undefined) return error;
  return new TealformError({
    code: 'already-running',
    message: `a local cloud with its state in ${folder} is running at ${url}`,
    hint: 'use that one, or stop it first',
  });
}

function endProcess(): Promise<never> {
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => {});
}

import { join } from 'node:path';
import type { MovingEndpoint } from '../../src/cloud/moving.ts';
import { TealformError } from '../../src/dsl/error.ts';
import type { OpenLocalCloud, OpenOptions } from '../../src/local/open.ts';
import type { Environment } from '../../templates/environments/environment.ts';
import type { Fleet } from '../../templates/environments/fleet.ts';
import { ROOT } from './root.ts';

/** An emulator that answers. */
export interface Emulator {
  readonly endpoint: MovingEndpoint;
  /** The one of this process's own; undefined where another process has it. */
  readonly own: () => Pick<OpenLocalCloud, 'account' | 'url'> | undefined;
  /** Ends it, if this process has started it; its state stays. */
  readonly close: () => Promise<void>;
}

/** How long another process may have the state without answering: it is starting, or ending. In milliseconds. */
const PATIENCE = 30_000;

/**
 * The emulator that an environment means: that of AWS_ENDPOINT_URL, the one that runs (`make local`, or in another command), or one of
 * this process's own for as long as it runs. All go on with the same state, except for the first. Where the one that runs ends before
 * this process does, the next one is looked for in the same way.
 * @throws TealformError `already-running` where another process has the state and does not answer.
 */
export async function openEmulator(environment: Environment): Promise<Emulator> {
  return open(environmentCloud(environment));
}

/** The same for a fleet: a cloud with all of its accounts, which has a folder of its own in `.local/`. */
export async function openFleetEmulator(fleet: Fleet): Promise<Emulator> {
  return open(fleetCloud(fleet));
}

const LOCAL_FOLDER = join(ROOT, '.local');

/** How a local cloud is opened. */
type Opened = Omit<OpenOptions, 'port' | 'services' | 'others' | 'faults'>;

/** The local cloud of an environment: one account in one region. */
export function environmentCloud({ account, partition, region }: Environment): Opened {
  return { folder: LOCAL_FOLDER, whereabouts: { partition, region, accountId: account } };
}

/** The local cloud of a fleet: its accounts in an organisation of the administrator's, each with the fleet's regions. */
export function fleetCloud({ name, account, region, partition, regions, permissions }: Fleet): Opened {
  const members = permissions.model === 'self-managed' ? permissions.accounts : (permissions.accounts?.only ?? []);
  const units = permissions.model === 'self-managed' ? [] : permissions.units;
  const all = [account, ...members.filter((member) => member !== account)];
  return {
    folder: join(LOCAL_FOLDER, name),
    whereabouts: { partition, region, accountId: account },
    organisation: {
      id: permissions.organisation ?? 'o-local00000',
      managementAccount: account,
      // What preflight asks is answered to administrators only where that is on.
      trusted: ['account.amazonaws.com', 'member.org.stacksets.cloudformation.amazonaws.com'],
      units: units.filter((id) => id.startsWith('ou-')).map((id) => ({ id, name: id })),
      accounts: all.map((id) => ({ id, regions: [...new Set([region, ...regions])] })),
    },
  };
}

async function open(options: Opened): Promise<Emulator> {
  const set = process.env.AWS_ENDPOINT_URL;
  if (set) return { endpoint: { url: () => set, find: async () => set }, own: () => undefined, close: async () => {} };
  let current = await findOrOpen(options);
  let finding: Promise<void> | undefined;
  const move = async () => {
    const gone = current.url;
    current = await findOrOpen(options);
    // Only the connection has ended.
    if (!current.own && current.url === gone) return;
    const where = current.own ? 'this command goes on with one of its own' : `there is another one at ${current.url}`;
    process.stderr.write(`the local cloud of another process has ended; ${where}\n`);
  };
  return {
    endpoint: {
      url: () => current.url,
      find: async (gone) => {
        if (gone !== current.url || current.own) return current.url;
        finding ??= move().finally(() => {
          finding = undefined;
        });
        await finding;
        return current.url;
      },
    },
    own: () => current.own,
    close: () => current.close(),
  };
}

interface Found {
  readonly url: string;
  readonly own: OpenLocalCloud | undefined;
  readonly close: () => Promise<void>;
}

async function findOrOpen(options: Opened): Promise<Found> {
  const { findLocalCloud } = await import('../../src/local/endpoint.ts');
  const { openLocalCloud } = await import('../../src/local/open.ts');
  for (const end = Date.now() + PATIENCE; ; ) {
    const running = await findLocalCloud(options.folder);
    if (running !== undefined) return { url: running, own: undefined, close: async () => {} };
    try {
      const cloud = await openLocalCloud(options);
      return { url: cloud.url, own: cloud, close: cloud.close };
    } catch (error) {
      if (!(error instanceof TealformError) || error.code !== 'already-running' || Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

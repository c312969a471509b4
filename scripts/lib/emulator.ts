import { join } from 'node:path';
import type { Environment } from '../../templates/environments/environment.ts';
import { ROOT } from './root.ts';

/** An emulator that answers. */
export interface Emulator {
  /** `http://127.0.0.1:4567` */
  readonly endpoint: string;
  /** Ends it, if this process has started it; its state stays. */
  readonly close: () => Promise<void>;
}

/**
 * The emulator that an environment means: that of AWS_ENDPOINT_URL, the one that runs (`make local`), or one of this process's own for
 * as long as it runs. All go on with the same state, except for the first.
 */
export async function openEmulator({ account, partition, region }: Environment): Promise<Emulator> {
  const close = async () => {};
  const set = process.env.AWS_ENDPOINT_URL;
  if (set) return { endpoint: set, close };
  const folder = join(ROOT, '.local');
  const { findLocalCloud } = await import('../../src/local/endpoint.ts');
  const running = await findLocalCloud(folder);
  if (running !== undefined) return { endpoint: running, close };
  const { openLocalCloud } = await import('../../src/local/open.ts');
  const cloud = await openLocalCloud({ folder, whereabouts: { partition, region, accountId: account } });
  return { endpoint: cloud.url, close: cloud.close };
}

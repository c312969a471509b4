// Used by tests only: a local cloud for the time of a test, and what an SDK's client is made with to ask it.
import type { TestContext } from 'node:test';
import { Account } from './account.ts';
import { startLocalCloud } from './server.ts';
import type { LocalService } from './wire/service.ts';

/** What an account is in that tests ask. */
export const WHEREABOUTS = { partition: 'aws', region: 'eu-central-1', accountId: '111122223333' } as const;

/** Starts a local cloud that ends with the test. */
export async function startForTest(context: TestContext, services: readonly LocalService[], whereabouts = WHEREABOUTS) {
  const account = Account.empty(whereabouts);
  const cloud = await startLocalCloud({ account, services });
  context.after(() => cloud.close());
  return { ...cloud, account, config: clientConfig(cloud.url, whereabouts.region) };
}

/** What a client of an SDK takes to ask an endpoint. */
export function clientConfig(endpoint: string, region: string = WHEREABOUTS.region) {
  return { endpoint, region, maxAttempts: 1, credentials: { accessKeyId: 'AKIALOCAL', secretAccessKey: 'local' } };
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Faults } from '../../local/faults/faults.ts';
import { startLocalCloud } from '../../local/server.ts';
import { Fleet, HOME, memberId, organisationOfSize, REGIONS } from '../../local/stack-sets/fleet.fixtures.ts';
import { openFleetClients } from './open-clients.ts';
import { listInstances, readInstances } from './stack-set.ts';

test('two thousand instances are read, each once, through throttled pages and calls', async (context) => {
  const fleet = await new Fleet({ organisation: organisationOfSize(1_000) }).selfManaged();
  const { status } = await fleet.operate('CreateStackInstances', {
    Accounts: Array.from({ length: 1_000 }, (_, index) => memberId(index + 1)),
    Regions: REGIONS,
    OperationPreferences: {
      MaxConcurrentCount: 1_000,
      FailureToleranceCount: 999,
      RegionConcurrencyType: 'PARALLEL',
    },
  });
  assert.equal(status, 'SUCCEEDED');
  const faults = new Faults({
    rules: [
      { fault: 'throttle', call: 'cloudformation:ListStackInstances', every: 2 },
      { fault: 'throttle', call: 'cloudformation:DescribeStackInstance', every: 5 },
    ],
  });
  for (const account of fleet.accounts.all()) account.interference = faults;
  const cloud = await startLocalCloud({ account: fleet.accounts, services: [fleet.service] });
  context.after(() => cloud.close());

  const clients = openFleetClients({ region: HOME.region, endpoint: cloud.url });
  const set = { StackSetName: 'fleet' };
  const listed = await listInstances(clients, set);
  assert.equal(listed.length, 2_000);
  assert.equal(new Set(listed.map(({ Account, Region }) => `${Account} ${Region}`)).size, 2_000);
  const read = await readInstances(clients, set);
  assert.equal(read.filter((each) => each.status === 'CURRENT').length, 2_000);
  const [pages, calls] = faults.report.counts;
  // Twenty pages for each of the two readings; what was refused was asked for again.
  assert.deepEqual(pages, { seen: 79, fired: 39 });
  assert.deepEqual(calls, { seen: 2_499, fired: 499 });
});

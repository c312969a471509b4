import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ListStackInstancesOutput } from '@aws-sdk/client-cloudformation';
import { CloudFormationClient, paginateListStackInstances } from '@aws-sdk/client-cloudformation';
import { clientConfig } from '../fixtures.ts';
import { startLocalCloud } from '../server.ts';
import { Fleet, HOME, memberId, organisationOfSize, REGIONS } from './fleet.fixtures.ts';

test('two thousand instances are made, and listed page by page', async (context) => {
  const fleet = await new Fleet({ organisation: organisationOfSize(1_000) }).selfManaged();
  const Accounts = Array.from({ length: 1_000 }, (_, index) => memberId(index + 1));
  const OperationPreferences = {
    MaxConcurrentCount: 1_000,
    FailureToleranceCount: 999,
    RegionConcurrencyType: 'PARALLEL',
  };
  const { status } = await fleet.operate('CreateStackInstances', { Accounts, Regions: REGIONS, OperationPreferences });
  assert.equal(status, 'SUCCEEDED');
  const cloud = await startLocalCloud({ account: fleet.accounts, services: [fleet.service] });
  context.after(() => cloud.close());
  const client = new CloudFormationClient(clientConfig(cloud.url, HOME.region));
  const found = new Set<string | undefined>();
  let pages = 0;
  for await (const page of paginateListStackInstances({ client, pageSize: 100 }, { StackSetName: 'fleet' })) {
    const { Summaries = [] }: ListStackInstancesOutput = page;
    pages += 1;
    for (const { StackId, Status } of Summaries) if (Status === 'CURRENT') found.add(StackId);
  }
  assert.deepEqual([found.size, pages], [2_000, 20]);
});

import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  ActivateOrganizationsAccessCommand,
  CloudFormationClient,
  CreateStackInstancesCommand,
  CreateStackSetCommand,
  DescribeStackSetOperationCommand,
  ListStackInstancesCommand,
} from '@aws-sdk/client-cloudformation';
import { OrganizationsClient, RegisterDelegatedAdministratorCommand } from '@aws-sdk/client-organizations';
import { clientConfig } from '../fixtures.ts';
import { openLocalCloud } from '../open.ts';
import { keyOfAccount } from '../wire/credentials.ts';
import { HOME, memberId, organisationOfSize, TINY } from './fleet.fixtures.ts';

test('a delegated administrator, where callers are, works with sets that are written down with the management account', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'tealform-'));
  const tools = memberId(1);
  const whereabouts = { ...HOME, accountId: tools };
  const cloud = await openLocalCloud({ folder, whereabouts, organisation: organisationOfSize(3, { trusted: [] }) });
  context.after(async () => {
    await cloud.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const credentials = { accessKeyId: keyOfAccount(HOME.accountId), secretAccessKey: 'local' };
  const management = { ...clientConfig(cloud.url, HOME.region), credentials };
  await new CloudFormationClient(management).send(new ActivateOrganizationsAccessCommand({}));
  const ServicePrincipal = 'member.org.stacksets.cloudformation.amazonaws.com';
  const register = new RegisterDelegatedAdministratorCommand({ AccountId: tools, ServicePrincipal });
  await new OrganizationsClient(management).send(register);
  // Kept with the account where callers are, whoever has changed it.
  assert.match(readFileSync(join(folder, 'state.json'), 'utf8'), new RegExp(`"account":"${tools}"`));

  const client = new CloudFormationClient(clientConfig(cloud.url, HOME.region));
  const set = { StackSetName: 'fleet', CallAs: 'DELEGATED_ADMIN' } as const;
  await client.send(
    new CreateStackSetCommand({
      ...set,
      TemplateBody: TINY,
      PermissionModel: 'SERVICE_MANAGED',
      AutoDeployment: { Enabled: false },
    }),
  );
  const file = join(folder, 'accounts', HOME.accountId, `${HOME.region}.json`);
  assert.match(readFileSync(file, 'utf8'), /"name":"fleet"/);
  const { OperationId } = await client.send(
    new CreateStackInstancesCommand({
      ...set,
      DeploymentTargets: { OrganizationalUnitIds: ['ou-abcd-11111111'] },
      Regions: [HOME.region],
      OperationPreferences: { MaxConcurrentCount: 3, FailureToleranceCount: 2 },
    }),
  );
  let status: string | undefined = 'RUNNING';
  while (status === 'RUNNING')
    status = (await client.send(new DescribeStackSetOperationCommand({ ...set, OperationId }))).StackSetOperation
      ?.Status;
  assert.equal(status, 'SUCCEEDED');
  const { Summaries = [] } = await client.send(new ListStackInstancesCommand(set));
  assert.deepEqual(
    Summaries.map(({ Account }) => Account),
    [tools, memberId(2), memberId(3)],
  );
});

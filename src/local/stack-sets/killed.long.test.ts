import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import {
  ActivateOrganizationsAccessCommand,
  CloudFormationClient,
  CreateStackInstancesCommand,
  CreateStackSetCommand,
  DescribeStackSetOperationCommand,
  DescribeStacksCommand,
  ListStackInstancesCommand,
} from '@aws-sdk/client-cloudformation';
import { clientConfig } from '../fixtures.ts';
import { openLocalCloud } from '../open.ts';
import { keyOfAccount } from '../wire/credentials.ts';
import { HOME, memberId, organisationOfSize, REGIONS } from './fleet.fixtures.ts';

/** How long any of it may take, in milliseconds. */
const PATIENCE = 60_000;
const StackSetName = 'fleet';

// Each waits for the one before.
const chain = JSON.stringify({
  Resources: Object.fromEntries(
    Array.from({ length: 4 }, (_, index) => [
      `T${index}`,
      { Type: 'AWS::SNS::Topic', ...(index > 0 && { DependsOn: `T${index - 1}` }) },
    ]),
  ),
});

async function startProcess(context: TestContext, folder: string) {
  const options = { folder, whereabouts: HOME, organisation: organisationOfSize(4) };
  const code = `
    import { openLocalCloud } from ${JSON.stringify(new URL('../open.ts', import.meta.url).href)};
    openLocalCloud(${JSON.stringify(options)}).then(({ url }) => console.log(url));`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  context.after(() => child.kill('SIGKILL'));
  const [line] = await once(child.stdout, 'data', { signal: AbortSignal.timeout(PATIENCE) });
  const kill = async () => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  return { client: new CloudFormationClient(clientConfig(String(line).trim(), HOME.region)), kill };
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + PATIENCE;
  while (!(await isSo())) assert.ok(Date.now() < end, `not so after ${PATIENCE} ms`);
}

test('a process that is killed in the middle of an operation has made each stack once when it is there again', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'tealform-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const { client, kill } = await startProcess(context, folder);
  await client.send(new ActivateOrganizationsAccessCommand({}));
  const AutoDeployment = { Enabled: false };
  const model = { PermissionModel: 'SERVICE_MANAGED', AutoDeployment } as const;
  await client.send(new CreateStackSetCommand({ StackSetName, TemplateBody: chain, ...model }));
  const { OperationId } = await client.send(
    new CreateStackInstancesCommand({
      StackSetName,
      DeploymentTargets: { OrganizationalUnitIds: ['ou-abcd-11111111'] },
      Regions: [...REGIONS],
      OperationPreferences: { MaxConcurrentCount: 2, FailureToleranceCount: 1 },
    }),
  );
  const count = async (asked: CloudFormationClient, DetailedStatus: string) => {
    const { Summaries = [] } = await asked.send(new ListStackInstancesCommand({ StackSetName }));
    return Summaries.filter(({ StackInstanceStatus }) => StackInstanceStatus?.DetailedStatus === DetailedStatus).length;
  };
  await until(async () => (await count(client, 'SUCCEEDED')) >= 2);
  assert.ok((await count(client, 'PENDING')) > 0);
  await kill();

  // What organisation it has, it knows.
  const cloud = await openLocalCloud({ folder, whereabouts: HOME });
  context.after(() => cloud.close());
  const again = new CloudFormationClient(clientConfig(cloud.url, HOME.region));
  const status = async () => {
    const asked = { StackSetName, OperationId };
    return (await again.send(new DescribeStackSetOperationCommand(asked))).StackSetOperation?.Status;
  };
  await until(async () => (await status()) !== 'RUNNING');
  assert.equal(await status(), 'SUCCEEDED');
  assert.equal(await count(again, 'SUCCEEDED'), 8);
  for (const index of [1, 2, 3, 4])
    for (const region of REGIONS) {
      const credentials = { accessKeyId: keyOfAccount(memberId(index)), secretAccessKey: 'local' };
      const member = new CloudFormationClient({ ...clientConfig(cloud.url, region), credentials });
      const { Stacks = [] } = await member.send(new DescribeStacksCommand({}));
      assert.deepEqual(
        Stacks.map(({ StackStatus }) => StackStatus),
        ['CREATE_COMPLETE'],
      );
    }
});

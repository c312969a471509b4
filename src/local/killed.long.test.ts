import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { clientConfig, WHEREABOUTS } from './fixtures.ts';
import { openLocalCloud } from './open.ts';

/** How long any of it may take, in milliseconds. */
const PATIENCE = 30_000;

// A process that has a local cloud, and nothing else that would end it.
async function startProcess(context: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'tealform-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const code = `
    import { openLocalCloud } from ${JSON.stringify(new URL('./open.ts', import.meta.url).href)};
    openLocalCloud(${JSON.stringify({ folder, whereabouts: WHEREABOUTS })}).then(({ url }) => console.log(url));`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  context.after(() => child.kill('SIGKILL'));
  const [line] = await once(child.stdout, 'data', { signal: AbortSignal.timeout(PATIENCE) });
  const kill = async () => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  return { folder, config: clientConfig(String(line).trim()), kill };
}

async function openAgain(context: TestContext, folder: string) {
  const cloud = await openLocalCloud({ folder, whereabouts: WHEREABOUTS });
  context.after(() => cloud.close());
  return clientConfig(cloud.url);
}

describe('a local cloud that is killed', () => {
  test('has what it said yes to', async (context) => {
    const { folder, config, kill } = await startProcess(context);
    await new SSMClient(config).send(new PutParameterCommand({ Name: 'kept', Value: 'kept', Type: 'String' }));
    await kill();
    assert.equal(existsSync(join(folder, 'endpoint')), true);
    const client = new SSMClient(await openAgain(context, folder));
    assert.equal((await client.send(new GetParameterCommand({ Name: 'kept' }))).Parameter?.Value, 'kept');
  });

  test('in the middle of a creation goes on with it, and nothing that it told is untrue', async (context) => {
    const { folder, config, kill } = await startProcess(context);
    const client = new CloudFormationClient(config);
    await client.send(new CreateStackCommand({ StackName: 'chain', TemplateBody: chain(12) }));
    const told = await until(
      () => look(client),
      ({ isMade }) => isMade >= 3,
    );
    await kill();
    assert.match(told.status, /^CREATE_IN_PROGRESS/);
    assert.match(readFileSync(join(folder, 'state.json'), 'utf8'), /"CREATE_IN_PROGRESS"/);

    const other = new CloudFormationClient(await openAgain(context, folder));
    const end = await until(
      () => look(other),
      ({ status }) => !status.endsWith('_IN_PROGRESS'),
    );
    assert.equal(end.status, 'CREATE_COMPLETE');
    assert.equal(end.ids.size, 12);
    assert.equal(new Set(end.ids.values()).size, 12);
    for (const [logicalId, id] of told.ids) assert.equal(end.ids.get(logicalId), id, logicalId);
    for (const event of told.events) assert.ok(end.events.has(event), event);
  });
});

// Each waits for the one before.
function chain(length: number): string {
  const topics = Array.from({ length }, (_, index) => [
    `T${index}`,
    { Type: 'AWS::SNS::Topic', ...(index > 0 && { DependsOn: `T${index - 1}` }) },
  ]);
  return JSON.stringify({ Resources: Object.fromEntries(topics) });
}

async function look(client: CloudFormationClient) {
  const StackName = 'chain';
  // Asked first: what is told after it has ended is all there is.
  const { Stacks: [stack] = [] } = await client.send(new DescribeStacksCommand({ StackName }));
  const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName }));
  const { StackResources = [] } = await client.send(new DescribeStackResourcesCommand({ StackName }));
  return {
    status: stack?.StackStatus ?? '',
    isMade: StackResources.filter(({ ResourceStatus }) => ResourceStatus === 'CREATE_COMPLETE').length,
    events: new Set(StackEvents.map(({ EventId = '' }) => EventId)),
    ids: new Map(
      StackResources.flatMap(({ LogicalResourceId = '', PhysicalResourceId: id }) =>
        id ? [[LogicalResourceId, id] as const] : [],
      ),
    ),
  };
}

async function until<T>(ask: () => Promise<T>, isSo: (seen: T) => boolean): Promise<T> {
  const end = Date.now() + PATIENCE;
  for (;;) {
    const seen = await ask();
    if (isSo(seen)) return seen;
    if (Date.now() > end) assert.fail(`not so after ${PATIENCE} ms: ${JSON.stringify(seen)}`);
  }
}

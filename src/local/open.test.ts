import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { CloudFormationClient, CreateStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { findLocalCloud } from './endpoint.ts';
import { clientConfig, WHEREABOUTS } from './fixtures.ts';
import { openLocalCloud } from './open.ts';
import { openStore } from './store.ts';

function makeFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'tealform-'));
  context.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

// What is written down for a service, if anything is.
function keptIn(folder: string, service: string): Record<string, unknown> | undefined {
  const file = join(folder, 'state.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).services[service] : undefined;
}

async function open(context: TestContext, folder: string) {
  const cloud = await openLocalCloud({ folder, whereabouts: WHEREABOUTS });
  // The folder goes first.
  context.after(() => cloud.close().catch(() => {}));
  return { ...cloud, client: new SSMClient(clientConfig(cloud.url)) };
}

const put = (Name: string) => new PutParameterCommand({ Name, Value: Name, Type: 'String' });
const get = (Name: string) => new GetParameterCommand({ Name });

describe('a local cloud with a folder', () => {
  test('says where it is as long as it is there', async (context) => {
    const folder = makeFolder(context);
    assert.equal(await findLocalCloud(folder), undefined);
    const cloud = await open(context, folder);
    assert.equal(readFileSync(join(folder, 'endpoint'), 'utf8'), `${cloud.url}\n`);
    assert.equal(await findLocalCloud(folder), cloud.url);
    await cloud.close();
    assert.equal(existsSync(join(folder, 'endpoint')), false);
    assert.equal(await findLocalCloud(folder), undefined);
  });

  test('is the only one there', async (context) => {
    const folder = makeFolder(context);
    const { url } = await open(context, folder);
    await assert.rejects(open(context, folder), { code: 'already-running', message: new RegExp(url) });
    assert.equal(await findLocalCloud(folder), url);
  });

  test('takes the place of one that left its address behind', async (context) => {
    const folder = makeFolder(context);
    const other = await open(context, makeFolder(context));
    for (const left of ['http://127.0.0.1:1\n', `${other.url}\n`, 'nonsense', 'http://example.com:80']) {
      writeFileSync(join(folder, 'endpoint'), left);
      assert.equal(await findLocalCloud(folder), undefined, left);
      const cloud = await open(context, folder);
      assert.equal(await findLocalCloud(folder), cloud.url);
      await cloud.close();
    }
  });

  test('finds again what it was told before', async (context) => {
    const folder = makeFolder(context);
    const first = await open(context, folder);
    await Promise.all(Array.from({ length: 20 }, (_, index) => first.client.send(put(`p${index}`))));
    await first.close();
    const second = await open(context, folder);
    for (const name of ['p0', 'p19']) assert.equal((await second.client.send(get(name))).Parameter?.Value, name);
  });
});

describe('a local cloud that is closed', () => {
  test('goes on with nothing: whoever opens the folder next does, and the two never write at once', async (context) => {
    const folder = makeFolder(context);
    const first = await open(context, folder);
    const template = Object.fromEntries(
      Array.from({ length: 6 }, (_, index) => [
        `T${index}`,
        { Type: 'AWS::SNS::Topic', ...(index > 0 && { DependsOn: `T${index - 1}` }) },
      ]),
    );
    const TemplateBody = JSON.stringify({ Resources: template });
    const stacks = new CloudFormationClient(clientConfig(first.url));
    await stacks.send(new CreateStackCommand({ StackName: 'chain', TemplateBody }));
    await first.close();
    const left = readFileSync(join(folder, 'state.json'), 'utf8');
    assert.match(left, /"CREATE_IN_PROGRESS"/);
    // Long enough for all of it, were it going on.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    assert.equal(readFileSync(join(folder, 'state.json'), 'utf8'), left);
    const second = await open(context, folder);
    const again = new CloudFormationClient(clientConfig(second.url));
    for (let status = ''; status !== 'CREATE_COMPLETE'; ) {
      const { Stacks = [] } = await again.send(new DescribeStacksCommand({ StackName: 'chain' }));
      status = Stacks[0]?.StackStatus ?? '';
      assert.match(status, /^CREATE_/);
    }
  });
});

describe('the store', () => {
  test('writes down what happens between calls by itself, and all of it when asked', async (context) => {
    const folder = makeFolder(context);
    const { account, flush } = await openStore(folder, WHEREABOUTS);
    account.keep('x', { a: 1 });
    for (const end = Date.now() + 10_000; keptIn(folder, 'x') === undefined && Date.now() < end; )
      await new Promise((resolve) => setTimeout(resolve, 10));
    assert.deepEqual(keptIn(folder, 'x'), { a: 1 });
    account.keep('x', { a: 2 });
    await flush();
    assert.deepEqual((await openStore(folder, WHEREABOUTS)).account.kept('x'), { a: 2 });
  });

  test('writes now and then while changes do not end, not each of them', async (context) => {
    const folder = makeFolder(context);
    const { account } = await openStore(folder, WHEREABOUTS, undefined, { quiet: 20, longest: 40 });
    const seen = new Set<unknown>();
    for (let count = 0; count < 150; count += 1) {
      account.keep('x', { count });
      await new Promise((resolve) => setTimeout(resolve, 1));
      seen.add(keptIn(folder, 'x')?.count);
    }
    seen.delete(undefined);
    assert.ok(seen.size >= 2 && seen.size < 40, `${seen.size} writes`);
  });

  test('gives no name twice after a restart', async (context) => {
    const folder = makeFolder(context);
    const { account, flush } = await openStore(folder, WHEREABOUTS);
    const name = account.newSuffix();
    account.keep('x', {});
    await flush();
    assert.notEqual((await openStore(folder, WHEREABOUTS)).account.newSuffix(), name);
  });

  test('refuses the state of another account, and what is no state', async (context) => {
    const folder = makeFolder(context);
    const { account, flush } = await openStore(folder, WHEREABOUTS);
    account.keep('x', {});
    await flush();
    const elsewhere = { partition: 'aws-cn', region: 'cn-north-1', accountId: '444455556666' };
    await assert.rejects(openStore(folder, elsewhere), {
      code: 'other-account',
      message:
        /is of account 111122223333 in eu-central-1 \(aws\), not of account 444455556666 in cn-north-1 \(aws-cn\)/,
    });
    for (const text of ['', '{', 'null', '[]', '{"form":2,"resources":[]}']) {
      writeFileSync(join(folder, 'state.json'), text);
      await assert.rejects(openStore(folder, WHEREABOUTS), { code: 'broken-state' }, text);
    }
  });
});

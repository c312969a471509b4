import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { CreateServiceLinkedRoleCommand, GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { Account } from './account.ts';
import { Accounts } from './accounts.ts';
import { clientConfig, WHEREABOUTS } from './fixtures.ts';
import { openLocalCloud } from './open.ts';
import { keyOfAccount } from './wire/credentials.ts';

const { accountId, region, partition } = WHEREABOUTS;
const OTHER = '444455556666';
const OTHERS = [
  { partition, accountId, region: 'eu-west-1' },
  { partition, accountId: OTHER, region },
  { partition, accountId: OTHER, region: 'eu-west-1' },
];

async function open(context: TestContext, folder = mkdtempSync(join(tmpdir(), 'tealform-'))) {
  const cloud = await openLocalCloud({ folder, whereabouts: WHEREABOUTS, others: OTHERS });
  context.after(async () => {
    await cloud.close().catch(() => {});
    rmSync(folder, { recursive: true, force: true });
  });
  const config = (account: string, where: string) => ({
    ...clientConfig(cloud.url, where),
    credentials: { accessKeyId: account === accountId ? 'AKIALOCAL' : keyOfAccount(account), secretAccessKey: 'local' },
  });
  return { ...cloud, folder, config };
}

describe('a local cloud with several accounts', () => {
  test('answers from the account of the access key, in the region that the request is signed for', async (context) => {
    const { config } = await open(context);
    const { Account: whose } = await new STSClient(config(OTHER, region)).send(new GetCallerIdentityCommand({}));
    assert.equal(whose, OTHER);
    const put = new PutParameterCommand({ Name: 'mine', Value: 'here', Type: 'String' });
    await new SSMClient(config(OTHER, 'eu-west-1')).send(put);
    const get = new GetParameterCommand({ Name: 'mine' });
    assert.equal((await new SSMClient(config(OTHER, 'eu-west-1')).send(get)).Parameter?.Value, 'here');
    for (const elsewhere of [config(OTHER, region), config(accountId, 'eu-west-1'), config(accountId, region)])
      await assert.rejects(new SSMClient(elsewhere).send(get), { name: 'ParameterNotFound' });
  });

  test('does not know an account that is not there, nor a region that is not enabled', async (context) => {
    const { config } = await open(context);
    for (const nowhere of [config('777788889999', region), config(OTHER, 'ap-east-1')])
      await assert.rejects(new SSMClient(nowhere).send(new GetParameterCommand({ Name: 'x' })), {
        name: 'InvalidClientTokenId',
      });
  });

  test('has the roles of an account once for all of its regions, and not for other accounts', async (context) => {
    const { config } = await open(context);
    const AWSServiceName = 'ecs.amazonaws.com';
    await new IAMClient(config(OTHER, 'eu-west-1')).send(new CreateServiceLinkedRoleCommand({ AWSServiceName }));
    const get = new GetRoleCommand({ RoleName: 'AWSServiceRoleForECS' });
    const { Role } = await new IAMClient(config(OTHER, region)).send(get);
    assert.match(Role?.Arn ?? '', new RegExp(`:iam::${OTHER}:role/`));
    await assert.rejects(new IAMClient(config(accountId, region)).send(get), { name: 'NoSuchEntityException' });
  });

  test('has written down what it answered, each account in a file of its own', async (context) => {
    const { config, folder, close } = await open(context);
    const put = new PutParameterCommand({ Name: 'kept', Value: 'kept', Type: 'String' });
    await new SSMClient(config(OTHER, 'eu-west-1')).send(put);
    assert.equal(existsSync(join(folder, 'accounts', OTHER, 'eu-west-1.json')), true);
    await close();
    const again = await open(context, folder);
    const get = new GetParameterCommand({ Name: 'kept' });
    assert.equal((await new SSMClient(again.config(OTHER, 'eu-west-1')).send(get)).Parameter?.Value, 'kept');
  });
});

describe('accounts of one cloud', () => {
  test('make different names', () => {
    const accounts = new Accounts(
      Account.empty(WHEREABOUTS),
      OTHERS.map((each) => Account.empty(each)),
    );
    assert.equal(new Set(accounts.all().map((account) => account.newSuffix())).size, 4);
    assert.deepEqual(
      accounts.ofAccount(OTHER).map(({ whereabouts }) => whereabouts.region),
      [region, 'eu-west-1'],
    );
  });

  test('give, take and find what regions share, wherever it was made', () => {
    const home = Account.empty(WHEREABOUTS);
    const { home: account } = new Accounts(
      home,
      OTHERS.map((each) => Account.empty(each)),
    );
    const sibling = account.at({ accountId, region: 'eu-west-1' });
    const role = { type: 'AWS::IAM::Role', id: 'r', properties: {}, attributes: {} };
    sibling?.put(role);
    assert.equal(account.find(role.type, 'r')?.id, 'r');
    assert.deepEqual(account.all(role.type), sibling?.all(role.type));
    account.touch({ ...role, live: {}, createdAt: '' }, { Changed: true });
    assert.equal(account.everything().length, 0);
    account.remove(role.type, 'r');
    assert.equal(sibling?.find(role.type, 'r'), undefined);
  });
});

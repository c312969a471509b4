import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { AccountClient, GetRegionOptStatusCommand, ListRegionsCommand } from '@aws-sdk/client-account';
import {
  DescribeAccountCommand,
  DescribeOrganizationCommand,
  EnableAWSServiceAccessCommand,
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListAWSServiceAccessForOrganizationCommand,
  ListDelegatedAdministratorsCommand,
  ListOrganizationalUnitsForParentCommand,
  ListParentsCommand,
  ListRootsCommand,
  MoveAccountCommand,
  OrganizationsClient,
  paginateListAccounts,
  RegisterDelegatedAdministratorCommand,
} from '@aws-sdk/client-organizations';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { clientConfig, WHEREABOUTS } from '../fixtures.ts';
import { openLocalCloud } from '../open.ts';
import { keyOfAccount, tokenOf } from '../wire/credentials.ts';
import type { GivenOrganisation } from './given.ts';

const MANAGEMENT = WHEREABOUTS.accountId;
const [FIRST, SECOND, THIRD] = ['444455556666', '555566667777', '666677778888'] as const;
const { region } = WHEREABOUTS;
const STACK_SETS = 'member.org.stacksets.cloudformation.amazonaws.com';

const ORGANISATION: GivenOrganisation = {
  id: 'o-exampleorgid',
  managementAccount: MANAGEMENT,
  units: [
    { id: 'ou-abcd-11111111', name: 'workloads' },
    { id: 'ou-abcd-22222222', name: 'production', parent: 'ou-abcd-11111111' },
  ],
  accounts: [
    { id: MANAGEMENT, name: 'management', regions: [region] },
    { id: FIRST, name: 'first', unit: 'ou-abcd-11111111', regions: [region, 'eu-west-1'] },
    { id: SECOND, unit: 'ou-abcd-22222222', regions: [region] },
    { id: THIRD, regions: [region, 'ap-east-1'], suspended: true },
  ],
};

async function open(
  context: TestContext,
  folder = mkdtempSync(join(tmpdir(), 'tealform-')),
  organisation?: GivenOrganisation,
) {
  const cloud = await openLocalCloud({ folder, whereabouts: WHEREABOUTS, ...(organisation && { organisation }) });
  context.after(async () => {
    await cloud.close().catch(() => {});
    rmSync(folder, { recursive: true, force: true });
  });
  const config = (account: string = MANAGEMENT, where: string = region) => ({
    ...clientConfig(cloud.url, where),
    credentials: {
      accessKeyId: account === MANAGEMENT ? 'AKIALOCAL' : keyOfAccount(account),
      secretAccessKey: 'local',
    },
  });
  return { ...cloud, folder, config, client: new OrganizationsClient(config()) };
}

describe('an organisation', () => {
  test('tells of its root, units and accounts, and of who is where', async (context) => {
    const { client, config } = await open(context, undefined, ORGANISATION);
    const { Organization } = await client.send(new DescribeOrganizationCommand({}));
    assert.deepEqual([Organization?.Id, Organization?.MasterAccountId], ['o-exampleorgid', MANAGEMENT]);
    const { Roots = [] } = await client.send(new ListRootsCommand({}));
    assert.deepEqual(
      Roots.map(({ Id }) => Id),
      ['r-abcd'],
    );
    const units = async (ParentId: string) => {
      const { OrganizationalUnits = [] } = await client.send(new ListOrganizationalUnitsForParentCommand({ ParentId }));
      return OrganizationalUnits.map(({ Name }) => Name);
    };
    assert.deepEqual(await units('r-abcd'), ['workloads']);
    assert.deepEqual(await units('ou-abcd-11111111'), ['production']);
    await assert.rejects(units('ou-abcd-99999999'), { name: 'ParentNotFoundException' });
    const under = await client.send(new ListAccountsForParentCommand({ ParentId: 'ou-abcd-11111111' }));
    assert.deepEqual(
      under.Accounts?.map(({ Id, Name }) => [Id, Name]),
      [[FIRST, 'first']],
    );
    const { Parents = [] } = await client.send(new ListParentsCommand({ ChildId: SECOND }));
    assert.deepEqual(Parents, [{ Id: 'ou-abcd-22222222', Type: 'ORGANIZATIONAL_UNIT' }]);
    const { Account } = await client.send(new DescribeAccountCommand({ AccountId: THIRD }));
    assert.equal(Account?.Status, 'SUSPENDED');
    const member = new OrganizationsClient(config(FIRST));
    assert.equal((await member.send(new DescribeOrganizationCommand({}))).Organization?.Id, 'o-exampleorgid');
    await assert.rejects(member.send(new ListAccountsCommand({})), { name: 'AccessDeniedException' });
  });

  test('lists its accounts page by page', async (context) => {
    const many = Array.from({ length: 45 }, (_, index) => ({ id: String(700000000000 + index), regions: [region] }));
    const accounts = [...ORGANISATION.accounts, ...many];
    const { client } = await open(context, undefined, { ...ORGANISATION, accounts });
    const found = new Set<string>();
    let pages = 0;
    for await (const { Accounts = [] } of paginateListAccounts({ client }, {})) {
      pages += 1;
      for (const { Id = '' } of Accounts) found.add(Id);
    }
    assert.deepEqual([found.size, pages], [49, 3]);
  });

  test('is kept with what has changed in it, and gets what is new when it is given again', async (context) => {
    const first = await open(context, undefined, ORGANISATION);
    await first.client.send(new EnableAWSServiceAccessCommand({ ServicePrincipal: STACK_SETS }));
    const move = { AccountId: FIRST, SourceParentId: 'ou-abcd-11111111', DestinationParentId: 'r-abcd' };
    await first.client.send(new MoveAccountCommand(move));
    await first.close();
    const again = await open(context, first.folder);
    const { EnabledServicePrincipals = [] } = await again.client.send(
      new ListAWSServiceAccessForOrganizationCommand({}),
    );
    assert.deepEqual(
      EnabledServicePrincipals.map(({ ServicePrincipal }) => ServicePrincipal),
      [STACK_SETS],
    );
    assert.equal((await new STSClient(again.config(SECOND)).send(new GetCallerIdentityCommand({}))).Account, SECOND);
    await again.close();
    const accounts = [...ORGANISATION.accounts, { id: '777788889999', regions: [region] }];
    const more = await open(context, first.folder, { ...ORGANISATION, accounts });
    const { Accounts = [] } = await more.client.send(new ListAccountsForParentCommand({ ParentId: 'r-abcd' }));
    assert.deepEqual(
      Accounts.map(({ Id }) => Id),
      [MANAGEMENT, FIRST, THIRD, '777788889999'],
    );
    const trusted = await more.client.send(new ListAWSServiceAccessForOrganizationCommand({}));
    assert.equal(trusted.EnabledServicePrincipals?.length, 1);
    await more.close();
    await assert.rejects(open(context, first.folder, { ...ORGANISATION, id: 'o-anotherorgid' }), {
      code: 'bad-organisation',
    });
  });

  test('is refused with everything that is wrong in it', async (context) => {
    const wrong = { id: 'mine', managementAccount: '1', accounts: [{ id: '12', unit: 'ou-no', regions: [] }] };
    await assert.rejects(open(context, undefined, wrong), (error: Error & { problems: { path: string }[] }) => {
      const paths = ['id', 'accounts[0].id', 'accounts[0].unit', 'accounts[0].regions', 'managementAccount'];
      assert.deepEqual(
        error.problems.map(({ path }) => path),
        paths,
      );
      return true;
    });
  });

  test('has accounts act for the management account once their service is trusted', async (context) => {
    const { client, config } = await open(context, undefined, ORGANISATION);
    const register = new RegisterDelegatedAdministratorCommand({ AccountId: FIRST, ServicePrincipal: STACK_SETS });
    await assert.rejects(client.send(register), { name: 'ConstraintViolationException' });
    await client.send(new EnableAWSServiceAccessCommand({ ServicePrincipal: STACK_SETS }));
    await client.send(register);
    await assert.rejects(client.send(register), { name: 'AccountAlreadyRegisteredException' });
    const { DelegatedAdministrators = [] } = await client.send(new ListDelegatedAdministratorsCommand({}));
    assert.deepEqual(
      DelegatedAdministrators.map(({ Id }) => Id),
      [FIRST],
    );
    const { Accounts = [] } = await new OrganizationsClient(config(FIRST)).send(new ListAccountsCommand({}));
    assert.equal(Accounts.length, 4);
  });
});

describe('the regions of an account', () => {
  test('are told to itself, and to the management account once that is trusted', async (context) => {
    const { client, config } = await open(context, undefined, ORGANISATION);
    const enabled = { RegionOptStatusContains: ['ENABLED' as const, 'ENABLED_BY_DEFAULT' as const] };
    const own = await new AccountClient(config(THIRD)).send(new ListRegionsCommand(enabled));
    assert.deepEqual(own.Regions, [
      { RegionName: 'ap-east-1', RegionOptStatus: 'ENABLED' },
      { RegionName: region, RegionOptStatus: 'ENABLED_BY_DEFAULT' },
    ]);
    const asking = new AccountClient(config());
    const get = new GetRegionOptStatusCommand({ AccountId: FIRST, RegionName: 'ap-east-1' });
    await assert.rejects(asking.send(get), { name: 'AccessDeniedException' });
    await client.send(new EnableAWSServiceAccessCommand({ ServicePrincipal: 'account.amazonaws.com' }));
    assert.equal((await asking.send(get)).RegionOptStatus, 'DISABLED');
    await assert.rejects(new AccountClient(config(FIRST)).send(get), { name: 'AccessDeniedException' });
  });
});

test('a session ends', async (context) => {
  const { url } = await open(context, undefined, ORGANISATION);
  const ask = (expires: string) => {
    const session = { role: `arn:aws:iam::${FIRST}:role/x`, roleId: 'AROA1', session: 'me', expires };
    const credentials = { accessKeyId: keyOfAccount(FIRST), secretAccessKey: 'x', sessionToken: tokenOf(session) };
    return new STSClient({ ...clientConfig(url), credentials }).send(new GetCallerIdentityCommand({}));
  };
  assert.equal((await ask('2100-01-01T00:00:00.000Z')).Account, FIRST);
  await assert.rejects(ask('2020-01-01T00:00:00.000Z'), { name: 'ExpiredToken' });
});

describe('a role of another account', () => {
  const role = (account: string) => `arn:aws:iam::${account}:role/OrganizationAccountAccessRole`;
  const assume = (account: string) => new AssumeRoleCommand({ RoleArn: role(account), RoleSessionName: 'me' });

  test('is taken on by the management account in every account of the organisation, and by nobody else', async (context) => {
    const { url, config } = await open(context, undefined, ORGANISATION);
    const { Credentials } = await new STSClient(config()).send(assume(SECOND));
    const { AccessKeyId = '', SecretAccessKey = '', SessionToken = '' } = Credentials ?? {};
    const credentials = { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
    const there = new STSClient({ ...clientConfig(url), credentials });
    const { Account, Arn } = await there.send(new GetCallerIdentityCommand({}));
    const session = `arn:aws:sts::${SECOND}:assumed-role/OrganizationAccountAccessRole/me`;
    assert.deepEqual([Account, Arn], [SECOND, session]);
    for (const [client, account] of [
      [new STSClient(config(FIRST)), SECOND],
      [there, FIRST],
      [new STSClient(config()), MANAGEMENT],
      // It is closed.
      [new STSClient(config()), THIRD],
    ] as const)
      await assert.rejects(client.send(assume(account)), {
        name: 'AccessDenied',
        message: new RegExp(`is not authorized to perform: sts:AssumeRole on resource: ${role(account)}$`),
      });
  });

  test('asks for what its conditions name', async (context) => {
    const { account, config } = await open(context, undefined, ORGANISATION);
    const there = account.at({ accountId: FIRST, region });
    const put = (name: string, Principal: object, Condition: object) =>
      there?.put({
        type: 'AWS::IAM::Role',
        id: name,
        properties: {
          AssumeRolePolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              { Effect: 'Allow', Principal: { ...Principal }, Action: 'sts:AssumeRole', Condition: { ...Condition } },
            ],
          },
        },
        attributes: { Arn: `arn:aws:iam::${FIRST}:role/${name}`, RoleId: 'AROA1' },
      });
    const client = new STSClient(config(SECOND));
    const ask = (name: string, more: object = {}) =>
      client.send(
        new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${FIRST}:role/${name}`, RoleSessionName: 'me', ...more }),
      );
    put('org', { AWS: '*' }, { StringEquals: { 'aws:PrincipalOrgID': 'o-exampleorgid' } });
    await ask('org');
    put('others', { AWS: '*' }, { StringEquals: { 'aws:PrincipalOrgID': 'o-anotherorgid' } });
    await assert.rejects(ask('others'), { name: 'AccessDenied' });
    put('secret', { AWS: SECOND }, { StringEquals: { 'sts:ExternalId': 'x' } });
    await assert.rejects(ask('secret'), { name: 'AccessDenied' });
    await ask('secret', { ExternalId: 'x' });
    put('unknown', { AWS: SECOND }, { StringEquals: { 'aws:Colour': 'x' } });
    await assert.rejects(ask('unknown'), { message: /does not know 'aws:Colour' in the trust policy/ });
    await assert.rejects(ask('org', { DurationSeconds: 7200 }), { message: /MaxSessionDuration/ });
    await assert.rejects(ask('nobody'), { name: 'AccessDenied' });
  });
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DescribeStackSetOutput } from '@aws-sdk/client-cloudformation';
import { keepOrganisation, keptOrganisation } from '../organisation/organisation.ts';
import { organizations } from '../services/organizations.ts';
import { Fleet, memberId, organisationOfSize, REGIONS, TINY } from './fleet.fixtures.ts';

const [FIRST, SECOND, THIRD] = [memberId(1), memberId(2), memberId(3)] as const;
const [HERE] = REGIONS;
const [OUTER, INNER] = ['ou-abcd-11111111', 'ou-abcd-22222222'] as const;
const PRINCIPAL = 'member.org.stacksets.cloudformation.amazonaws.com';
const model = {
  StackSetName: 'fleet',
  TemplateBody: TINY,
  PermissionModel: 'SERVICE_MANAGED',
  AutoDeployment: { Enabled: false },
};
const inUnits = (OrganizationalUnitIds: string[], more: object = {}) => ({
  DeploymentTargets: { OrganizationalUnitIds, ...more },
  Regions: [HERE],
  OperationPreferences: { FailureToleranceCount: 5, MaxConcurrentCount: 5 },
});
const accountsOf = (results: readonly string[]) => results.map((each) => each.split(' ')[0]);

async function move(fleet: Fleet, AccountId: string, SourceParentId: string, DestinationParentId: string) {
  const operation = organizations(fleet.service.moved).operations.find(({ name }) => name === 'MoveAccount');
  const call = { account: fleet.account(), requestId: 'request', endpoint: 'http://127.0.0.1:1' };
  await operation?.run({ AccountId, SourceParentId, DestinationParentId }, call);
  await fleet.idle();
}

describe('a set with service-managed permissions', () => {
  test('goes to the accounts of units, those in units of theirs as well, and never to the management account', async () => {
    const fleet = await new Fleet().serviceManaged();
    const { status, results } = await fleet.operate('CreateStackInstances', inUnits([OUTER]));
    assert.deepEqual([status, accountsOf(results)], ['SUCCEEDED', [FIRST, SECOND, THIRD]]);
    const root = await fleet.operate('CreateStackInstances', inUnits(['r-abcd']));
    assert.deepEqual(accountsOf(root.results), [FIRST, SECOND, THIRD]);
    const { StackSet } = await fleet.call<DescribeStackSetOutput>('DescribeStackSet', { StackSetName: 'fleet' });
    assert.deepEqual(StackSet?.OrganizationalUnitIds, [OUTER, 'r-abcd']);
  });

  test('takes some accounts of a unit, or all but some', async () => {
    const fleet = await new Fleet().serviceManaged();
    const filtered = async (AccountFilterType: string, name = 'CreateStackInstances') => {
      const input = inUnits([INNER], { Accounts: [FIRST, SECOND], AccountFilterType });
      return accountsOf((await fleet.operate(name, input)).results);
    };
    assert.deepEqual(await filtered('INTERSECTION'), [SECOND]);
    assert.deepEqual(await filtered('DIFFERENCE'), [THIRD]);
    await fleet.operate('CreateStackInstances', inUnits([OUTER]));
    assert.deepEqual(await filtered('UNION', 'UpdateStackInstances'), [SECOND, THIRD, FIRST]);
    const union = { StackSetName: 'fleet', ...inUnits([INNER], { Accounts: [FIRST], AccountFilterType: 'UNION' }) };
    assert.match(await fleet.refused('CreateStackInstances', union), /UNION is not supported for CreateStackInstances/);
    const named = { StackSetName: 'fleet', Accounts: [FIRST], Regions: [HERE] };
    assert.match(await fleet.refused('CreateStackInstances', named), /can only have OrganizationalUnit as target/);
    const unknown = { StackSetName: 'fleet', ...inUnits(['ou-abcd-99999999']) };
    assert.match(await fleet.refused('CreateStackInstances', unknown), /ou-abcd-99999999 does not exist/);
  });

  test('needs an organisation that trusts stack sets, and is made by who is in charge of it', async () => {
    const fleet = new Fleet({ organisation: organisationOfSize(3, { trusted: [] }) });
    assert.match(await fleet.refused('CreateStackSet', model), /You must enable organizations access/);
    assert.deepEqual(await fleet.call('DescribeOrganizationsAccess', {}), { Status: 'DISABLED' });
    await fleet.call('ActivateOrganizationsAccess', {});
    assert.deepEqual(await fleet.call('DescribeOrganizationsAccess', {}), { Status: 'ENABLED' });
    await fleet.call('CreateStackSet', model);
    const inCharge = /You must be the management account or delegated admin account/;
    const other = { ...model, StackSetName: 'other' };
    assert.match(await fleet.refused('CreateStackSet', other, FIRST), inCharge);
    const CallAs = 'DELEGATED_ADMIN';
    assert.match(await fleet.refused('CreateStackSet', { ...other, CallAs }, FIRST), inCharge);
    const organisation = keptOrganisation(fleet.account());
    assert.ok(organisation);
    const delegated = [{ account: FIRST, service: PRINCIPAL, at: '2026-01-01T00:00:00Z' }];
    keepOrganisation(fleet.account(), { ...organisation, delegated });
    await fleet.call('CreateStackSet', { ...other, CallAs }, FIRST);
    const { Summaries } = await fleet.call<{ Summaries: object[] }>('ListStackSets', { Status: 'ACTIVE' });
    assert.equal(Summaries.length, 2);
  });

  test('fails with nested stacks, and passes over accounts that are suspended', async () => {
    const organisation = organisationOfSize(2);
    const accounts = organisation.accounts.map((each) => ({ ...each, suspended: each.id === SECOND }));
    const fleet = await new Fleet({ organisation: { ...organisation, accounts } }).serviceManaged();
    const { status, results } = await fleet.operate('CreateStackInstances', inUnits([OUTER]));
    assert.deepEqual([status, results], ['SUCCEEDED', [`${FIRST} ${HERE} SUCCEEDED`, `${SECOND} ${HERE} CANCELLED`]]);
    assert.ok((await fleet.instances()).includes(`${SECOND} ${HERE} OUTDATED SKIPPED_SUSPENDED_ACCOUNT`));
    const TemplateBody =
      'Resources: {Inner: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: "https://b.s3.amazonaws.com/k"}}}';
    const nested = await fleet.operate('UpdateStackSet', { TemplateBody });
    assert.match(nested.results[0] ?? '', /FAILED: ResourceLogicalId:Inner, ResourceType:AWS::CloudFormation::Stack/);
  });

  test('follows accounts into its units and out of them, where it deploys by itself', async () => {
    const fleet = await new Fleet().serviceManaged({
      AutoDeployment: { Enabled: true, RetainStacksOnAccountRemoval: false },
    });
    await fleet.operate('CreateStackInstances', inUnits([INNER]));
    assert.deepEqual(accountsOf(await fleet.instances()), [SECOND, THIRD]);
    await move(fleet, FIRST, OUTER, INNER);
    assert.deepEqual(accountsOf(await fleet.instances()), [SECOND, THIRD, FIRST]);
    await move(fleet, SECOND, INNER, OUTER);
    assert.deepEqual(accountsOf(await fleet.instances()), [THIRD, FIRST]);
    assert.equal(fleet.account(SECOND).all('AWS::SQS::Queue').length, 0);
    const { Summaries } = await fleet.call<{ Summaries: object[] }>('ListStackSetAutoDeploymentTargets', {
      StackSetName: 'fleet',
    });
    assert.deepEqual(Summaries, [{ OrganizationalUnitId: INNER, Regions: [HERE] }]);
  });

  test('still reaches the instances of accounts that have left their unit', async () => {
    const fleet = await new Fleet().serviceManaged();
    await fleet.operate('CreateStackInstances', inUnits([INNER]));
    await move(fleet, SECOND, INNER, OUTER);
    await fleet.operate('DeleteStackInstances', { ...inUnits([INNER]), RetainStacks: false });
    assert.deepEqual(await fleet.instances(), []);
  });
});

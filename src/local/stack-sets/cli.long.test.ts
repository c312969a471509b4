import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { WHEREABOUTS } from '../fixtures.ts';
import { skipWithoutCli as skip, startCli } from '../testing/aws-cli.ts';

describe('the AWS CLI', { skip }, () => {
  test('deploys a stack set to the accounts of a unit, and takes on a role in one of them', async (context) => {
    const { accountId, region } = WHEREABOUTS;
    const member = '444455556666';
    const { aws } = await startCli(context, {
      id: 'o-exampleorgid',
      managementAccount: accountId,
      units: [{ id: 'ou-abcd-11111111', name: 'all' }],
      accounts: [
        { id: accountId, regions: [region] },
        { id: member, unit: 'ou-abcd-11111111', regions: [region] },
      ],
    });
    const { Accounts } = JSON.parse((await aws('organizations', 'list-accounts')).stdout);
    assert.deepEqual(
      Accounts.map(({ Id }: { Id: string }) => Id),
      [accountId, member],
    );
    const { Regions } = JSON.parse(
      (await aws('account', 'list-regions', '--region-opt-status-contains', 'ENABLED_BY_DEFAULT')).stdout,
    );
    assert.deepEqual(Regions, [{ RegionName: region, RegionOptStatus: 'ENABLED_BY_DEFAULT' }]);
    assert.equal((await aws('cloudformation', 'activate-organizations-access')).stderr, '');
    const set = ['--stack-set-name', 'fleet'];
    const made = await aws(
      ...['cloudformation', 'create-stack-set', ...set, '--permission-model', 'SERVICE_MANAGED'],
      ...['--auto-deployment', 'Enabled=false', '--template-body', 'Resources: {Queue: {Type: AWS::SQS::Queue}}'],
    );
    assert.match(JSON.parse(made.stdout).StackSetId, /^fleet:/);
    const begun = await aws(
      ...['cloudformation', 'create-stack-instances', ...set, '--regions', region],
      ...['--deployment-targets', 'OrganizationalUnitIds=ou-abcd-11111111'],
    );
    const { OperationId } = JSON.parse(begun.stdout);
    const about = ['cloudformation', 'describe-stack-set-operation', ...set, '--operation-id', OperationId];
    let status = 'RUNNING';
    while (status === 'RUNNING') status = JSON.parse((await aws(...about)).stdout).StackSetOperation.Status;
    assert.equal(status, 'SUCCEEDED');
    const listed = JSON.parse((await aws('cloudformation', 'list-stack-instances', ...set)).stdout);
    assert.deepEqual(
      listed.Summaries.map(({ Account, Status }: Record<string, string>) => [Account, Status]),
      [[member, 'CURRENT']],
    );
    const role = `arn:aws:iam::${member}:role/OrganizationAccountAccessRole`;
    const session = await aws('sts', 'assume-role', '--role-arn', role, '--role-session-name', 'me');
    assert.match(
      JSON.parse(session.stdout).AssumedRoleUser.Arn,
      new RegExp(`${member}:assumed-role/Organization.*/me$`),
    );
    const removed = await aws('cloudformation', 'delete-stack-set', ...set);
    assert.match(removed.stderr, /\(StackSetNotEmptyException\)/);
  });
});

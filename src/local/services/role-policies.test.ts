import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { GetRolePolicyResponse, ListRolePoliciesResponse } from '@aws-sdk/client-iam';
import { Account } from '../account.ts';
import { WHEREABOUTS } from '../fixtures.ts';
import { roleMay } from '../permissions.ts';
import { iam } from './iam.ts';
import { caller, change, make, trust } from './small-system.ts';

const allow = (Action: string) => ({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });

describe('the policies of a role', () => {
  test('are listed, read, put and deleted, and count from then on', async () => {
    const { call, may, names } = setUp();
    assert.deepEqual([await names(), may('s3:GetObject'), may('s3:PutObject')], [['read'], true, false]);
    const policy = { RoleName: 'web', PolicyName: 'write', PolicyDocument: JSON.stringify(allow('s3:PutObject')) };
    await call('PutRolePolicy', policy);
    assert.deepEqual([await names(), may('s3:GetObject'), may('s3:PutObject')], [['read', 'write'], true, true]);
    const named = { RoleName: 'web', PolicyName: 'write' };
    const { PolicyDocument = '' } = await call<GetRolePolicyResponse>('GetRolePolicy', named);
    assert.deepEqual(JSON.parse(decodeURIComponent(PolicyDocument)), allow('s3:PutObject'));
    await call('PutRolePolicy', { ...policy, PolicyDocument: JSON.stringify(allow('s3:DeleteObject')) });
    assert.deepEqual([await names(), may('s3:PutObject')], [['read', 'write'], false]);
    await call('DeleteRolePolicy', { RoleName: 'web', PolicyName: 'read' });
    assert.deepEqual([await names(), may('s3:GetObject')], [['write'], false]);
    const page = await call<ListRolePoliciesResponse>('ListRolePolicies', { RoleName: 'web', MaxItems: 1 });
    assert.deepEqual([page.PolicyNames, page.IsTruncated], [['write'], false]);
  });

  test('are those of the template again once that says the role anew', async () => {
    const { account, call, may } = setUp();
    await call('DeleteRolePolicy', { RoleName: 'web', PolicyName: 'read' });
    const role = account.find('AWS::IAM::Role', 'web');
    change(account, 'web', 'AWS::IAM::Role', { ...role?.properties, Description: 'anew' });
    assert.equal(may('s3:GetObject'), true);
  });

  test('are refused where there is no such role or policy, where a document is none, and of those that stand alone', async () => {
    const { account, call } = setUp();
    const own = { PolicyName: 'own', PolicyDocument: allow('s3:*'), Roles: ['web'] };
    make(account, 'AWS::IAM::Policy', 'Own', own);
    const named = { RoleName: 'web', PolicyName: 'other' };
    await assert.rejects(call('GetRolePolicy', named), { code: 'NoSuchEntity' });
    await assert.rejects(call('DeleteRolePolicy', named), { code: 'NoSuchEntity' });
    await assert.rejects(call('ListRolePolicies', { RoleName: 'none' }), { code: 'NoSuchEntity' });
    await assert.rejects(call('PutRolePolicy', { ...named, PolicyDocument: '[' }), { code: 'MalformedPolicyDocument' });
    await assert.rejects(call('DeleteRolePolicy', { RoleName: 'web', PolicyName: 'own' }), { code: 'NotImplemented' });
  });
});

function setUp() {
  const account = Account.empty(WHEREABOUTS);
  const Policies = [{ PolicyName: 'read', PolicyDocument: allow('s3:GetObject') }];
  const role = make(account, 'AWS::IAM::Role', 'Web', {
    RoleName: 'web',
    AssumeRolePolicyDocument: trust('ec2'),
    Policies,
  });
  const call = caller(iam, account);
  const names = async () => (await call<ListRolePoliciesResponse>('ListRolePolicies', { RoleName: 'web' })).PolicyNames;
  const may = (action: string) => roleMay(account, String(role.attributes.Arn), action, 'arn:aws:s3:::b/k').allowed;
  return { account, call, names, may };
}

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Data } from '../../dsl/template.ts';
import { evaluate, type Permissions, type Request } from './evaluate.ts';
import { type PolicyKind, readPolicy } from './policy.ts';

const ROLE = 'arn:aws:iam::111111111111:role/worker';
const ROOT = 'arn:aws:iam::111111111111:root';
const KEY = 'arn:aws:kms:eu-central-1:111111111111:key/one';
const BUCKET = 'arn:aws:s3:::store';
const FILE = `${BUCKET}/file`;

const policy = (label: string, kind: PolicyKind, ...Statement: readonly Data[]) =>
  readPolicy({ Version: '2012-10-17', Statement }, label, kind);
const allow = (Action: Data, Resource: Data, more: { readonly [key: string]: Data } = {}) => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});
const deny = (Action: Data, Resource: Data, more: { readonly [key: string]: Data } = {}) => ({
  ...allow(Action, Resource, more),
  Effect: 'Deny',
});

interface Given {
  readonly role?: readonly Data[];
  readonly boundary?: readonly Data[];
  readonly bucket?: readonly Data[];
  readonly key?: readonly Data[];
  readonly trust?: readonly Data[];
}

function account({ role = [], boundary, bucket, key, trust }: Given): Permissions {
  const own = (
    logicalId: string,
    service: string,
    arns: readonly string[],
    kind: PolicyKind,
    from?: readonly Data[],
  ) => (from ? [{ logicalId, service, arns, policy: policy(`the policy of ${logicalId}`, kind, ...from) }] : []);
  return {
    account: '111111111111',
    roles: [
      {
        logicalId: 'Worker',
        arn: ROLE,
        policies: [policy('Worker policy work', 'identity', ...role)],
        boundary: boundary && policy('the boundary of Worker', 'identity', ...boundary),
      },
    ],
    resources: [
      ...own('Store', 's3', [BUCKET, `${BUCKET}/*`], 'resource', bucket),
      ...own('Key', 'kms', [KEY], 'resource', key),
      ...own('Worker', 'sts', [ROLE], 'trust', trust),
    ],
  };
}

const read: Request = { principal: { role: ROLE }, action: 's3:GetObject', resource: FILE };
const decrypt: Request = { principal: { role: ROLE }, action: 'kms:Decrypt', resource: KEY };
const reasonOf = (request: Request, given: Given) => evaluate(request, account(given)).reason;

describe('a call', () => {
  test('is refused unless something allows it', () => {
    assert.equal(reasonOf(read, {}), `no statement allows s3:GetObject on ${FILE}`);
    assert.equal(reasonOf(read, { role: [allow('s3:PutObject', '*')] }), `no statement allows s3:GetObject on ${FILE}`);
  });

  test("is allowed by the role's policy, or by the resource's", () => {
    assert.equal(reasonOf(read, { role: [allow('s3:Get*', `${BUCKET}/*`)] }), 'allowed by Worker policy work');
    const bucket = [allow('s3:GetObject', `${BUCKET}/*`, { Sid: 'WorkerReads', Principal: { AWS: ROLE } })];
    assert.equal(reasonOf(read, { bucket }), 'allowed by the policy of Store (WorkerReads)');
  });

  test("is refused by a denial in either, whatever allows it, the boundary's too", () => {
    const role = [allow('s3:*', '*')];
    const reason = (by: string) => `denied by ${by}: s3:GetObject on ${FILE}`;
    assert.equal(reasonOf(read, { role: [...role, deny('s3:*', FILE)] }), reason('Worker policy work'));
    assert.equal(
      reasonOf(read, { role, bucket: [deny('*', FILE, { Principal: '*' })] }),
      reason('the policy of Store'),
    );
    const toAll = [deny('s3:*', FILE, { Principal: { AWS: ROOT } })];
    assert.equal(reasonOf(read, { role, bucket: toAll }), reason('the policy of Store'));
    assert.equal(reasonOf(read, { role, boundary: [...role, deny('*', FILE)] }), reason('the boundary of Worker'));
  });

  test('goes no further than the boundary', () => {
    const role = [allow('s3:*', '*')];
    assert.match(reasonOf(read, { role, boundary: [allow('s3:*', '*')] }), /^allowed by Worker policy work$/);
    assert.match(reasonOf(read, { role, boundary: [allow('logs:*', '*')] }), /^the boundary of Worker does not allow/);
    assert.match(reasonOf(read, { boundary: [allow('*', '*')] }), /^no statement/, 'a boundary gives nothing');
  });

  test('of an account whose bucket leaves it to the account still needs a policy of the role', () => {
    const bucket = [allow('s3:*', `${BUCKET}/*`, { Principal: { AWS: ROOT } })];
    assert.match(reasonOf(read, { bucket }), /^no statement/);
  });

  test('of a service is allowed by resources only, and only to that service', () => {
    const bucket = [allow('s3:GetObject', FILE, { Principal: { Service: 'logs.amazonaws.com' } })];
    const by = (service: string) => reasonOf({ ...read, principal: { service } }, { bucket, role: [allow('*', '*')] });
    assert.equal(by('logs.amazonaws.com'), 'allowed by the policy of Store');
    assert.match(by('sns.amazonaws.com'), /^no statement/);
  });

  test("says which condition stood in the way, and takes the role's own ARN for known", () => {
    const Condition = { StringEquals: { 'aws:SourceAccount': ['1', '2'] } };
    const nearly = 'Worker policy work would, but aws:SourceAccount is not there, not StringEquals 1 or 2';
    assert.equal(
      reasonOf(read, { role: [allow('s3:*', '*', { Condition })] }),
      `no statement allows s3:GetObject on ${FILE}; ${nearly}`,
    );
    const own = { ArnEquals: { 'aws:PrincipalArn': ROLE }, StringEquals: { 'aws:principalaccount': '111111111111' } };
    assert.match(reasonOf(read, { role: [allow('s3:*', '*', { Condition: own })] }), /^allowed/);
  });

  test('of a role that nothing is known of is refused', () => {
    const principal = { role: 'arn:aws:iam::999999999999:role/worker' };
    assert.match(
      reasonOf({ ...read, principal }, { bucket: [allow('*', '*', { Principal: '*' })] }),
      /^no policies are known/,
    );
  });
});

describe('a key', () => {
  const role = [allow('kms:Decrypt', KEY)];
  const toAccount = allow('kms:*', '*', { Principal: { AWS: ROOT } });

  test("lets nobody in by a role's policy alone", () => {
    const reason = reasonOf(decrypt, { role, key: [allow('kms:*', '*', { Principal: { AWS: `${ROLE}2` } })] });
    assert.match(reason, /^no statement .*; Worker policy work does, the resource's own policy does not$/);
  });

  test('lets in who is named, and by way of the account who has a policy', () => {
    const named = [allow('kms:Decrypt', '*', { Principal: { AWS: ROLE } })];
    assert.equal(reasonOf(decrypt, { key: named }), 'allowed by the policy of Key');
    assert.equal(
      reasonOf(decrypt, { role, key: [toAccount] }),
      'allowed by Worker policy work, which the policy of Key leaves it to',
    );
    assert.match(reasonOf(decrypt, { key: [toAccount] }), /^no statement/);
  });

  test('leaves it to the account under its conditions only', () => {
    const Condition = { StringEquals: { 'kms:ViaService': 's3.eu-central-1.amazonaws.com' } };
    const key = [{ ...toAccount, Condition }];
    const context = { 'kms:ViaService': 's3.eu-central-1.amazonaws.com' };
    assert.match(reasonOf({ ...decrypt, context }, { role, key }), /^allowed/);
    assert.match(reasonOf(decrypt, { role, key }), /the policy of Key would, but kms:ViaService is not there/);
  });

  test("from outside is its owner's matter, which the reason says", () => {
    assert.match(reasonOf(decrypt, { role }), /^allowed by Worker policy work; the policy of .* is not known here$/);
  });
});

test('a role is taken on by whom its trust names, not by who has a policy', () => {
  const trust = [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }];
  const assume = { action: 'sts:AssumeRole', resource: ROLE };
  const given = { role: [allow('*', '*')], trust };
  assert.match(reasonOf({ ...assume, principal: { service: 'lambda.amazonaws.com' } }, given), /^allowed/);
  assert.match(reasonOf({ ...assume, principal: { role: ROLE } }, given), /^no statement/);
  const Federated = 'arn:aws:iam::111111111111:oidc-provider/ci';
  const byIdentity = [{ Effect: 'Allow', Principal: { Federated }, Action: 'sts:AssumeRoleWithWebIdentity' }];
  const principal = { federated: Federated };
  const action = 'sts:AssumeRoleWithWebIdentity';
  assert.match(reasonOf({ ...assume, action, principal }, { trust: byIdentity }), /^allowed/);
  assert.match(reasonOf({ ...assume, principal }, { trust: byIdentity }), /^no statement/);
});

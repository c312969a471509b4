import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ACMClient, DescribeCertificateCommand, ListCertificatesCommand } from '@aws-sdk/client-acm';
import { CreateServiceLinkedRoleCommand, GetRoleCommand, IAMClient, ListRolesCommand } from '@aws-sdk/client-iam';
import {
  GetParameterCommand,
  GetParametersByPathCommand,
  GetParametersCommand,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { startForTest } from '../fixtures.ts';
import { SERVICES } from '../services.ts';

describe('sts', () => {
  test('says that the caller is a user of the account', async (context) => {
    const { config } = await startForTest(context, SERVICES);
    const { Account, Arn } = await new STSClient(config).send(new GetCallerIdentityCommand({}));
    assert.deepEqual([Account, Arn], ['111122223333', 'arn:aws:iam::111122223333:user/local']);
  });
});

describe('iam', () => {
  test('makes a service-linked role once, and finds it', async (context) => {
    const { config } = await startForTest(context, SERVICES);
    const client = new IAMClient(config);
    const name = { RoleName: 'AWSServiceRoleForECS' };
    await assert.rejects(client.send(new GetRoleCommand(name)), { name: 'NoSuchEntityException' });
    const create = () => client.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: 'ecs.amazonaws.com' }));
    const { Role } = await create();
    assert.equal(Role?.Path, '/aws-service-role/ecs.amazonaws.com/');
    assert.deepEqual((await client.send(new GetRoleCommand(name))).Role, Role);
    await assert.rejects(create(), { name: 'InvalidInputException', message: /has been taken in this account/ });
    await assert.rejects(client.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: 'sqs.amazonaws.com' })), {
      name: 'NotImplemented',
    });
  });

  test('tells of roles that a stack has made, page by page', async (context) => {
    const { config, account } = await startForTest(context, SERVICES);
    for (const id of ['b', 'a', 'c'])
      account.put({
        type: 'AWS::IAM::Role',
        id,
        properties: {
          Path: '/x/',
          AssumeRolePolicyDocument: { Statement: [] },
          PermissionsBoundary: 'arn:aws:iam::aws:policy/b',
          Tags: [{ Key: 'k', Value: 'v' }],
        },
        attributes: { Arn: `arn:aws:iam::111122223333:role/x/${id}`, RoleId: 'AROA' },
      });
    const client = new IAMClient(config);
    const { Role } = await client.send(new GetRoleCommand({ RoleName: 'a' }));
    assert.equal(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''), '{"Statement":[]}');
    assert.equal(Role?.PermissionsBoundary?.PermissionsBoundaryArn, 'arn:aws:iam::aws:policy/b');
    assert.deepEqual(Role?.Tags, [{ Key: 'k', Value: 'v' }]);
    const first = await client.send(new ListRolesCommand({ PathPrefix: '/x/', MaxItems: 2 }));
    assert.deepEqual(
      first.Roles?.map(({ RoleName }) => RoleName),
      ['a', 'b'],
    );
    const rest = await client.send(new ListRolesCommand({ PathPrefix: '/x/', Marker: first.Marker }));
    assert.deepEqual([rest.Roles?.map(({ RoleName }) => RoleName), rest.IsTruncated], [['c'], false]);
  });
});

describe('ssm', () => {
  test('has the public parameters that name images for instances', async (context) => {
    const { config } = await startForTest(context, SERVICES);
    const client = new SSMClient(config);
    const Name = '/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended';
    const whole = await client.send(new GetParameterCommand({ Name }));
    const id = await client.send(new GetParameterCommand({ Name: `${Name}/image_id` }));
    assert.match(id.Parameter?.Value ?? '', /^ami-[0-9a-f]{17}$/);
    assert.equal(JSON.parse(whole.Parameter?.Value ?? '').image_id, id.Parameter?.Value);
    const names: (string | undefined)[] = [];
    let NextToken: string | undefined;
    do {
      const Path = '/aws/service/ecs/optimized-ami/';
      const page = await client.send(new GetParametersByPathCommand({ Path, Recursive: true, NextToken }));
      names.push(...(page.Parameters ?? []).map(({ Name }) => Name));
      NextToken = page.NextToken;
    } while (NextToken);
    assert.equal(names.length, 14);
  });

  test('keeps parameters, and counts their versions', async (context) => {
    const { config } = await startForTest(context, SERVICES);
    const client = new SSMClient(config);
    const put = (Value: string, Overwrite?: boolean) =>
      client.send(new PutParameterCommand({ Name: '/a/b', Value, Type: 'String', Overwrite }));
    await put('1');
    await assert.rejects(put('2'), { name: 'ParameterAlreadyExists' });
    assert.equal((await put('2', true)).Version, 2);
    const { Parameters, InvalidParameters } = await client.send(new GetParametersCommand({ Names: ['/a/b', 'c'] }));
    assert.deepEqual([Parameters?.[0]?.Value, Parameters?.[0]?.Version, InvalidParameters], ['2', 2, ['c']]);
    await assert.rejects(client.send(new GetParameterCommand({ Name: 'c' })), { name: 'ParameterNotFound' });
    const reserved = new PutParameterCommand({ Name: '/aws/x', Value: 'x', Type: 'String' });
    await assert.rejects(client.send(reserved), { name: 'AccessDeniedException' });
    const secret = new PutParameterCommand({ Name: 's', Value: 'x', Type: 'SecureString' });
    await assert.rejects(client.send(secret), { name: 'NotImplemented', message: /SecureString/ });
  });
});

describe('acm', () => {
  test('has every certificate of this account and region, and no other', async (context) => {
    const { config, account } = await startForTest(context, SERVICES);
    const client = new ACMClient(config);
    const of = (region: string) =>
      `arn:aws:acm:${region}:111122223333:certificate/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9`;
    const ours = await client.send(new DescribeCertificateCommand({ CertificateArn: of('eu-central-1') }));
    assert.equal(ours.Certificate?.Status, 'ISSUED');
    await assert.rejects(client.send(new DescribeCertificateCommand({ CertificateArn: of('us-east-1') })), {
      name: 'ResourceNotFoundException',
    });
    const id = account.arn('acm', 'certificate/1');
    account.put({
      type: 'AWS::CertificateManager::Certificate',
      id,
      properties: { DomainName: 'a.example' },
      attributes: {},
    });
    const { CertificateSummaryList } = await client.send(new ListCertificatesCommand({}));
    assert.deepEqual(CertificateSummaryList, [{ CertificateArn: id, Status: 'ISSUED', DomainName: 'a.example' }]);
    const none = await client.send(new ListCertificatesCommand({ CertificateStatuses: ['EXPIRED'] }));
    assert.deepEqual(none.CertificateSummaryList, []);
  });
});

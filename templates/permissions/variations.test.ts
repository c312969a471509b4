import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { failures, may, mayNot } from '../../src/check/permissions/table.ts';
import { gitHubActions } from '../deployer.ts';
import { connection, image } from '../options.ts';
import { BOUNDARY, EVERYTHING, hello, open, TARGETS } from './hello.ts';
import { boundedRows } from './service-role/role-rows.ts';
import { here, ROLES } from './table.ts';

describe('permissions of a system that is a little different', () => {
  test('a pipeline reads its own source, whatever kind it is, and no other', () => {
    const viaConnection = open(TARGETS[0], {
      ...hello,
      source: connection({ repository: 'me/hello', branch: 'main' }),
    });
    const ofImage = open(TARGETS[0], { ...hello, source: image({ tag: 'release' }) });
    const use = 'codeconnections:UseConnection';
    const { arn } = here;
    const byConnection = [
      may('PipelineRole', use, arn('codeconnections', 'connection/one')),
      mayNot('PipelineRole', use, arn('codeconnections', 'connection/other')),
    ];
    const byImage = [
      may('PipelineRole', 'ecr:DescribeImages', arn('ecr', 'repository/hello-server')),
      mayNot('PipelineRole', 'ecr:DescribeImages', arn('ecr', 'repository/other')),
    ];
    const foreign = mayNot('PipelineRole', 'codecommit:GetBranch', arn('codecommit', 'hello-server'));
    assert.deepEqual(failures([...byConnection, foreign], viaConnection.permissions), []);
    assert.deepEqual(failures([...byImage, foreign], ofImage.permissions), []);
  });

  test('CI looks at connections where the source comes by one, under either name of the service', () => {
    const options = { ...hello, source: connection({ repository: 'me/hello', branch: 'main' }) };
    const { permissions, arn } = open(TARGETS[0], options);
    const rows = ['codeconnections', 'codestar-connections'].flatMap((service) => [
      may('DeployRole', `${service}:GetConnection`, arn(service, 'connection/one')),
      mayNot('DeployRole', `${service}:UseConnection`, arn(service, 'connection/one')),
    ]);
    const noRepository = mayNot('DeployRole', 'codecommit:GetRepository', arn('codecommit', 'hello-server'));
    assert.deepEqual(failures([...rows, noRepository], permissions), []);
  });

  test('with a boundary, no role goes beyond it', () => {
    const Statement = [{ Effect: 'Allow', Action: ['logs:*', 's3:*'], Resource: '*' }];
    const boundary = { [BOUNDARY]: { Version: '2012-10-17', Statement } };
    const system = open(TARGETS[0], { ...hello, permissionsBoundary: true }, boundary);
    for (const rows of Object.values(ROLES)) {
      const own = rows(system);
      const within = own.map((row) => ({
        ...row,
        actions: [row.actions].flat().filter((each) => /^(logs|s3):/.test(each)),
      }));
      const beyond = own.map((row) => ({
        ...row,
        actions: [row.actions].flat().filter((each) => !/^(logs|s3):/.test(each)),
      }));
      assert.deepEqual(failures(within, system.permissions), []);
      assert.deepEqual(
        failures(
          beyond.map((row) => ({ ...row, allowed: false })),
          system.permissions,
        ),
        [],
      );
    }
  });

  test('with a boundary, CloudFormation makes and changes no role without it; passing, deleting and all else stay as they are', () => {
    const boundary = { [BOUNDARY]: EVERYTHING };
    const { permissions, ...system } = open(TARGETS[0], { ...hello, permissionsBoundary: true }, boundary);
    assert.deepEqual(failures(boundedRows({ ...system, permissions }), permissions), []);
    const role = permissions.roles.find(({ logicalId }) => logicalId === 'ServiceRole');
    assert.equal(role?.boundary, undefined, 'it could not make what the boundary does not allow');
  });

  test('where CI deploys from a branch, its tokens are let in for that branch only', () => {
    const { permissions, provider, get, suffix } = open(TARGETS[0], hello, {}, gitHubActions({ by: 'branch' }));
    const token = (rest: string) => ({
      'token.actions.githubusercontent.com:aud': `sts.${suffix}`,
      'token.actions.githubusercontent.com:sub': `repo:example/hello-server:${rest}`,
    });
    const role = get('DeployRole', 'Arn');
    const others = ['ref:refs/heads/feature', 'ref:refs/heads/main2', 'ref:refs/tags/main', 'pull_request'];
    const rows = [
      may(provider, 'sts:AssumeRoleWithWebIdentity', role, token('ref:refs/heads/main')),
      ...[...others, 'environment:production'].map((rest) =>
        mayNot(provider, 'sts:AssumeRoleWithWebIdentity', role, token(rest)),
      ),
    ];
    assert.deepEqual(failures(rows, permissions), []);
  });
});

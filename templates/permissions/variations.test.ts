import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { failures, may, mayNot } from '../../src/check/permissions/table.ts';
import { connection, image } from '../options.ts';
import { BOUNDARY, hello, open, TARGETS } from './hello.ts';
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
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatPath, locate, pathsAgree } from './location.ts';

test('a path from the top is taken apart into section, logical id and the path below', () => {
  assert.deepEqual(locate(['Resources', 'Alb', 'Properties', 'Subnets', 0, 'Ref']), {
    section: 'Resources',
    logicalId: 'Alb',
    path: 'Properties.Subnets[0].Ref',
  });
  assert.deepEqual(locate(['Parameters', 'VpcId']), { section: 'Parameters', logicalId: 'VpcId', path: undefined });
});

test('a path outside the named sections has no logical id', () => {
  assert.deepEqual(locate(['Description']), { path: 'Description' });
  assert.deepEqual(locate(['Resources']), { section: 'Resources' });
  assert.deepEqual(locate([]), { path: undefined });
});

test('digits in a path are an index, also when they come as text', () => {
  assert.equal(formatPath(['Subnets', '1', 2]), 'Subnets[1][2]');
});

test('a path agrees with its own beginning and with an unknown one, but not with a sister', () => {
  assert.ok(pathsAgree('Properties.Tags', 'Properties.Tags[0].Key'));
  assert.ok(pathsAgree('Properties.Tags[0].Key', 'Properties.Tags'));
  assert.ok(pathsAgree(undefined, 'Properties'));
  assert.ok(!pathsAgree('Properties.Tag', 'Properties.Tags'));
  assert.ok(!pathsAgree('Properties.Name', 'Properties.Type'));
});

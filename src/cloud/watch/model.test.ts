import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { modelOf, START } from '../testing/watched.ts';
import { hintFor } from './hints.ts';
import { elapsedOf, outcomeOf, WatchModel } from './model.ts';

describe('what is known of what happens', () => {
  test('has for each resource where it stands, since when, and how long it has taken', () => {
    const model = modelOf([
      [0, 'hello', 'CREATE_IN_PROGRESS'],
      [1, 'hello/Service/LogGroup', 'CREATE_IN_PROGRESS'],
      [2, 'hello/Service/LogGroup', 'CREATE_IN_PROGRESS', 'Resource creation Initiated'],
      [5, 'hello/Service/LogGroup', 'CREATE_COMPLETE'],
      [6, 'hello/Service/Role', 'CREATE_IN_PROGRESS'],
    ]);
    const [group, role] = model.resources;
    assert.ok(group && role);
    assert.deepEqual(
      [group.status, group.since.getTime() - START, elapsedOf(group, START + 60_000)],
      ['CREATE_COMPLETE', 5_000, 4_000],
    );
    assert.equal(elapsedOf(role, START + 60_000), 54_000);
    assert.deepEqual(model.counts, { inProgress: 1, done: 1, failed: 0, cancelled: 0, kept: 0 });
    assert.deepEqual(model.inProgress, [role]);
  });

  test('what its policy keeps when its stack goes is counted by itself', () => {
    const model = modelOf([
      [0, 'hello', 'DELETE_IN_PROGRESS'],
      [1, 'hello/Topic', 'DELETE_COMPLETE'],
      [2, 'hello/Bucket', 'DELETE_SKIPPED'],
    ]);
    assert.deepEqual(model.counts, { inProgress: 0, done: 1, failed: 0, cancelled: 0, kept: 1 });
  });

  test('an event that comes late changes nothing that is newer', () => {
    const model = modelOf([
      [5, 'hello/A', 'CREATE_COMPLETE'],
      [1, 'hello/A', 'CREATE_IN_PROGRESS'],
    ]);
    assert.equal(model.resources[0]?.status, 'CREATE_COMPLETE');
  });

  test('the cleanup of a replaced resource is not that of the one in its place', () => {
    const model = modelOf([
      [1, 'hello/A', 'UPDATE_IN_PROGRESS', undefined, 'old'],
      [2, 'hello/A', 'UPDATE_COMPLETE', undefined, 'new'],
      [3, 'hello/A', 'DELETE_IN_PROGRESS', undefined, 'old'],
      [4, 'hello/A', 'DELETE_COMPLETE', undefined, 'old'],
    ]);
    assert.deepEqual(
      model.resources.map(({ status, physicalId, isReplaced }) => [status, physicalId, isReplaced]),
      [
        ['UPDATE_COMPLETE', 'new', false],
        ['DELETE_COMPLETE', 'old', true],
      ],
    );
  });
});

describe('the root cause', () => {
  test('is the first real failure: not one that was cancelled, not what a parent repeats', () => {
    const model = modelOf(
      [
        [1, 'hello/Service/Role', 'CREATE_FAILED', 'Resource creation cancelled'],
        [1, 'hello/Service/LogGroup', 'CREATE_FAILED', '/ecs/hello already exists'],
        [2, 'hello/Service', 'CREATE_FAILED', 'The following resource(s) failed to create: [LogGroup, Role].', 'x'],
        [2, 'hello/Service', 'CREATE_FAILED', 'Embedded stack x was not successfully created: ...', 'x'],
        [3, 'hello/Hooks', 'CREATE_FAILED', 'Resource creation cancelled'],
        [9, 'hello/Service/Other', 'DELETE_FAILED', 'is in use'],
        [10, 'hello', 'ROLLBACK_COMPLETE'],
      ],
      ['hello/Service', 'hello/Hooks'],
    );
    assert.deepEqual(outcomeOf(model), {
      status: 'failed',
      stackStatus: 'ROLLBACK_COMPLETE',
      rootCause: {
        logicalId: 'LogGroup',
        type: 'AWS::Logs::LogGroup',
        reason: '/ecs/hello already exists',
        stack: 'hello/Service',
      },
    });
  });

  test('is what the deepest stack says where nothing in it is known', () => {
    const model = modelOf(
      [
        [2, 'hello/Service', 'CREATE_FAILED', 'Embedded stack', 'x'],
        [1, 'hello/Service/Inner', 'CREATE_FAILED', 'S3 error: Access Denied', 'y'],
      ],
      ['hello/Service', 'hello/Service/Inner'],
    );
    assert.equal(model.rootCause?.reason, 'S3 error: Access Denied');
  });

  test('there is none where nothing has failed', () => {
    assert.deepEqual(outcomeOf(modelOf([[1, 'hello', 'UPDATE_COMPLETE']])), {
      status: 'succeeded',
      stackStatus: 'UPDATE_COMPLETE',
    });
    assert.equal(outcomeOf(modelOf([[1, 'hello', 'UPDATE_IN_PROGRESS']])).status, 'left-running');
    assert.equal(outcomeOf(new WatchModel(), 'CREATE_COMPLETE').status, 'succeeded');
  });
});

describe('hints', () => {
  for (const { type = 'AWS::Logs::LogGroup', reason, hint } of [
    { reason: 'The specified capacity provider is in use and cannot be removed.', hint: /take that system down first/ },
    {
      reason: 'Resource of type x with identifier y already exists.',
      hint: /make adopt; or take it away, if nobody needs it; or give the system another SystemName/,
    },
    {
      type: 'AWS::ECS::Service',
      reason: 'Unable to update task definition on services with a CODE_DEPLOY deployment controller.',
      hint: /make release/,
    },
    {
      reason:
        'User: arn:aws:sts::1:assumed-role/x is not authorized to perform: logs:CreateLogGroup on resource: arn:x.',
      hint: /^allow logs:CreateLogGroup on arn:x to/,
    },
    { reason: 'Access Denied (Service: S3)', hint: /CloudTrail/ },
    { type: 'AWS::ECS::Service', reason: 'Exceeded attempts to wait', hint: /BootstrapImage .*health-check/ },
    { reason: 'We currently do not have sufficient: InsufficientInstanceCapacity', hint: /instance type/ },
    { reason: 'The maximum number of VPCs has been reached.', hint: /Service Quotas/ },
    { type: 'AWS::EC2::SecurityGroup', reason: 'resource sg-1 has a dependent object', hint: /half an hour/ },
    { type: 'AWS::S3::Bucket', reason: 'The bucket you tried to delete is not empty', hint: /empty the bucket/ },
  ]) {
    test(`say what to do about: ${reason}`, () => {
      assert.match(hintFor({ type, reason, path: ['hello', 'X'], status: 'CREATE_FAILED' }) ?? '', hint);
    });
  }

  test('there is none for a reason that nobody knows', () => {
    assert.equal(hintFor({ type: 'X', reason: 'the moon is full', path: ['hello', 'X'], status: 'X' }), undefined);
  });
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { StackStatus } from '@aws-sdk/client-cloudformation';
import { describeStack, listResources, stateOf } from './stack.ts';
import { refuses, standIn } from './testing/stand-in-client.ts';

describe('the state of a stack', () => {
  for (const [state, statuses] of Object.entries({
    absent: ['DELETE_COMPLETE'],
    reviewed: ['REVIEW_IN_PROGRESS'],
    ready: ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'IMPORT_COMPLETE', 'UPDATE_FAILED'],
    busy: ['CREATE_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'UPDATE_ROLLBACK_IN_PROGRESS'],
    'failed-creation': ['ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'CREATE_FAILED'],
    stuck: ['UPDATE_ROLLBACK_FAILED'],
    lost: ['DELETE_FAILED', 'IMPORT_ROLLBACK_FAILED'],
  })) {
    test(`is ${state} where it is ${statuses.join(', ')}`, () => {
      for (const status of statuses) assert.equal(stateOf({ status }), state);
    });
  }

  test('is known for every status that there is', () => {
    for (const status of Object.values(StackStatus)) assert.ok(stateOf({ status }));
    assert.equal(stateOf(undefined), 'absent');
  });
});

describe('a stack', () => {
  test('that is not there is none; any other refusal is a failure', async () => {
    const gone = standIn({ DescribeStacks: refuses('ValidationError', 'Stack with id small does not exist') });
    assert.equal(await describeStack(gone, 'small'), undefined);
    const refused = standIn({ DescribeStacks: refuses('ValidationError', 'name is too long') });
    await assert.rejects(describeStack(refused, 'small'), /refused: cloudformation:DescribeStacks on small .*too long/);
  });

  test('has its resources listed, all pages', async () => {
    const clients = standIn({
      ListStackResources: ({ NextToken }) =>
        NextToken === undefined
          ? { StackResourceSummaries: [{ LogicalResourceId: 'A' }], NextToken: 'two' }
          : { StackResourceSummaries: [{ LogicalResourceId: 'B' }] },
    });
    const found = await listResources(clients, 'small');
    assert.deepEqual(
      found.map(({ LogicalResourceId }) => LogicalResourceId),
      ['A', 'B'],
    );
  });
});

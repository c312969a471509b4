import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fillVariables } from './variables.ts';

describe('variables in the configuration of an action', () => {
  const namespaces = new Map([
    ['Source', { CommitId: 'abc' }],
    ['codepipeline', { PipelineExecutionId: '1' }],
  ]);

  test('are filled in wherever they stand', () => {
    const configuration = {
      Text: 'commit #{Source.CommitId} of #{codepipeline.PipelineExecutionId}',
      Flag: false,
      Number: 3,
    };
    assert.deepEqual(fillVariables(configuration, namespaces), { Text: 'commit abc of 1', Flag: 'false', Number: '3' });
  });

  test('that nothing gives are refused, with those that there are', () => {
    for (const name of ['Source.Other', 'Other.CommitId', 'CommitId', 'Source.constructor', '']) {
      assert.throws(() => fillVariables({ Text: `#{${name}}` }, namespaces), {
        code: 'ConfigurationError',
        message: `nothing gives #{${name}} in the rehearsal; there is #{Source.CommitId}, #{codepipeline.PipelineExecutionId}`,
      });
    }
  });
});

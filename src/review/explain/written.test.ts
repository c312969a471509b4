import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { lineOf } from './lines.ts';
import { environmentValues, releaseFilesWith } from './written.ts';

const entry = (ParameterKey: string, ParameterValue: string) => ({ ParameterKey, ParameterValue });

describe('what is read from output/', () => {
  const files = [
    {
      path: 'fleets/all.json',
      text: JSON.stringify({
        stackSet: { Parameters: [entry('Size', '2')] },
        overrides: [{ regions: ['eu-west-1'], parameters: [entry('Size', '9')] }],
      }),
    },
    { path: 'fleets/few.json', text: JSON.stringify({ stackSet: { Parameters: [] }, overrides: [] }) },
    { path: 'parameters/dev.json', text: JSON.stringify([entry('Size', '1'), entry('Other', '')]) },
    { path: 'parameters/half.json', text: '[{"ParameterKey": ' },
    { path: 'release/taskdef.json', text: '{"role": "${TaskRoleArn}"}' },
    { path: 'stack-policy/root.json', text: JSON.stringify([entry('Size', '7')]) },
  ];

  test("is a parameter's value in environments and fleets, with those of which some stacks have another", () => {
    assert.deepEqual(environmentValues(files, 'Size'), {
      environments: { dev: '1', 'fleets/all': '2' },
      overriddenIn: ['fleets/all'],
    });
    assert.deepEqual(environmentValues(files, 'Other'), { environments: { dev: '' } });
    assert.deepEqual(environmentValues(files, 'None'), { environments: {} });
  });

  test('is which release files have a name filled in', () => {
    assert.deepEqual(releaseFilesWith(files, 'TaskRoleArn'), ['release/taskdef.json']);
    assert.deepEqual(releaseFilesWith(files, 'TaskRole'), []);
  });

  test('is the line of a name, in its own section', () => {
    const text =
      'Parameters:\n  Name:\n    Type: String\n\nResources:\n\n  # Name: of it\n  Name:\n    Type: A\n    Other:\nOutputs:\n  Last: 1\n';
    assert.equal(lineOf(text, 'Parameters', 'Name'), 2);
    assert.equal(lineOf(text, 'Resources', 'Name'), 8);
    assert.equal(lineOf(text, 'Outputs', 'Last'), 12);
    assert.equal(lineOf(text, 'Resources', 'Last'), undefined);
    assert.equal(lineOf(text, 'Resources', 'Other'), undefined);
    assert.equal(lineOf(text, 'Mappings', 'Name'), undefined);
  });
});

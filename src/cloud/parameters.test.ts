import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { TealformError } from '../dsl/error.ts';
import { parseParameterFile } from '../synth/parameter-file.ts';
import { fillParameters } from './parameters.ts';
import { smallTarget } from './testing/small-target.ts';

describe("the root's parameters", () => {
  test("are the environment's, and those that are known only now", () => {
    assert.deepEqual(fillParameters(smallTarget(), 'green'), {
      DesiredCount: '2',
      TemplateBucket: 'templates-111122223333-eu-central-1',
      TemplatePrefix: 'tealform/small',
      LiveColour: 'green',
    });
  });

  test('unknown, reserved and missing ones are refused together', () => {
    const target = smallTarget({}, { Desiredcount: '2', LiveColour: 'blue' });
    assert.throws(
      () => fillParameters(target, 'blue'),
      (error) => {
        assert.ok(error instanceof TealformError);
        assert.deepEqual(
          error.problems.map(
            ({ code, message }) => `${code} ${/ (\w+), which| give (\w+)/.exec(message)?.slice(1).join('')}`,
          ),
          ['unknown-parameter Desiredcount', 'unknown-parameter LiveColour', 'missing-parameter DesiredCount'],
        );
        return true;
      },
    );
  });

  for (const [title, text] of [
    ['no JSON', '['],
    ['no list', '{}'],
    ['an entry without a value', '[{"ParameterKey":"A"}]'],
    ['a value that is no text', '[{"ParameterKey":"A","ParameterValue":1}]'],
    ['a parameter twice', '[{"ParameterKey":"A","ParameterValue":"1"},{"ParameterKey":"A","ParameterValue":"2"}]'],
  ] as const) {
    test(`a file with ${title} is refused`, () => {
      assert.throws(() => parseParameterFile(text, 'output/x.json'), /^TealformError: stale-output: output\/x\.json /);
    });
  }
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { NAMES, outputOf } from './variants.ts';

/** What points at something that stands elsewhere: a console shows a parameter alone. */
const POINTING = /^(the same|what (that|it)|its)\b|\b(of|in|to|with|than) (that|those)\b/i;

/** The stacks whose descriptions are not held to this yet. */
const NOT_YET = ['hooks.yaml', 'pipeline.yaml'];

describe('every parameter of every variant', () => {
  test('has a description of its own, which says without the others what to give', () => {
    let count = 0;
    for (const name of NAMES) {
      for (const { file, stack } of outputOf(name).templates) {
        if (NOT_YET.includes(file)) continue;
        const seen = new Map<string, string>();
        for (const [id, { Description = '' }] of Object.entries(stack.template.Parameters ?? {})) {
          const where = `${name}: ${file} ${id} ("${Description}")`;
          assert.ok(Description.length >= 10, `${where} has no description`);
          assert.doesNotMatch(Description, POINTING, where);
          assert.equal(seen.get(Description), undefined, `${where} is described as another one is`);
          seen.set(Description, id);
          count += 1;
        }
      }
    }
    assert.ok(count > 500, `${count} are found`);
  });
});

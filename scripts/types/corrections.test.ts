import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pageOf } from '../../src/aws/page.ts';
import { corrections } from './corrections.ts';
import { resourceTypes } from './resource-types.ts';

test('every correction names a page of AWS, and of the template reference the page of its own type', () => {
  for (const { page, type, definition } of corrections) {
    assert.ok(page.startsWith('https://docs.aws.amazon.com/'), page);
    if (page.includes('/TemplateReference/')) assert.equal(page, pageOf(type, definition));
  }
});

test('values stand in order and once, so that differences can be read', () => {
  for (const { type, definition = '', values = {} } of corrections) {
    for (const [name, list] of Object.entries(values)) {
      const inOrder = [...new Set(list)].sort((a, b) => (a < b ? -1 : 1));
      assert.deepEqual(list, inOrder, `${type} ${definition}.${name}`);
    }
  }
});

test('every correction is about a type in the list', () => {
  const types: readonly string[] = resourceTypes;
  for (const { type } of corrections) assert.ok(types.includes(type), type);
});

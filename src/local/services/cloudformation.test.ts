import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NormalizedSchema } from '@smithy/core/schema';
import { GENERIC } from '../resources/generic.ts';
import { cloudFormation } from './cloudformation.ts';

const service = cloudFormation({ models: () => GENERIC });

test('every member that an operation looks at is one of its request', () => {
  for (const { name, schema, consumes } of service.operations) {
    const [, , operationName, , input] = schema;
    assert.equal(operationName, name);
    const members = NormalizedSchema.of(input).getMemberSchemas();
    for (const member of consumes) assert.ok(member in members, `${name} has no ${member}`);
    assert.equal(new Set(consumes).size, consumes.length);
  }
});

test('an operation is there once', () => {
  const names = service.operations.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
});

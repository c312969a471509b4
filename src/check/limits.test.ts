import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Template } from '../dsl/template.ts';
import { printTemplate } from '../dsl/yaml/print.ts';
import { linesOf, stackOf } from './fixtures.ts';
import { checkLimits, checkSize, LIMITS } from './limits.ts';

const Resources = { It: { Type: 'T' } };
const found = (template: Partial<Template>) => linesOf(checkLimits(stackOf({ Resources, ...template })));

function many<T>(count: number, value: T): Readonly<Record<string, T>> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`N${index}`, value]));
}

const limits: readonly (readonly [string, number, (count: number) => Partial<Template>, string])[] = [
  [
    'resources',
    LIMITS.resources,
    (count) => ({ Resources: many(count, { Type: 'T' }) }),
    'limit: has 501 resources; CloudFormation takes at most 500 -> divide the stack',
  ],
  [
    'parameters',
    LIMITS.parameters,
    (count) => ({ Parameters: many(count, { Type: 'String' }) }),
    'limit: has 201 parameters; CloudFormation takes at most 200 -> divide the stack',
  ],
  [
    'outputs',
    LIMITS.outputs,
    (count) => ({ Outputs: many(count, { Value: 'x' }) }),
    'limit: has 201 outputs; CloudFormation takes at most 200 -> divide the stack',
  ],
  [
    'mappings',
    LIMITS.mappings,
    (count) => ({ Mappings: many(count, {}) }),
    'limit: has 201 mappings; CloudFormation takes at most 200 -> divide the stack',
  ],
  [
    'keys of a mapping',
    LIMITS.mappingKeys,
    (count) => ({ Mappings: { Sizes: many(count, 'x') } }),
    'limit Sizes: has 201 keys; CloudFormation takes at most 200 -> divide the mapping',
  ],
  [
    'bytes of a description',
    LIMITS.descriptionBytes,
    (count) => ({ Description: `\u00e9${'x'.repeat(count - 2)}` }),
    'limit Description: has 1025 bytes of description; CloudFormation takes at most 1024 -> shorten it',
  ],
  [
    'bytes of a default',
    LIMITS.parameterValueBytes,
    (count) => ({ Parameters: { P: { Type: 'String', Default: 'x'.repeat(count) } } }),
    'limit P Default: has 4097 bytes of default; CloudFormation takes at most 4096 -> shorten it',
  ],
  [
    'dynamic references',
    LIMITS.dynamicReferences,
    (count) => ({ Resources: { It: { Type: 'T', Properties: many(count, 'a{{resolve:ssm:/x}}') } } }),
    'limit: has 61 dynamic references; CloudFormation takes at most 60 -> divide the stack, or make a parameter of what is looked up several times',
  ],
];
for (const [what, limit, make, line] of limits) {
  test(`as many ${what} as CloudFormation takes are taken, one more is not`, () => {
    assert.deepEqual(found(make(limit)), []);
    assert.deepEqual(found(make(limit + 1)), [line]);
  });
}

test('dynamic references are counted where the template is printed already', () => {
  const properties = Object.fromEntries(Array.from({ length: 61 }, (_, index) => [`P${index}`, '{{resolve:ssm:/x}}']));
  const stack = stackOf({ Resources: { It: { Type: 'T', Properties: properties } } });
  const text = printTemplate(stack.template, { header: [], resources: {} });
  assert.equal(checkLimits(stack, text).length, 1);
  assert.deepEqual(checkLimits(stack, text), checkLimits(stack));
});

test('a number as default is measured as it is written', () => {
  assert.deepEqual(found({ Parameters: { P: { Type: 'Number', Default: 80 } } }), []);
});

test('a stack without resources cannot be deployed', () => {
  assert.deepEqual(found({ Resources: {} }), [
    'no-resources: the stack has no resources; CloudFormation takes none without -> declare a resource, or leave the stack out',
  ]);
});

test('a template is measured in bytes', () => {
  const stack = stackOf({ Resources });
  assert.deepEqual(checkSize(stack, `\u00e9${'x'.repeat(LIMITS.templateBytes - 2)}`), []);
  assert.deepEqual(linesOf(checkSize(stack, `\u00e9${'x'.repeat(LIMITS.templateBytes - 1)}`)), [
    'limit: has 1000001 bytes of template; CloudFormation takes at most 1000000 -> divide the stack',
  ]);
});

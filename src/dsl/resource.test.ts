import assert from 'node:assert/strict';
import { test } from 'node:test';
import { equals, type ResourceAttributes, type StackTools, stack, sub } from './index.ts';
import { small, soundly, Thing } from './small-stack.ts';
import type { TemplateResource } from './template.ts';
import { printTemplate } from './yaml/print.ts';

function declared(attributes: (tools: StackTools) => ResourceAttributes): TemplateResource | undefined {
  const source = small((_, tools) => {
    tools.resource('Thing', new Thing(), attributes(tools));
    return {};
  });
  return soundly(source).template.Resources.Thing;
}

const type = 'Test::Small::Thing';

test('a resource waits for one other by name, for several by a list', () => {
  assert.deepEqual(
    declared(({ resource }) => ({ dependsOn: resource('A', new Thing()) })),
    { Type: type, DependsOn: 'A' },
  );
  assert.deepEqual(
    declared(({ resource }) => ({ dependsOn: [resource('A', new Thing()), resource('B', new Thing())] })),
    { Type: type, DependsOn: ['A', 'B'] },
  );
  const twice = ({ resource }: StackTools) => {
    const thing = resource('A', new Thing());
    return { dependsOn: [thing, thing] };
  };
  assert.deepEqual(declared(twice), { Type: type, DependsOn: 'A' });
  assert.deepEqual(
    declared(() => ({ dependsOn: [] })),
    { Type: type },
  );
});

test('a resource waits for a nested stack', () => {
  const child = stack('Child', { description: 'A nested stack' }, () => ({}));
  assert.deepEqual(
    declared(({ nest }) => ({ dependsOn: nest('Nested', child, {}) })),
    { Type: type, DependsOn: 'Nested' },
  );
});

test('a nested stack waits, has a condition, policies and a comment like any resource', () => {
  const child = stack('Child', { description: 'A nested stack' }, () => ({}));
  const source = small(({ Flag }, { condition, nest, resource }) => {
    const thing = resource('Thing', new Thing());
    nest(
      'Nested',
      child,
      {},
      {
        comment: 'Only where it is wanted',
        dependsOn: thing,
        condition: condition('IsOn', equals(Flag, true)),
        deletionPolicy: 'Retain',
        updateReplacePolicy: 'Retain',
      },
    );
    return {};
  });
  const { template, comments } = soundly(source);
  const { Properties: _, ...attributes } = template.Resources.Nested ?? {};
  assert.deepEqual(attributes, {
    Type: 'AWS::CloudFormation::Stack',
    Condition: 'IsOn',
    DependsOn: 'Thing',
    DeletionPolicy: 'Retain',
    UpdateReplacePolicy: 'Retain',
  });
  assert.deepEqual(comments, { Nested: 'Only where it is wanted' });
});

test('a resource has its condition by name', () => {
  const source = small(({ Flag }, { condition, resource }) => {
    resource('Thing', new Thing(), { condition: condition('IsOn', equals(Flag, true)) });
    return {};
  });
  assert.deepEqual(soundly(source).template.Resources.Thing, { Type: type, Condition: 'IsOn' });
});

test('policies say what becomes of a resource and its old self', () => {
  for (const policy of ['Delete', 'Retain', 'RetainExceptOnCreate', 'Snapshot'] as const) {
    assert.deepEqual(
      declared(() => ({ deletionPolicy: policy })),
      { Type: type, DeletionPolicy: policy },
    );
  }
  for (const policy of ['Delete', 'Retain', 'Snapshot'] as const) {
    assert.deepEqual(
      declared(() => ({ updateReplacePolicy: policy })),
      { Type: type, UpdateReplacePolicy: policy },
    );
  }
});

test('creation and update policies take expressions', () => {
  const source = small(({ Count }, { resource }) => {
    resource('Thing', new Thing(), {
      creationPolicy: { ResourceSignal: { Count, Timeout: 'PT15M' } },
      updatePolicy: { AutoScalingRollingUpdate: { MinInstancesInService: Count, SuspendProcesses: ['AZRebalance'] } },
    });
    return {};
  });
  assert.deepEqual(soundly(source).template.Resources.Thing, {
    Type: type,
    CreationPolicy: { ResourceSignal: { Count: { Ref: 'Count' }, Timeout: 'PT15M' } },
    UpdatePolicy: {
      AutoScalingRollingUpdate: { MinInstancesInService: { Ref: 'Count' }, SuspendProcesses: ['AZRebalance'] },
    },
  });
});

test('metadata of a resource is free-form and may hold expressions', () => {
  const source = small(({ Name }, { resource }) => {
    resource('Thing', new Thing(), { metadata: { 'AWS::CloudFormation::Init': { config: { name: sub`x-${Name}` } } } });
    return {};
  });
  assert.deepEqual(soundly(source).template.Resources.Thing, {
    Type: type,
    Metadata: { 'AWS::CloudFormation::Init': { config: { name: { 'Fn::Sub': 'x-${Name}' } } } },
  });
});

test('a comment is not in the template but is printed on the line above', () => {
  const source = small((_, { resource }) => {
    resource('Thing', new Thing(), { comment: 'Why it is there' });
    return {};
  });
  const { template, comments } = soundly(source);
  assert.deepEqual(template.Resources.Thing, { Type: type });
  const text = printTemplate(template, { header: [], resources: comments });
  assert.match(text, /\n {2}# Why it is there\n {2}Thing:\n/);
});

test('resources stand in the order of their declaration', () => {
  const source = small((_, { resource }) => {
    for (const id of ['Zebra', 'Ant', 'Mule']) resource(id, new Thing());
    return {};
  });
  assert.deepEqual(Object.keys(soundly(source).template.Resources), ['Zebra', 'Ant', 'Mule']);
});

test('one resource value may be declared twice: it is only what is written down', () => {
  const thing = new Thing({ Value: 1 });
  const source = small((_, { resource }) => {
    resource('A', thing);
    resource('B', thing);
    return {};
  });
  const { A, B } = soundly(source).template.Resources;
  assert.deepEqual(A, B);
});

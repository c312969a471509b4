import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import fc from 'fast-check';
import { ECS, ELBv2, SNS } from '../src/aws/index.ts';
import { type BuiltStack, buildStack, type Stack, stack } from '../src/dsl/index.ts';
import type { TemplateResource } from '../src/dsl/template.ts';
import { type StackPolicyStatement, stackPolicyFiles } from './stack-policy.ts';
import { blueGreenSystem } from './system.ts';
import { VARIANTS } from './variants.ts';

const variants = Object.values(VARIANTS).map((options) => blueGreenSystem(options).build());

describe('the stack policies of a system', () => {
  test('are one for each stack that has something to protect, one for the root, one for the flat form', () => {
    const root = blueGreenSystem(VARIANTS['an existing network']).build();
    assert.deepEqual(
      stackPolicyFiles(root).map(({ path }) => path),
      [
        'stack-policy/load-balancer.json',
        'stack-policy/service.json',
        'stack-policy/root.json',
        'stack-policy/flat.json',
      ],
    );
  });

  test('read as they do in a review', () => {
    const root = blueGreenSystem(VARIANTS['an existing network']).build();
    const text = stackPolicyFiles(root).find(({ path }) => path === 'stack-policy/root.json')?.text;
    assert.equal(
      text,
      `{
  "Statement": [
    { "Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*" },
    {
      "Effect": "Deny",
      "Action": ["Update:Replace", "Update:Delete"],
      "Principal": "*",
      "Resource": ["LogicalResourceId/LoadBalancer", "LogicalResourceId/Service"],
      "Condition": {
        "StringEquals": {
          "ResourceType": ["AWS::CloudFormation::Stack"]
        }
      }
    }
  ]
}
`,
    );
  });

  test('keep what carries traffic in every variant, and let everything be changed that can be changed in place', () => {
    for (const root of variants) {
      for (const { policy, id, resource } of governed(root)) {
        const may = (action: string) => isAllowed(policy, action, id, resource);
        const { Type } = resource;
        assert.ok(may('Update:Modify'), id);
        const stays = /::(LoadBalancer|TargetGroup|Service|TaskDefinition)$/.test(Type);
        assert.equal(may('Update:Replace'), !stays, `${Type} ${id}`);
        assert.equal(may('Update:Delete'), !stays && !Type.endsWith('::Listener'), `${Type} ${id}`);
      }
    }
  });

  test('let the root give up the hooks and the network, and not the load balancer or the service', () => {
    const root = blueGreenSystem(VARIANTS['internal, behind a NAT']).build();
    const policy = policyOf(root, 'root');
    assert.deepEqual(
      Object.entries(root.template.Resources).map(([id, resource]) => [
        id,
        isAllowed(policy, 'Update:Delete', id, resource),
      ]),
      [
        ['Network', true],
        ['Cluster', true],
        ['LoadBalancer', false],
        ['Service', false],
        ['Hooks', true],
        ['Deployment', true],
      ],
    );
  });

  test('follow the types of the resources, whatever these are called and however deep they are nested', () => {
    const id = fc.stringMatching(/^[A-Z][A-Za-z0-9]{0,12}$/);
    fc.assert(
      fc.property(id, fc.array(id, { minLength: 1, maxLength: 4 }), (name, levels) => {
        const inner = stack('Level0', { description: 'x' }, (_, { resource }) => {
          resource(name, new ELBv2.TargetGroup());
          return {};
        });
        const root = levels.reduce<Stack>(
          (within, level, index) =>
            stack(`Level${index + 1}`, { description: 'x' }, (_, { nest }) => {
              nest(level, within, {});
              return {};
            }),
          inner,
        );
        const built = buildStack(root);
        assert.equal(stackPolicyFiles(built).length, levels.length + 2);
        for (const [index, level] of levels.entries()) {
          const policy = policyOf(built, `level${index + 1}`);
          assert.ok(!isAllowed(policy, 'Update:Delete', level, { Type: 'AWS::CloudFormation::Stack' }));
        }
        const target = { Type: 'AWS::ElasticLoadBalancingV2::TargetGroup' };
        assert.ok(!isAllowed(policyOf(built, 'level0'), 'Update:Delete', name, target));
      }),
      { numRuns: 50 },
    );
  });

  test('are not there for a stack with nothing to protect', () => {
    const plain = stack('Plain', { description: 'x' }, (_, { resource }) => {
      resource('Topic', new SNS.Topic());
      return {};
    });
    assert.deepEqual(stackPolicyFiles(buildStack(plain)), []);
  });

  test('are short enough for CloudFormation, plain ASCII, and allow everything first', () => {
    for (const { text } of variants.flatMap(stackPolicyFiles)) {
      assert.ok(text.length <= 16_384);
      assert.match(text, /^[\n\x20-\x7e]+\n$/);
      const [first, ...others] = statementsOf(text);
      assert.deepEqual(first, { Effect: 'Allow', Action: 'Update:*', Principal: '*', Resource: '*' });
      assert.ok(others.length > 0 && others.every(({ Effect }) => Effect === 'Deny'));
    }
  });

  test('rest on this: nothing of a task definition but its tags can change without a replacement', () => {
    const spec = loadAwsServiceSpecSync();
    const [type] = spec.lookup('resource', 'cloudFormationType', 'equals', new ECS.TaskDefinition().Type);
    const inPlace = Object.entries(type?.properties ?? {}).filter(
      ([, { causesReplacement }]) => causesReplacement !== 'yes',
    );
    assert.deepEqual(
      inPlace.map(([name]) => name),
      ['Tags'],
    );
  });
});

/** Every resource of both forms, under the policy that governs it; those of stacks without one are left out. */
function* governed(root: BuiltStack) {
  for (const { path, text } of stackPolicyFiles(root)) {
    const file = path.replace(/^stack-policy\/(.*)\.json$/, '$1');
    const inFile = [...walk(root)].filter(({ stackFile }) => file === 'flat' || stackFile === file);
    for (const { id, resource } of inFile) {
      if (resource.Type !== 'AWS::CloudFormation::Stack') yield { policy: statementsOf(text), id, resource };
    }
  }
}

function* walk(built: BuiltStack): Generator<{ stackFile: string; id: string; resource: TemplateResource }> {
  for (const inner of built.nested.values()) yield* walk(inner.stack);
  const stackFile = built.name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();
  for (const [id, resource] of Object.entries(built.template.Resources)) yield { stackFile, id, resource };
}

function policyOf(root: BuiltStack, file: string): readonly StackPolicyStatement[] {
  const text = stackPolicyFiles(root).find(({ path }) => path === `stack-policy/${file}.json`)?.text;
  assert.ok(text !== undefined, file);
  return statementsOf(text);
}

function statementsOf(text: string): readonly StackPolicyStatement[] {
  const policy: { readonly Statement: readonly StackPolicyStatement[] } = JSON.parse(text);
  return policy.Statement;
}

// As the documentation has it: what is not allowed is denied, and what is denied stays denied.
function isAllowed(
  policy: readonly StackPolicyStatement[],
  action: string,
  id: string,
  { Type }: Pick<TemplateResource, 'Type'>,
): boolean {
  const matches = (pattern: string, text: string) =>
    new RegExp(`^${pattern.replace(/[.+^$()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`).test(text);
  const applying = policy.filter(
    ({ Action, Resource, Condition }) =>
      [Action].flat().some((pattern) => matches(pattern, action)) &&
      [Resource].flat().some((pattern) => matches(pattern, `LogicalResourceId/${id}`)) &&
      (Condition?.StringEquals.ResourceType.includes(Type) ?? true),
  );
  return applying.length > 0 && applying.every(({ Effect }) => Effect === 'Allow');
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SNS } from '../aws/index.ts';
import { buildStack } from '../dsl/build.ts';
import { equals, parameter, type Stack, type StackTools, stack, TealformError } from '../dsl/index.ts';
import { synthesize } from './synthesize.ts';

const topic = (name: string): Stack =>
  stack(name, { description: 'x' }, (_, { resource }) => ({ Id: resource(`${name}Topic`, new SNS.Topic()).ref }));

test('the flat form says in its header what keeps the order', () => {
  const ordered = (isConditional: boolean): Stack =>
    stack(
      'Root',
      { description: 'x', parameters: { Stage: parameter.oneOf(['a', 'b'], { default: 'a' }) } },
      ({ Stage }, { condition, nest, resource }) => {
        const isA = condition('IsA', equals(Stage, 'a'));
        const first = nest('First', topic('First'), {}, isConditional ? { condition: isA } : {});
        nest('Second', topic('Second'), {}, { dependsOn: first });
        resource('Own', new SNS.Topic(), { condition: isA });
        return {};
      },
    );
  assert.match(flatOf(ordered(false)), /^# DependsOn keeps the order/m);
  assert.doesNotMatch(flatOf(ordered(false)), /WaitsFor/);
  assert.match(flatOf(ordered(true)), /^# DependsOn, and references under Metadata\.WaitsFor, keep the order/m);
  assert.match(flatOf(ordered(true)), /^ {6}WaitsFor:/m);
});

test('what belongs to another stack is told once, and does not hide another mistake of the same resource', () => {
  const wrong = stack('Root', { description: 'x' }, (_, { nest, resource }) => {
    let stolen: ReturnType<StackTools['resource']> | undefined;
    nest(
      'Child',
      stack('Child', { description: 'x' }, (_, tools) => {
        stolen = tools.resource('Stolen', new SNS.Topic());
        return {};
      }),
      {},
    );
    const broken = new SNS.Topic({ DisplayName: stolen?.ref });
    broken.dependsOn('Nowhere');
    resource('Mine', broken);
    return {};
  });
  assert.throws(
    () => synthesize({ name: 'x', build: () => buildStack(wrong) }),
    (error) => {
      assert.ok(error instanceof TealformError);
      assert.deepEqual(
        error.problems.map(({ code, path }) => [code, path]),
        [
          ['foreign-reference', 'Properties.DisplayName'],
          ['unresolved-reference', 'DependsOn'],
        ],
      );
      return true;
    },
  );
});

function flatOf(root: Stack): string {
  const { templates } = synthesize({ name: 'x', build: () => buildStack(root) });
  return templates.find(({ file }) => file === 'flat.yaml')?.text ?? '';
}

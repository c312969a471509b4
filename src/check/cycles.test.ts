import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Data, Template, TemplateResource } from '../dsl/template.ts';
import { checkCycles } from './cycles.ts';
import { att, linesOf, ref, stackOf } from './fixtures.ts';

const found = (template: Partial<Template>) => linesOf(checkCycles(stackOf(template)));
const thing = (...uses: readonly Data[]): TemplateResource => ({ Type: 'T', Properties: { Uses: uses } });
const ADVICE =
  'take one of these references away; what two resources need of each other can be a third (a rule, an attachment)';

test('a resource that refers to itself is a circle', () => {
  assert.deepEqual(found({ Resources: { A: thing(ref('A')) } }), [
    `cycle A Properties.Uses[0]: waits for itself: A -(Properties.Uses[0])-> A -> ${ADVICE}`,
  ]);
});

test('one that depends on itself by DependsOn alone is told with the references', () => {
  assert.deepEqual(found({ Resources: { A: { Type: 'T', DependsOn: 'A' } } }), []);
});

test('circles are found by way of attributes, texts, attributes of resources and DependsOn', () => {
  const Resources = {
    A: thing({ 'Fn::Sub': ['x', { Y: att('B', 'Arn') }] }),
    B: { Type: 'T', DependsOn: ['C'] },
    C: { Type: 'T', Metadata: { Note: ref('D') } },
    D: { Type: 'T', UpdatePolicy: { Wait: ref('A') } },
  };
  const path =
    'A -(Properties.Uses[0].Fn::Sub[1].Y)-> B -(DependsOn)-> C -(Metadata.Note)-> D -(UpdatePolicy.Wait)-> A';
  assert.deepEqual(found({ Resources }), [
    `cycle A Properties.Uses[0].Fn::Sub[1].Y: waits for itself: ${path} -> ${ADVICE}`,
  ]);
});

test('each circle is told once, also where several go through one resource', () => {
  const Resources = {
    A: thing(ref('B')),
    B: thing(ref('A'), ref('C')),
    C: thing(ref('D')),
    D: thing(ref('C'), ref('B')),
  };
  const circles = found({ Resources }).map((line) =>
    line.replace(/-\([^)]*\)-> /g, '').replace(/.*itself: (.*?) ->.*/, '$1'),
  );
  assert.deepEqual(circles, ['A B A', 'C D C', 'B C D B']);
});

test('what is called like a resource but is none is no circle', () => {
  const Resources = { A: { ...thing({ 'Fn::If': ['A', 'x', { 'Fn::FindInMap': ['A', 'b', 'c'] }] }), Condition: 'A' } };
  assert.deepEqual(found({ Resources, Conditions: { A: { 'Fn::Equals': [ref('A'), 'x'] } } }), []);
  assert.deepEqual(found({ Resources: { A: thing(ref('Gone')) } }), []);
});

test('conditions may not go round either', () => {
  const Conditions = {
    Is: { 'Fn::And': [{ Condition: 'Has' }, { 'Fn::Equals': ['a', 'b'] }] },
    Has: { Condition: 'Is' },
  };
  assert.deepEqual(found({ Conditions }), [
    'cycle Is Fn::And[0]: waits for itself: Is -(Fn::And[0])-> Has -(Condition)-> Is -> take one of these references away; write out what it stands for',
  ]);
});

test('a long chain is walked to its end', () => {
  const ids = Array.from({ length: 2000 }, (_, index) => `R${index}`);
  const chain = Object.fromEntries(ids.map((id, index) => [id, thing(ref(ids[index + 1] ?? 'End'))]));
  assert.deepEqual(found({ Resources: chain }), []);
  assert.equal(found({ Resources: { ...chain, End: thing(ref('R0')) } }).length, 1);
});

test('whatever resources refer to each other, a circle is told exactly if there is one, and each told is one', () => {
  const size = 7;
  const graph = fc.array(fc.uniqueArray(fc.nat(size - 1), { maxLength: 3 }), { minLength: size, maxLength: size });
  fc.assert(
    fc.property(graph, (uses) => {
      const ids = uses.map((_, index) => `R${index}`);
      const Resources = Object.fromEntries(
        ids.map((id, index) => [id, thing(...(uses[index] ?? []).map((to) => ref(`R${to}`)))]),
      );
      const told = checkCycles(stackOf({ Resources })).map(({ message }) => message.match(/R\d/g) ?? []);
      // Without circles, resources can be taken away one after the other, each when nothing in it waits any more.
      const left = new Map(uses.map((each, index) => [index, each]));
      const isFree = (each: readonly number[]) => !each.some((to) => left.has(to));
      for (let round = 0; round < size; round += 1) {
        for (const [index, each] of left) if (isFree(each)) left.delete(index);
      }
      assert.equal(told.length > 0, left.size > 0);
      for (const circle of told) {
        assert.equal(circle[0], circle.at(-1));
        for (const [step, id] of circle.slice(1).entries()) {
          assert.ok(uses[Number(circle[step]?.slice(1))]?.includes(Number(id.slice(1))), circle.join(' '));
        }
      }
    }),
  );
});

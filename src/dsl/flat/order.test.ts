import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DataObject, TemplateResource } from '../template.ts';
import type { Members } from './flatten.ts';
import { keepOrder } from './order.ts';

type Groups = Readonly<Record<string, readonly string[] | string>>;
type Waits = Readonly<Record<string, readonly string[]>>;

/** What each resource depends on explicitly, if it does. */
function dependsOn(
  resources: Readonly<Record<string, Omit<TemplateResource, 'Type'>>>,
  root: Members,
  conditions: DataObject = {},
): Readonly<Record<string, string | readonly string[]>> {
  const typed = Object.entries(resources).map(([id, resource]) => [id, { Type: 'T', ...resource }] as const);
  const ordered = keepOrder(Object.fromEntries(typed), conditions, root);
  assert.deepEqual(Object.keys(ordered), Object.keys(resources));
  return Object.fromEntries(
    Object.entries(ordered).flatMap(([id, { DependsOn }]) => (DependsOn ? [[id, DependsOn]] : [])),
  );
}

/** Stacks by their id, each with its resources, or single resources; and who waits for whom. */
function members(groups: Groups, waits: Waits): Members {
  const byId = Object.entries(groups).map(
    ([id, group]) => [id, typeof group === 'string' ? group : stackOf(group)] as const,
  );
  return { byId: new Map(byId), waitsFor: new Map(Object.entries(waits).map(([id, waited]) => [id, new Set(waited)])) };
}

const stackOf = (ids: readonly string[]): Members => ({
  byId: new Map(ids.map((id) => [id, id])),
  waitsFor: new Map(),
});
const after = (...ids: readonly string[]) => ({ Properties: { P: ids.map((id) => ({ Ref: id })) } });
const ifHolds = (condition: string, id: string) => ({ Properties: { P: { 'Fn::If': [condition, { Ref: id }, 'x'] } } });

test('what waits for a nested stack depends on its last resources: others wait for the rest of it', () => {
  const resources = { First: {}, Last: after('First'), Alone: {}, Late: {} };
  const root = members({ Early: ['First', 'Last', 'Alone'], Late: 'Late' }, { Late: ['Early'] });
  assert.deepEqual(dependsOn(resources, root), { Late: ['Last', 'Alone'] });
});

test('what a reference says already is not said again', () => {
  const resources = { First: {}, Last: after('First'), Late: after('Last') };
  const root = members({ Early: ['First', 'Last'], Late: 'Late' }, { Late: ['Early'] });
  assert.deepEqual(dependsOn(resources, root), {});
});

test('only the first resources of a later stack depend on an earlier one', () => {
  const resources = { Early: {}, First: {}, Second: after('First') };
  const root = members({ Early: ['Early'], Later: ['First', 'Second'] }, { Later: ['Early'] });
  assert.deepEqual(dependsOn(resources, root), { First: 'Early' });
});

test('one resource of the later stack waits for all of the earlier, and the others for that one', () => {
  const resources = { A: {}, B: {}, Gate: {}, Other: {}, Half: after('A') };
  const root = members({ Early: ['A', 'B'], Later: ['Gate', 'Other', 'Half'] }, { Later: ['Early'] });
  assert.deepEqual(dependsOn(resources, root), { Gate: ['A', 'B'], Other: 'Gate', Half: 'B' });
});

test('a resource that may be missing does not stand for others', () => {
  const resources = { A: {}, B: {}, Maybe: { Condition: 'Is' }, Sure: {}, Other: {} };
  const root = members({ Early: ['A', 'B'], Later: ['Maybe', 'Sure', 'Other'] }, { Later: ['Early'] });
  assert.deepEqual(dependsOn(resources, root), { Maybe: ['A', 'B'], Sure: ['A', 'B'], Other: 'Sure' });
});

test('a resource under the same condition does, and one whose condition is part of that', () => {
  const isHere = { Condition: 'Is' };
  const resources = {
    A: {},
    B: {},
    Gate: isHere,
    Same: isHere,
    Inner: { Condition: 'IsAndHas' },
    Not: { Condition: 'Has' },
  };
  const root = members({ Early: ['A', 'B'], Later: ['Gate', 'Same', 'Inner', 'Not'] }, { Later: ['Early'] });
  const conditions = { IsAndHas: { 'Fn::And': [{ Condition: 'Is' }, { Condition: 'Has' }] } };
  assert.deepEqual(dependsOn(resources, root, conditions), {
    Gate: ['A', 'B'],
    Same: 'Gate',
    Inner: 'Gate',
    Not: ['A', 'B'],
  });
});

test('nothing follows from what may be missing, nor from a reference under a condition', () => {
  const missing = { Early: {}, Between: { Condition: 'Is', ...after('Early') }, Late: after('Between') };
  const waits = { Late: ['Early'] };
  assert.deepEqual(dependsOn(missing, members({ Early: ['Early'], Between: 'Between', Late: 'Late' }, waits)), {
    Late: 'Early',
  });
  const early = members({ Early: ['Early'], Late: 'Late' }, waits);
  assert.deepEqual(dependsOn({ Early: {}, Late: ifHolds('Is', 'Early') }, early), { Late: 'Early' });
  const otherwise = { Properties: { P: { 'Fn::If': ['Is', 'x', { Ref: 'Early' }] } } };
  assert.deepEqual(dependsOn({ Early: { Condition: 'Is' }, Late: otherwise }, early), { Late: 'Early' });
});

test('a reference under the condition under which what it names is there is enough', () => {
  const early = members({ Early: ['Early'], Late: 'Late' }, { Late: ['Early'] });
  assert.deepEqual(dependsOn({ Early: { Condition: 'Is' }, Late: ifHolds('Is', 'Early') }, early), {});
});

test('a resource that may be missing is not the last of its stack, unless what it waits for is missing with it', () => {
  const root = members({ Early: ['First', 'Last'], Late: 'Late' }, { Late: ['Early'] });
  const sure = { First: {}, Last: { Condition: 'Is', ...after('First') }, Late: {} };
  assert.deepEqual(dependsOn(sure, root), { Late: ['First', 'Last'] });
  const both = { First: { Condition: 'Is' }, Last: { Condition: 'Is', ...after('First') }, Late: {} };
  assert.deepEqual(dependsOn(both, root), { Late: 'Last' });
});

test('the order of inner stacks comes first, and is not said again outside', () => {
  const inner = members({ One: ['A'], Two: ['B'] }, { Two: ['One'] });
  const root: Members = {
    byId: new Map<string, string | Members>([
      ['Early', inner],
      ['Late', 'Late'],
    ]),
    waitsFor: new Map([['Late', new Set(['Early'])]]),
  };
  assert.deepEqual(dependsOn({ A: {}, B: {}, Late: {} }, root), { B: 'A', Late: 'B' });
});

test('what was said of a resource is taken back when it follows from what was said later', () => {
  const inner = members({ A: 'A', B: 'B', Both: ['C'] }, { Both: ['A', 'B'] });
  const root: Members = {
    byId: new Map<string, string | Members>([
      ['Early', stackOf(['X', 'Y'])],
      ['Later', inner],
    ]),
    waitsFor: new Map([['Later', new Set(['Early'])]]),
  };
  assert.deepEqual(dependsOn({ X: {}, Y: {}, A: {}, B: {}, C: {} }, root), { A: ['X', 'Y'], B: 'A', C: 'B' });
});

test('a resource does not wait for another that may come after it', () => {
  const resources = { A: {}, B: {}, Gate: after('Maybe'), Maybe: { Condition: 'Is', ...after('Other') }, Other: {} };
  const root = members({ Early: ['A', 'B'], Later: ['Gate', 'Maybe', 'Other'] }, { Later: ['Early'] });
  assert.deepEqual(dependsOn(resources, root), { Gate: ['A', 'B'], Other: ['A', 'B'] });
});

test('a condition called as a resource is no reference to it', () => {
  const resources = { Early: {}, Late: { Properties: { P: { 'Fn::If': ['Early', 'x', 'y'] } } } };
  assert.deepEqual(dependsOn(resources, members({ Early: ['Early'], Late: 'Late' }, { Late: ['Early'] })), {
    Late: 'Early',
  });
});

test('attributes stay in order behind what a resource depends on', () => {
  const resources = { A: { Type: 'T' }, B: { Type: 'T', Condition: 'Is', DeletionPolicy: 'Retain', Properties: {} } };
  const ordered = keepOrder(resources, {}, members({ A: 'A', B: 'B' }, { B: ['A'] }));
  assert.deepEqual(Object.keys(ordered.B ?? {}), ['Type', 'Condition', 'DependsOn', 'DeletionPolicy', 'Properties']);
});

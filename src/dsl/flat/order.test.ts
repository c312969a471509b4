import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Data, DataObject, TemplateResource } from '../template.ts';
import { keepOrder } from './order.ts';
import type { Members } from './tree.ts';
import type { Wait } from './waits.ts';

type Groups = Readonly<Record<string, readonly string[] | string>>;
type Waits = Readonly<Record<string, readonly string[]>>;

/** What each resource waits for explicitly, if it does: names it depends on, and what it names in `Metadata`. */
function dependsOn(
  resources: Readonly<Record<string, Omit<TemplateResource, 'Type'>>>,
  root: Members,
  conditions: DataObject = {},
): Readonly<Record<string, string | readonly string[]>> {
  const typed = Object.entries(resources).map(([id, resource]) => [id, { Type: 'T', ...resource }] as const);
  const ordered = keepOrder(Object.fromEntries(typed), conditions, root);
  assert.deepEqual(Object.keys(ordered), Object.keys(resources));
  return Object.fromEntries(
    Object.entries(ordered).flatMap(([id, { DependsOn = [], Metadata }]) => {
      const maybe = [Metadata?.WaitsFor ?? []].flat().map(asText);
      const all = [...[DependsOn].flat(), ...maybe];
      return all.length === 0 ? [] : [[id, all.length === 1 ? (all[0] ?? '') : all]];
    }),
  );
}

// `X if Is` of an `Fn::If` that names X or nothing, `also X` of a plain reference.
function asText(data: Data): string {
  if (typeof data === 'object' && data !== null && 'Ref' in data) return `also ${data.Ref}`;
  const match = /^\{"Fn::If":\["(\w+)",\{"Ref":"(\w+)"\},\{"Ref":"AWS::NoValue"\}\]\}$/.exec(JSON.stringify(data));
  assert.ok(match, JSON.stringify(data));
  return `${match[2]} if ${match[1]}`;
}

/** Stacks by their id, each with its resources, or single resources; and who waits for whom. */
function members(groups: Groups, waits: Waits): Members {
  const byId = Object.entries(groups).map(
    ([id, group]) => [id, typeof group === 'string' ? group : stackOf(group)] as const,
  );
  return {
    byId: new Map(byId),
    waitsFor: new Map(Object.entries(waits).map(([id, waited]) => [id, waited.map(waitFor)])),
  };
}

// `X if Is`, or `X` alone.
const waitFor = (text: string): Wait => {
  const [on = '', ...needs] = text.split(/ if | and /);
  return { on, needs };
};
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
  assert.deepEqual(dependsOn({ Early: {}, Late: ifHolds('Is', 'Early') }, early), { Late: 'also Early' });
  const otherwise = { Properties: { P: { 'Fn::If': ['Is', 'x', { Ref: 'Early' }] } } };
  assert.deepEqual(dependsOn({ Early: { Condition: 'Is' }, Late: otherwise }, early), { Late: 'Early if Is' });
});

test('a reference under the condition under which what it names is there is enough', () => {
  const early = members({ Early: ['Early'], Late: 'Late' }, { Late: ['Early'] });
  assert.deepEqual(dependsOn({ Early: { Condition: 'Is' }, Late: ifHolds('Is', 'Early') }, early), {});
});

test('what is waited for under a condition follows from a reference under the same', () => {
  const resources = { Early: {}, Named: ifHolds('Is', 'Early'), Other: {} };
  const later = (needs: string) =>
    members({ Early: ['Early'], Later: ['Named', 'Other'] }, { Later: [`Early if ${needs}`] });
  assert.deepEqual(dependsOn(resources, later('Is')), { Other: 'Early' });
  assert.deepEqual(dependsOn(resources, later('Is and Has')), { Other: 'Early' });
  assert.deepEqual(dependsOn(resources, later('Has')), { Named: 'also Early', Other: 'Early' });
  assert.deepEqual(dependsOn(resources, later('!Is')), { Named: 'also Early', Other: 'Early' });
});

test('a resource that may be missing is not the last of its stack, unless what it waits for is missing with it', () => {
  const root = members({ Early: ['First', 'Last'], Late: 'Late' }, { Late: ['Early'] });
  const sure = { First: {}, Last: { Condition: 'Is', ...after('First') }, Late: {} };
  assert.deepEqual(dependsOn(sure, root), { Late: ['First', 'Last if Is'] });
  const both = { First: { Condition: 'Is' }, Last: { Condition: 'Is', ...after('First') }, Late: {} };
  assert.deepEqual(dependsOn(both, root), { Late: 'Last if Is' });
});

test('the order of inner stacks comes first, and is not said again outside', () => {
  const inner = members({ One: ['A'], Two: ['B'] }, { Two: ['One'] });
  const root: Members = {
    byId: new Map<string, string | Members>([
      ['Early', inner],
      ['Late', 'Late'],
    ]),
    waitsFor: new Map([['Late', [waitFor('Early')]]]),
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
    waitsFor: new Map([['Later', [waitFor('Early')]]]),
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

test('a resource that may be missing is waited for where it is there, beside what is noted already', () => {
  const isHere = { Condition: 'IsHere' };
  const resources = { Early: isHere, Late: { Metadata: { Note: 'x' } }, Same: isHere, Other: { Condition: 'Is' } };
  const root = members(
    { Early: ['Early'], Late: 'Late', Same: 'Same', Other: 'Other' },
    { Late: ['Early'], Same: ['Early'], Other: ['Early'] },
  );
  const waits = { Late: 'Early if IsHere', Same: 'Early', Other: 'Early if IsHere' };
  assert.deepEqual(dependsOn(resources, root), waits);
  const typed = Object.fromEntries(Object.entries(resources).map(([id, resource]) => [id, { Type: 'T', ...resource }]));
  assert.equal(keepOrder(typed, {}, root).Late?.Metadata?.Note, 'x');
});

test('attributes stay in order, with what a resource waits for among them', () => {
  const last = { Type: 'T', Condition: 'Is', DeletionPolicy: 'Retain', UpdatePolicy: {}, Properties: {} };
  const resources = { A: { Type: 'T' }, Maybe: { Type: 'T', Condition: 'Has' }, Last: last };
  const ordered = keepOrder(resources, {}, members({ A: 'A', Maybe: 'Maybe', Last: 'Last' }, { Last: ['A', 'Maybe'] }));
  const names = ['Type', 'Condition', 'DependsOn', 'DeletionPolicy', 'UpdatePolicy', 'Metadata', 'Properties'];
  assert.deepEqual(Object.keys(ordered.Last ?? {}), names);
});

test('a wait under a condition made of others is not one under these', () => {
  const conditions = { A: {}, B: {}, Both: { 'Fn::And': [{ Condition: 'A' }, { Condition: 'B' }] } };
  const resources = { Early: {}, Made: { Condition: 'Both' }, Late: ifHolds('B', 'Early') };
  const root = members({ Early: ['Early', 'Made'], Late: 'Late' }, { Late: ['Early if Both'] });
  assert.deepEqual(dependsOn(resources, root, conditions), { Late: ['also Early', 'Made if Both'] });
});

test('what is said of a resource later holds for those that come after it', () => {
  const resources = { A: {}, First: {}, Second: after('First'), C: {}, D: {} };
  const root = members({ A: 'A', B: ['First', 'Second'], C: 'C', D: 'D' }, { C: ['B'], B: ['A'], D: ['C', 'A'] });
  assert.deepEqual(dependsOn(resources, root), { First: 'A', C: 'Second', D: 'C' });
});

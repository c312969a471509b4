import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TealformError } from '../dsl/error.ts';
import type { Data, DataObject } from '../dsl/template.ts';
import { mergeEnvironments } from './compare/by-environment.ts';
import { type PathChange, treeOf } from './compare/change-tree.ts';
import { allChanges, type ChangeTree, countChanges } from './compare/changes.ts';
import { findFileChanges } from './compare/file-changes.ts';
import { asSystems, type FileTree } from './generation/file-tree.ts';
import type { SystemPlan } from './plan.ts';
import { type Plan, planFiles } from './plan-files.ts';
import { changesIn, type Files, generation, nestedOf, systemOf, templateOf } from './testing/review.fixtures.ts';

const topic = (DisplayName: Data, sections: DataObject = {}) =>
  templateOf({ T: ['AWS::SNS::Topic', { DisplayName }] }, sections);
const valuesOf = (values: Readonly<Record<string, string>>): Data =>
  Object.entries(values).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }));

function plan(before: Files, after: Files, system?: string): Plan {
  return planFiles(generation(before, 'before'), generation(after, 'after'), { reserved: ['TemplateBucket'], system });
}

function only({ systems }: Plan): SystemPlan {
  const [system, ...more] = systems;
  assert.ok(system && more.length === 0);
  return system;
}

const kinds = ({ systems }: Plan) => systems.map(({ system, kind }) => `${system} ${kind}`);
const codes = (findings: readonly { readonly code: string }[]) => findings.map(({ code }) => code);

function problemsOf(work: () => unknown): TealformError['problems'] {
  try {
    work();
    return [];
  } catch (error) {
    assert.ok(error instanceof TealformError, String(error));
    return error.problems;
  }
}

test('systems are changed, unchanged, new or gone, in the order of their names', () => {
  const all = plan(
    { 'same/root.json': topic('a'), 'gone/root.json': topic('a'), 'changed/root.json': topic('a') },
    { 'same/root.json': topic('a'), 'new/root.json': topic('a'), 'changed/root.json': topic('b') },
  );
  assert.deepEqual(kinds(all), ['changed changed', 'gone gone', 'new new', 'same unchanged']);
  assert.deepEqual(all.systems.map(changesIn), [['Modify T no'], [], ['Add T'], []]);
  assert.deepEqual(codes(all.systems[1]?.warned ?? []), ['system-gone']);
  assert.deepEqual([all.before, all.after], ['before', 'after']);
});

test('one system may be asked for; one that neither generation has is refused with those there are', () => {
  const [before, after] = [
    { 'a/root.json': topic('a'), 'b/root.json': topic('a') },
    { 'a/root.json': topic('b'), 'c/root.json': topic('a') },
  ];
  assert.deepEqual(kinds(plan(before, after, 'a')), ['a changed']);
  assert.deepEqual(kinds(plan(before, after, 'b')), ['b gone']);
  assert.deepEqual(kinds(plan(before, after, 'c')), ['c new']);
  const [problem] = problemsOf(() => plan(before, after, 'constructor'));
  assert.equal(problem?.code, 'unknown-system');
  assert.match(problem?.hint ?? '', /a, b, c/);
  assert.deepEqual(codes(problemsOf(() => plan({}, {}))), ['no-system']);
});

test('a system that is called otherwise than the only one before is another system', () => {
  assert.deepEqual(kinds(plan({ 'old/root.json': topic('a') }, { 'new/root.json': topic('a') })), [
    'new new',
    'old gone',
  ]);
});

const single = (files: Files, folder: string): FileTree =>
  asSystems(generation(files, folder), `/some/where/${folder}`);

test('the folder of one system is compared with that of another one, whatever they are called', () => {
  const [old, now] = [single({ 'root.json': topic('a') }, 'old'), single({ 'root.json': topic('b') }, 'now')];
  assert.deepEqual(kinds(planFiles(old, now, { reserved: [] })), ['now changed']);
  assert.deepEqual(kinds(planFiles(old, now, { reserved: [], system: 'now' })), ['now changed']);
  const all = generation({ 'x/root.json': topic('b'), 'y/root.json': topic('c') });
  assert.deepEqual(kinds(planFiles(old, all, { reserved: [], system: 'x' })), ['x changed']);
  assert.deepEqual(kinds(planFiles(single({ 'root.json': topic('a') }, 'x'), all, { reserved: [] })), [
    'x changed',
    'y new',
  ]);
});

test('what cannot be read in either generation is told at once', () => {
  const problems = problemsOf(() =>
    plan(
      { 'a/root.json': 'Resources: [', 'b/root.json': topic('a'), 'b/parameters/dev.json': '{' },
      { 'a/root.json': topic('a'), 'b/root.json': topic('a'), 'b/n.yaml': 'Resources: {a: 1, a: 2}' },
    ),
  );
  assert.deepEqual([...new Set(codes(problems))], ['unreadable']);
  for (const place of ['a/root.json of before', 'b/parameters/dev.json of before', 'b/n.yaml of after']) {
    assert.ok(
      problems.some(({ message }) => message.startsWith(place)),
      place,
    );
  }
});

const staged = (DisplayName: Data) => topic(DisplayName, { Parameters: { P: { Type: 'String' } } });

test('a change is said once, with the environments where it is not in all of them', () => {
  const files = (dev: string, prod: string, name: Data): Files => ({
    'a/root.json': staged(name),
    'a/parameters/dev.json': valuesOf({ P: dev }),
    'a/parameters/prod.json': valuesOf({ P: prod }),
  });
  const changed = only(plan(files('1', '2', { Ref: 'P' }), files('1', '3', { Ref: 'P' })));
  assert.deepEqual(changed.environments, ['dev', 'prod']);
  const [first, ...more] = changed.trees.flatMap(({ tree }) => allChanges(tree));
  assert.deepEqual(more, []);
  assert.deepEqual(first?.change.environments, ['prod']);
  const everywhere = only(plan(files('1', '2', 'x'), files('1', '2', 'y')));
  assert.equal(everywhere.trees[0]?.tree.changes[0]?.environments, undefined);
});

test('values of a fleet are those of an environment', () => {
  const files = (P: string): Files => ({
    'a/root.json': staged({ Ref: 'P' }),
    'a/fleets/all.json': { stackSet: { Parameters: JSON.parse(JSON.stringify(valuesOf({ P }))) } },
  });
  const changed = only(plan(files('1'), files('2')));
  assert.deepEqual(changed.environments, ['all']);
  assert.deepEqual(changesIn(changed), ['Modify T no']);
});

test('an environment that comes or goes is told, and only those in both are compared', () => {
  const files = (...names: readonly string[]): Files => ({
    'a/root.json': staged({ Ref: 'P' }),
    ...Object.fromEntries(names.map((name) => [`a/parameters/${name}.json`, valuesOf({ P: name })])),
  });
  const changed = only(plan(files('dev', 'old'), files('dev', 'new')));
  assert.deepEqual(changed.environments, ['dev']);
  assert.deepEqual(changesIn(changed), []);
  assert.deepEqual(codes(changed.noted), ['new-place', 'place-gone']);
  const none = only(plan(files('old'), files('new')));
  assert.deepEqual([none.environments, changesIn(none)], [[], []]);
});

test('what is wrong with the values of an environment that is new is told of it', () => {
  const files = (places: Readonly<Record<string, Readonly<Record<string, string>>>>): Files => ({
    'a/root.json': { Parameters: { P: { Type: 'String' } }, Resources: { T: { Type: 'AWS::SNS::Topic' } } },
    ...Object.fromEntries(
      Object.entries(places).map(([name, values]) => [`a/parameters/${name}.json`, valuesOf({ ...values })]),
    ),
  });
  const changed = only(plan(files({ dev: { P: '1' } }), files({ dev: { P: '1' }, new: { Q: '1' } })));
  assert.deepEqual(
    changed.refused.map(({ code, logicalId, environments }) => [code, logicalId, environments]),
    [
      ['parameter-missing', 'P', ['new']],
      ['parameter-unknown', 'Q', ['new']],
    ],
  );
});

test('a template more beside the others is compared with none of them', () => {
  const before = { 'a/m.json': topic('m'), 'a/n.json': topic('n') };
  const changed = only(plan(before, { ...before, 'a/a.json': topic('new') }));
  assert.deepEqual(
    changed.trees.map(({ name, tree }) => [name, tree.changes.map(({ action }) => action)]),
    [['a', ['Add']]],
  );
  const fewer = only(plan({ ...before, 'a/a.json': topic('new') }, before));
  assert.deepEqual(
    fewer.trees.map(({ name, tree }) => [name, tree.changes.map(({ action }) => action)]),
    [['a', ['Remove']]],
  );
});

test('the main template may be called otherwise, and is compared all the same', () => {
  const changed = only(
    plan({ 'a/main.json': topic('a'), 'a/z.json': topic('d') }, { 'a/root.json': topic('b'), 'a/z.json': topic('d') }),
  );
  assert.deepEqual(
    changed.trees.map(({ name }) => name),
    ['root'],
  );
  assert.deepEqual(changesIn(changed), ['Modify T no']);
});

test('moving a resource into a nested stack takes it away and makes it again', () => {
  const changed = only(
    plan(
      { 'a/root.json': topic('x') },
      { 'a/root.json': templateOf({ N: nestedOf('n.json') }), 'a/n.json': topic('x') },
    ),
  );
  assert.deepEqual(changesIn(changed), ['Add T', 'Remove T']);
  assert.equal(changed.renames.length, 1);
});

test('comments, descriptions and digests are files that differ, and no change', () => {
  const root = (digest: string) => templateOf({ N: nestedOf(`n.${digest}.json`) });
  const before = {
    'a/root.json': root('0123456789ab'),
    'a/n.json': topic('x', { Description: 'one' }),
    'a/manifest.json': { one: 1 },
  };
  const after = {
    'a/root.json': root('ba9876543210'),
    'a/n.json': topic('x', { Description: 'two' }),
    'a/manifest.json': { two: 2 },
  };
  const changed = only(plan(before, after));
  assert.deepEqual([changed.kind, changesIn(changed)], ['changed', []]);
  assert.deepEqual(
    changed.files.map(({ path, effect }) => `${path} ${effect}`),
    ['manifest.json none', 'n.json text', 'root.json resources'],
  );
});

const effect = (path: string, before: Data | undefined, after: Data | undefined) => {
  const files = (file: Data | undefined): Files => (file === undefined ? {} : { [path]: file });
  return findFileChanges(systemOf(files(before)), systemOf(files(after))).map(
    ({ action, effect: of }) => `${action} ${of}`,
  );
};

test('each file has the effect of its kind', () => {
  assert.deepEqual(effect('parameters/dev.json', valuesOf({ P: '1' }), valuesOf({ P: '2' })), ['changed values']);
  assert.deepEqual(effect('release/taskdef.json', {}, { a: 1 }), ['changed release']);
  assert.deepEqual(effect('stack-policy/root.json', undefined, {}), ['added policy']);
  assert.deepEqual(effect('fleets/all.json', { stackSet: {} }, undefined), ['removed fleet']);
  assert.deepEqual(effect('fleets/member.yaml', topic('a'), topic('b')), ['changed resources']);
  assert.deepEqual(effect('root.yaml', topic('a'), topic('a')), []);
});

test('descriptions are text wherever they stand, but what is called Description is not', () => {
  const outputs = (Description: string) => topic('a', { Outputs: { O: { Value: 'x', Description } } });
  assert.deepEqual(effect('root.yaml', outputs('one'), outputs('two')), ['changed text']);
  const parameter = (Default: string) => topic('a', { Parameters: { Description: { Type: 'String', Default } } });
  assert.deepEqual(effect('root.yaml', parameter('one'), parameter('two')), ['changed resources']);
});

const change = (path: string, type = 'AWS::SNS::Topic', more: Partial<PathChange> = {}): PathChange => ({
  path,
  type,
  action: 'Modify',
  logicalId: path.slice(path.lastIndexOf('/') + 1),
  physicalId: undefined,
  replacement: 'no',
  policy: undefined,
  causes: [],
  nested: undefined,
  ...more,
});

function shape({ stackName, changes }: ChangeTree): string {
  return `${stackName}(${changes.map((each) => (each.nested ? shape(each.nested) : each.logicalId)).join(' ')})`;
}

test('changes stand in the tree of their stacks, each stack once', () => {
  const paths = ['A', 'N/B', 'N/M/C', 'D', 'N/E'];
  assert.equal(
    shape(
      treeOf(
        'root',
        paths.map((path) => change(path)),
      ),
    ),
    'root(A N(B M(C) E) D)',
  );
  assert.equal(
    shape(treeOf('deployer', [change('deployer/A'), change('deployer/N/B')], 'deployer/')),
    'deployer(A N(B))',
  );
});

test('a stack that changes itself has in it what changes in it, and in no environment is it lost', () => {
  const stack = (environment: string) => change('N', 'AWS::CloudFormation::Stack', { environments: [environment] });
  const tree = treeOf('root', [change('N/B'), stack('dev'), stack('prod')]);
  assert.deepEqual(
    tree.changes.map(({ environments, nested }) => [environments, nested && shape(nested)]),
    [
      [['dev'], 'N(B)'],
      [['prod'], undefined],
    ],
  );
});

test('nested stacks count for what is in them', () => {
  const changes = [
    change('A', undefined, { action: 'Add' }),
    change('N/B', undefined, { replacement: 'maybe' }),
    change('N/C', undefined, { action: 'Remove' }),
    change('D'),
  ];
  assert.deepEqual(countChanges(treeOf('root', changes)), { add: 1, modify: 1, replace: 1, remove: 1 });
});

test('what all environments have is said without naming them', () => {
  const merged = mergeEnvironments(
    new Map([
      ['dev', [{ a: 1 }, { a: 2 }, { a: 1 }]],
      ['prod', [{ a: 1 }]],
    ]),
  );
  assert.deepEqual(merged, [{ a: 1 }, { a: 2, environments: ['dev'] }]);
  assert.deepEqual(mergeEnvironments(new Map([['', [{ a: 1 }]]])), [{ a: 1 }]);
  assert.deepEqual(mergeEnvironments(new Map()), []);
});

const thing = (Size: number): Files => ({
  'a/root.json': templateOf({ X: ['AWS::Nobody::Knows', { Size }], Y: ['AWS::Nobody::Knows', { Size }] }),
});

test('a type that nobody has told us about is said to be unknown, once, and its changes may replace', () => {
  const changed = only(plan(thing(1), thing(2)));
  assert.deepEqual(changesIn(changed), ['Modify X maybe', 'Modify Y maybe']);
  assert.deepEqual(
    codes(changed.noted).filter((code) => code === 'type-unknown'),
    ['type-unknown'],
  );
});

test('whoever knows more types may say so', () => {
  const Size = { type: 'integer', required: false, replacement: 'yes', deprecated: false } as const;
  const lookUp = () => ({ properties: { Size }, definitions: {} });
  const changed = only(planFiles(generation(thing(1)), generation(thing(2)), { reserved: [], lookUp }));
  assert.deepEqual(changesIn(changed), ['Modify X yes', 'Modify Y yes']);
  assert.deepEqual(codes(changed.noted), []);
});

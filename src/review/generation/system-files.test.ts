import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Problem, TealformError } from '../../dsl/error.ts';
import { type Files, generation, nestedOf, systemOf, templateOf } from '../testing/review.fixtures.ts';
import { asSystems, readFolder } from './file-tree.ts';
import { fileInAddress, readSystem, type StackTemplate, systemsOf } from './system-files.ts';

const topics = templateOf({ T: ['AWS::SNS::Topic'] });
const names = (files: Files) => systemOf(files).trees.map(({ name }) => name);

function problemsOf(files: Files): readonly Problem[] {
  const problems: Problem[] = [];
  readSystem(generation(files, 'output/'), 'one', new Map(), problems);
  return problems;
}

function shape({ name, nested }: StackTemplate): string {
  const inside = Object.entries(nested).map(([id, each]) => `${id}=${shape(each)}`);
  return inside.length === 0 ? name : `${name}(${inside.join(' ')})`;
}

test('the folders are the systems, whatever lies beside them', () => {
  assert.deepEqual(systemsOf(generation({ 'one/root.yaml': '', 'two/a/b.yaml': '', 'README.md': '' })), ['one', 'two']);
});

test('which template is nested in which is found by their addresses, in whatever form those are', () => {
  const addresses = [
    'n.yaml',
    './n.yaml',
    'https://bucket.s3.amazonaws.com/some/prefix/n.0123456789ab.yaml',
    { 'Fn::Sub': 'https://${B}.s3.${AWS::Region}.${AWS::URLSuffix}/${P}/n.0123456789ab.yaml' },
    { 'Fn::Sub': ['https://${B}/n.yaml', { B: 'x' }] },
    { 'Fn::Join': ['/', ['https://s3', { Ref: 'B' }, 'n.yaml']] },
    'https://bucket/n.yaml?versionId=1',
  ];
  for (const address of addresses) {
    assert.equal(fileInAddress(address), 'n.yaml', JSON.stringify(address));
    const root = templateOf({ N: ['AWS::CloudFormation::Stack', { TemplateURL: address }] });
    assert.deepEqual(systemOf({ 'root.yaml': root, 'n.yaml': topics }).trees.map(shape), ['root(N=n)']);
  }
  for (const address of [undefined, 'https://bucket/other', { Ref: 'Url' }, 'a.yamls'])
    assert.equal(fileInAddress(address), undefined);
  assert.equal(fileInAddress('https://bucket/n.v2.json'), 'n.v2.json');
  assert.equal(fileInAddress(`x.yaml${'y'.repeat(100_000)}`), undefined);
});

test('a nested template may be beside the one that nests it, in a folder that its address names, or at the top', () => {
  const stack = (TemplateURL: string) => templateOf({ N: ['AWS::CloudFormation::Stack', { TemplateURL }] });
  const of = (files: Files) => systemOf(files).trees.map(shape);
  assert.deepEqual(of({ 'root.yaml': stack('./nested/n.yaml'), 'nested/n.yaml': topics }), ['root(N=nested/n)']);
  assert.deepEqual(of({ 'fleets/member.yaml': stack('https://x/n.yaml'), 'fleets/n.yaml': topics, 'n.yaml': topics }), [
    'fleets/member(N=fleets/n)',
    'n',
  ]);
  assert.deepEqual(of({ 'fleets/member.yaml': stack('https://x/n.yaml'), 'n.yaml': topics }), ['fleets/member(N=n)']);
});

test('the root comes first, what nobody nests after it, and the flat form is apart', () => {
  assert.deepEqual(names({ 'deployer.yaml': topics, 'root.yaml': topics, 'flat.yaml': topics, 'a.yaml': topics }), [
    'root',
    'a',
    'deployer',
  ]);
  assert.deepEqual(names({ 'flat.yaml': topics, 'b.yaml': topics }), ['b', 'flat']);
  assert.equal(systemOf({ 'flat.yaml': topics, 'root.yaml': topics }).flat?.name, 'flat');
});

test('templates that nest each other in a circle are looked at from one of them', () => {
  const circle = systemOf({
    'a.yaml': templateOf({ B: nestedOf('b.yaml') }),
    'b.yaml': templateOf({ A: nestedOf('a.yaml') }),
    'c.yaml': topics,
  });
  assert.deepEqual(circle.trees.map(shape), ['c', 'a(B=b)']);
  assert.deepEqual(systemOf({ 'a.yaml': templateOf({ Me: nestedOf('a.yaml') }) }).trees.map(shape), ['a']);
});

test('a template is one in whatever form it is written, and other files are none', () => {
  const forms = {
    'min.json': JSON.stringify(topics),
    'flow.yaml': '{Resources: {T: {Type: "AWS::SNS::Topic"}}}',
    'quoted.yml': "'Resources':\n  T: {Type: AWS::SNS::Topic}\n",
  };
  assert.deepEqual(names(forms), ['flow', 'min', 'quoted']);
  const others = {
    'manifest.json': {},
    'release/taskdef.json': topics,
    'stack-policy/root.json': topics,
    'notes.txt': 'Resources:',
    'none.yaml': 'Resources: text',
  };
  assert.deepEqual(names(others), []);
});

test('values are those of the environments and of the fleets', () => {
  const values = [{ ParameterKey: 'A', ParameterValue: '1' }];
  const { environments } = systemOf({
    'root.yaml': topics,
    'parameters/dev.json': values,
    'parameters/__proto__.json': values,
    'fleets/all.json': { stackSet: { Parameters: values } },
    'fleets/empty.json': { other: 1 },
    'fleets/member.yaml': topics,
  });
  assert.deepEqual(Object.keys(environments).sort(), ['__proto__', 'all', 'dev', 'empty']);
  assert.deepEqual(environments.all, { A: '1' });
  assert.deepEqual(environments.empty, {});
});

test('a parameter may be called what every object has, but not be given twice', () => {
  const entry = (ParameterKey: string) => ({ ParameterKey, ParameterValue: 'v' });
  const all = ['constructor', '__proto__', 'toString'].map(entry);
  assert.deepEqual(Object.keys(systemOf({ 'parameters/dev.json': all }).environments.dev ?? {}), [
    'constructor',
    '__proto__',
    'toString',
  ]);
  assert.equal(problemsOf({ 'one/parameters/dev.json': [entry('A'), entry('A')] }).length, 1);
});

test('everything that cannot be read is told, each with its file and generation', () => {
  const problems = problemsOf({
    'one/root.yaml': 'Resources: [\n',
    'one/twice.yaml': 'Resources:\n  A: 1\n  A: 2\n',
    'one/alias.yaml': 'Resources:\n  A: &a 1\n  B: *a\n',
    'one/parameters/dev.json': '{',
    'one/fleets/all.json': 'no',
    'one/fleets/other.json': { stackSet: { Parameters: 'x' } },
    'one/fine.yaml': topics,
  });
  const files = [
    'root.yaml',
    'twice.yaml',
    'alias.yaml',
    'parameters/dev.json',
    'fleets/all.json',
    'fleets/other.json',
  ];
  assert.ok(problems.every(({ code }) => code === 'unreadable'));
  for (const file of files)
    assert.ok(
      problems.some(({ message }) => message.startsWith(`one/${file} of output/: `)),
      file,
    );
});

test('what is nested deeper than anybody writes is told, not looked through until the stack is full', () => {
  for (const depth of [500, 5000]) {
    const text = `{"Resources": ${'{"A":'.repeat(depth)}1${'}'.repeat(depth)}}`;
    const codes = new Set(problemsOf({ 'one/root.json': text }).map(({ code }) => code));
    assert.deepEqual([...codes], ['unreadable'], String(depth));
  }
});

test('a folder is read with all below it, with or without a slash at its end', (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'tealform-folder-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'one/parameters'), { recursive: true });
  writeFileSync(join(folder, 'one/root.yaml'), 'x');
  writeFileSync(join(folder, 'one/parameters/a b.json'), 'y');
  for (const path of [folder, `${folder}/`]) {
    const tree = readFolder(path, 'label');
    assert.deepEqual(tree.paths, ['one/parameters/a b.json', 'one/root.yaml']);
    assert.equal(tree.read('one/root.yaml'), 'x');
  }
  const single = asSystems(readFolder(join(folder, 'one'), 'label'), join(folder, 'one'));
  assert.deepEqual(single.paths, ['one/parameters/a b.json', 'one/root.yaml']);
  assert.equal(single.read('one/parameters/a b.json'), 'y');
  for (const path of [join(folder, 'none'), join(folder, 'one/root.yaml')]) {
    assert.throws(
      () => readFolder(path, 'label'),
      (error: unknown) => error instanceof TealformError && error.code === 'no-folder',
    );
  }
});

test('characters that we keep for ourselves are written out, in templates and values', () => {
  const { trees, environments } = systemOf({
    'root.yaml': 'Resources:\n  T: {Type: A, Properties: {Name: "\\uE000Topic\\uE001"}}\n',
    'parameters/dev.json': [{ ParameterKey: 'P', ParameterValue: '\ue000AWS::Region\ue001' }],
  });
  for (const text of [JSON.stringify(trees[0]?.template), environments.dev?.P ?? '']) {
    assert.match(text, /ue000/);
    assert.doesNotMatch(text, /[\uE000-\uE005]/);
  }
});

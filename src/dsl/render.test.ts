import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { parameter, stack } from './index.ts';
import { type HeaderWriter, renderFlat, renderNested } from './render.ts';
import { soundly, Thing } from './small-stack.ts';

const header: HeaderWriter = ({ name }, file) => [`${name} in ${file}.`];

const leaf = (value: string, name = 'Leaf') =>
  stack(name, { description: 'Holds one thing' }, (_, { resource }) => {
    resource('Thing', new Thing({ Value: value }));
    return {};
  });

const nesting = (name: string, ...inner: readonly ReturnType<typeof leaf>[]) =>
  stack(name, { description: 'Nests others' }, (_, { nest }) => {
    for (const [index, each] of inner.entries()) nest(`Nested${index}`, each, {});
    return {};
  });

const rendered = (root: ReturnType<typeof leaf>) => renderNested(soundly(root), header);

test('children come before their parents, the root last, each with its header and digest', () => {
  const templates = rendered(nesting('Root', nesting('Middle', leaf('a')), leaf('b', 'OtherLeaf')));
  assert.deepEqual(
    templates.map(({ file }) => file),
    ['leaf.yaml', 'middle.yaml', 'other-leaf.yaml', 'root.yaml'],
  );
  for (const { text, sha256, file, stack: built } of templates) {
    assert.ok(text.startsWith(`# ${built.name} in ${file}.\n`));
    assert.equal(sha256, createHash('sha256').update(text).digest('hex'));
  }
});

test('a parent pins its children by the first twelve digits of their digest', () => {
  const [child, root] = rendered(nesting('Root', leaf('a')));
  assert.ok(child && root);
  const pin = child.sha256.slice(0, 12);
  const url = `https://\${TemplateBucket}.s3.\${AWS::Region}.\${AWS::URLSuffix}/\${TemplatePrefix}/leaf.${pin}.yaml`;
  assert.ok(root.text.includes(`      TemplateURL: !Sub ${url}\n`), root.text);
  assert.deepEqual(root.stack.template.Resources.Nested0?.Properties?.TemplateURL, { 'Fn::Sub': url });
});

test('a change deep inside changes the pins up to the root, and nothing beside', () => {
  const system = (value: string) => rendered(nesting('Root', nesting('Middle', leaf(value)), leaf('b', 'OtherLeaf')));
  const [before, after] = [system('a'), system('c')];
  const changed = before.filter(({ sha256 }, index) => sha256 !== after[index]?.sha256).map(({ file }) => file);
  assert.deepEqual(changed, ['leaf.yaml', 'middle.yaml', 'root.yaml']);
  const differing = (index: number) => {
    const [old, now] = [before, after].map((each) => each[index]?.text.split('\n') ?? []);
    return old?.filter((line, number) => line !== now?.[number]).map((line) => line.trim().split(' ')[0]);
  };
  assert.deepEqual(differing(3), ['TemplateURL:']);
});

test('rendering twice gives the same bytes', () => {
  const root = nesting('Root', leaf('a'));
  assert.deepEqual(
    rendered(root).map(({ text }) => text),
    rendered(root).map(({ text }) => text),
  );
});

test('a stack that is nested twice is one template, also when it was made twice alike', () => {
  const shared = leaf('a');
  assert.deepEqual(
    rendered(nesting('Root', shared, shared, leaf('a'))).map(({ file }) => file),
    ['leaf.yaml', 'root.yaml'],
  );
});

test('two different stacks of one name are a clash that says where each is', () => {
  const root = nesting('Root', leaf('a'), leaf('b'));
  assert.throws(
    () => rendered(root),
    (error) => {
      assert.ok(error instanceof Error && 'code' in error);
      assert.equal(error.code, 'file-clash');
      assert.match(error.message, /two different stacks are called Leaf; both would be leaf\.yaml/);
      assert.match(error.message, /render\.test\.ts/);
      return true;
    },
  );
});

test('two names that differ only in how they are written clash as well', () => {
  assert.throws(() => rendered(nesting('Root', leaf('a', 'VpcLinks'), leaf('b', 'VPCLinks'))), { code: 'file-clash' });
});

test('no stack can have the name of the flat form', () => {
  assert.throws(() => rendered(nesting('Root', leaf('a', 'Flat'))), {
    code: 'file-clash',
    message: /a stack called Flat would be flat\.yaml, which is the flat form/,
  });
});

test('files are named after their stacks, in kebab case', () => {
  const file = (name: string) => rendered(leaf('a', name))[0]?.file;
  assert.equal(file('Network'), 'network.yaml');
  assert.equal(file('LoadBalancer'), 'load-balancer.yaml');
  assert.equal(file('HTTPServer'), 'http-server.yaml');
  assert.equal(file('VPC'), 'vpc.yaml');
  assert.equal(file('Stage2Pipeline'), 'stage2-pipeline.yaml');
});

test('the flat form is one template without nested stacks, pins or parameters for them', () => {
  const child = stack(
    'Child',
    { description: 'Holds one thing', parameters: { Name: parameter.string() } },
    ({ Name }, { resource }) => ({ Thing: resource('Thing', new Thing({ Name }), { comment: 'Why' }).ref }),
  );
  const root = stack('Root', { description: 'Nests one' }, (_, { nest }) => ({
    Thing: nest('Child', child, { Name: 'x' }).Thing,
  }));
  const flat = renderFlat(soundly(root), header);
  assert.equal(flat.file, 'flat.yaml');
  assert.equal(
    flat.text,
    [
      '# Root in flat.yaml.',
      'AWSTemplateFormatVersion: "2010-09-09"',
      'Description: Nests one',
      '',
      'Resources:',
      '',
      '  # Why',
      '  Thing:',
      '    Type: Test::Small::Thing',
      '    Properties:',
      '      Name: x',
      '',
      'Outputs:',
      '  Thing:',
      '    Value: !Ref Thing',
      '',
    ].join('\n'),
  );
});

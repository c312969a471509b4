import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  accountId,
  assume,
  base64,
  cidr,
  type Expression,
  findInMap,
  getAZs,
  importValue,
  join,
  length,
  notificationArns,
  noValue,
  partition,
  region,
  select,
  split,
  stackId,
  stackName,
  sub,
  TealformError,
  toJsonString,
  transform,
  urlSuffix,
} from './index.ts';
import { dataOf, printed, Thing } from './small-stack.ts';

test('a parameter and a resource are referred to by Ref', () => {
  assert.deepEqual(
    dataOf(({ Name }) => Name),
    { Ref: 'Name' },
  );
  assert.deepEqual(
    dataOf((_, { resource }) => resource('Other', new Thing()).ref),
    { Ref: 'Other' },
  );
  assert.equal(
    printed(({ Name }) => Name),
    '!Ref Name',
  );
});

test('an attribute is GetAtt, its name printed as it is, dots and all', () => {
  assert.deepEqual(
    dataOf((_, { resource }) => resource('Other', new Thing()).att('Endpoint.Port')),
    { 'Fn::GetAtt': ['Other', 'Endpoint.Port'] },
  );
  assert.equal(
    printed((_, { resource }) => resource('Other', new Thing()).att('Endpoint.Port')),
    '!GetAtt Other.Endpoint.Port',
  );
});

test('each pseudo parameter is a Ref to its name', () => {
  const names = new Map<Expression<unknown>, string>([
    [accountId, 'AccountId'],
    [notificationArns, 'NotificationARNs'],
    [noValue, 'NoValue'],
    [partition, 'Partition'],
    [region, 'Region'],
    [stackId, 'StackId'],
    [stackName, 'StackName'],
    [urlSuffix, 'URLSuffix'],
  ]);
  for (const [pseudo, name] of names)
    assert.deepEqual(
      dataOf(() => pseudo),
      { Ref: `AWS::${name}` },
    );
});

test('join takes a list of texts, numbers and references, or an expression of a list', () => {
  assert.deepEqual(
    dataOf(({ Name }) => join('-', ['a', 1, true, Name])),
    { 'Fn::Join': ['-', ['a', 1, true, { Ref: 'Name' }]] },
  );
  assert.deepEqual(
    dataOf(({ Names }) => join(',', Names)),
    { 'Fn::Join': [',', { Ref: 'Names' }] },
  );
});

test('select takes its index as a number or an expression', () => {
  assert.deepEqual(
    dataOf(({ Names }) => select(0, Names)),
    { 'Fn::Select': [0, { Ref: 'Names' }] },
  );
  assert.deepEqual(
    dataOf(({ Count }) => select(Count, ['a', 'b'])),
    { 'Fn::Select': [{ Ref: 'Count' }, ['a', 'b']] },
  );
});

test('split, getAZs, cidr, base64 and importValue emit their function', () => {
  assert.deepEqual(
    dataOf(({ Name }) => split('|', Name)),
    { 'Fn::Split': ['|', { Ref: 'Name' }] },
  );
  assert.deepEqual(
    dataOf(() => getAZs()),
    { 'Fn::GetAZs': '' },
  );
  assert.deepEqual(
    dataOf(() => getAZs(region)),
    { 'Fn::GetAZs': { Ref: 'AWS::Region' } },
  );
  assert.deepEqual(
    dataOf(({ Name }) => cidr(Name, 6, 8)),
    { 'Fn::Cidr': [{ Ref: 'Name' }, 6, 8] },
  );
  assert.deepEqual(
    dataOf(({ Count }) => cidr('10.0.0.0/16', Count)),
    { 'Fn::Cidr': ['10.0.0.0/16', { Ref: 'Count' }] },
  );
  assert.deepEqual(
    dataOf(({ Name }) => base64(sub`echo ${Name}`)),
    { 'Fn::Base64': { 'Fn::Sub': 'echo ${Name}' } },
  );
  assert.deepEqual(
    dataOf(({ Name }) => importValue(sub`${Name}-vpc`)),
    { 'Fn::ImportValue': { 'Fn::Sub': '${Name}-vpc' } },
  );
});

test('functions inside functions print short, and long where YAML allows no second tag', () => {
  assert.equal(
    printed(() => select(0, getAZs())),
    '!Select [0, !GetAZs ""]',
  );
  assert.equal(
    printed(({ Name }) => base64(sub`echo ${Name}`)),
    'Fn::Base64: !Sub echo ${Name}',
  );
});

test('findInMap names its mapping, its keys literal or expressions', () => {
  const entries = { blue: { Size: 1 }, green: { Size: 2 } };
  assert.deepEqual(
    dataOf((_, { mapping }) => findInMap(mapping('Sizes', entries), 'blue', 'Size')),
    { 'Fn::FindInMap': ['Sizes', 'blue', 'Size'] },
  );
  assert.deepEqual(
    dataOf(({ Colour }, { mapping }) => findInMap(mapping('Sizes', entries), Colour, 'Size')),
    { 'Fn::FindInMap': ['Sizes', { Ref: 'Colour' }, 'Size'] },
  );
});

test('transform names its macro and passes on its parameters', () => {
  assert.deepEqual(
    dataOf(({ Name }) => transform('AWS::Include', { Location: sub`s3://${Name}/part.yaml` })),
    { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: { 'Fn::Sub': 's3://${Name}/part.yaml' } } } },
  );
});

test('assume changes what an expression yields for TypeScript and nothing else', () => {
  assert.deepEqual(
    dataOf(({ Name }) => assume<'blue'>(Name)),
    { Ref: 'Name' },
  );
});

test('length is the number of elements, known now; a list that only CloudFormation knows is refused', () => {
  assert.equal(length(['a', region]), 2);
  assert.equal(length([]), 0);
  assert.throws(() => length(getAZs()), isNeedsTransform);
  assert.throws(() => dataOf(({ Names }) => length(Names)), isNeedsTransform);
});

test('toJsonString of a document without expressions is its JSON text', () => {
  const document = { a: 'say "hi"\n', b: [1, true, { c: [] }], d: {}, 'e"': '\\', f: undefined };
  assert.equal(toJsonString(document), JSON.stringify(document));
  assert.equal(toJsonString('${a}'), '"${a}"');
});

test('toJsonString fills expressions in by Sub, wherever they stand', () => {
  assert.deepEqual(
    dataOf(({ Name, Count }) => toJsonString({ name: Name, list: [region, { count: Count }], text: '${x}' })),
    { 'Fn::Sub': '{"name":"${Name}","list":["${AWS::Region}",{"count":"${Count}"}],"text":"${!x}"}' },
  );
});

test('toJsonString escapes what it knows of a substitution inside', () => {
  assert.deepEqual(
    dataOf(({ Name }) => toJsonString({ text: sub`say "${Name}"\n` })),
    { 'Fn::Sub': String.raw`{"text":"say \"${'${Name}'}\"\n"}` },
  );
});

test('toJsonString refuses every expression of a list, which Sub cannot hold', () => {
  assert.throws(() => toJsonString({ zones: getAZs() }), isNeedsTransform);
  assert.throws(() => toJsonString([split(',', region)]), isNeedsTransform);
  assert.throws(() => dataOf(({ Names }) => toJsonString({ deep: [{ names: Names }] })), isNeedsTransform);
  const addresses = () => dataOf((_, { resource }) => toJsonString(resource('Other', new Thing()).att('Addresses')));
  assert.throws(addresses, isNeedsTransform);
});

function isNeedsTransform(error: unknown): boolean {
  assert.ok(error instanceof TealformError);
  assert.equal(error.code, 'needs-transform');
  assert.match(error.message, /AWS::LanguageExtensions/);
  return true;
}

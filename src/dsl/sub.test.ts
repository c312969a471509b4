import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isObject } from './border.ts';
import { Expression } from './expression.ts';
import { equals, fnIf, join, partition, select, sub } from './index.ts';
import { readSub } from './references.ts';
import { dataOf, printed, Thing } from './small-stack.ts';
import type { Data } from './template.ts';

test('references and attributes stand in the text by name', () => {
  assert.deepEqual(
    dataOf((_, { resource }) => {
      const other = resource('Other', new Thing());
      return sub`arn:${partition}:s3:::${other.ref}/${other.att('Endpoint.Port')}/*`;
    }),
    { 'Fn::Sub': 'arn:${AWS::Partition}:s3:::${Other}/${Other.Endpoint.Port}/*' },
  );
  assert.equal(
    printed(({ Name }) => sub`arn:${partition}:s3:::${Name}/*`),
    '!Sub arn:${AWS::Partition}:s3:::${Name}/*',
  );
});

test('literals become part of the text', () => {
  assert.deepEqual(
    dataOf(({ Name }) => sub`${Name}-${'blue'}-${8080}-${true}`),
    { 'Fn::Sub': '${Name}-blue-8080-true' },
  );
});

test('a text without expressions is plain text, not a substitution', () => {
  assert.equal(sub`just text`, 'just text');
  assert.equal(sub`port ${80} of \${HOME}`, 'port 80 of ${HOME}');
  assert.equal(sub``, '');
});

test('one expression alone is that expression', () => {
  assert.deepEqual(
    dataOf(({ Name }) => sub`${Name}`),
    { Ref: 'Name' },
  );
  assert.deepEqual(
    dataOf(({ Name }) => sub`${''}${sub`${Name}`}`),
    { Ref: 'Name' },
  );
});

test('a substitution inside another becomes part of its text', () => {
  assert.deepEqual(
    dataOf(({ Name }) => {
      const bucket = sub`arn:${partition}:s3:::${Name}`;
      return sub`${bucket}/*`;
    }),
    { 'Fn::Sub': 'arn:${AWS::Partition}:s3:::${Name}/*' },
  );
  assert.deepEqual(
    dataOf(({ Name }) => sub`a ${sub`b ${sub`c ${Name} d`} e`} f`),
    { 'Fn::Sub': 'a b c ${Name} d e f' },
  );
});

test('any other expression becomes a variable beside the text', () => {
  assert.deepEqual(
    dataOf(({ Names }) => sub`first ${select(0, Names)}, all ${join(' ', Names)}`),
    {
      'Fn::Sub': [
        'first ${PartOfNames}, all ${JoinedNames}',
        { PartOfNames: { 'Fn::Select': [0, { Ref: 'Names' }] }, JoinedNames: { 'Fn::Join': [' ', { Ref: 'Names' }] } },
      ],
    },
  );
  assert.deepEqual(
    dataOf(({ Flag, Name }, { condition }) => {
      const isOn = condition('IsOn', equals(Flag, true));
      return sub`${Name}${fnIf(isOn, '-on', '')}`;
    }),
    { 'Fn::Sub': ['${Name}${Part1}', { Part1: { 'Fn::If': ['IsOn', '-on', ''] } }] },
  );
});

test('a variable never takes the name of something that is referred to', () => {
  assert.deepEqual(
    dataOf(
      ({ Names }, { resource }) =>
        sub`${resource('PartOfNames', new Thing()).ref} ${select(0, Names)} ${select(1, Names)}`,
    ),
    {
      'Fn::Sub': [
        '${PartOfNames} ${PartOfNames2} ${PartOfNames3}',
        {
          PartOfNames2: { 'Fn::Select': [0, { Ref: 'Names' }] },
          PartOfNames3: { 'Fn::Select': [1, { Ref: 'Names' }] },
        },
      ],
    },
  );
});

test('what stands in a substitution twice is one variable', () => {
  assert.deepEqual(
    dataOf(({ Names }) => sub`${select(0, Names)} and ${select(0, Names)}`),
    {
      'Fn::Sub': ['${PartOfNames} and ${PartOfNames}', { PartOfNames: { 'Fn::Select': [0, { Ref: 'Names' }] } }],
    },
  );
});

test('text that looks like a variable is escaped and stays text', () => {
  assert.deepEqual(
    dataOf(({ Name }) => sub`echo \${HOME} $HOME \${!x} ${Name} }`),
    { 'Fn::Sub': 'echo ${!HOME} $HOME ${!!x} ${Name} }' },
  );
});

test('a brace that is not closed, or holds another, has no escape and comes from a variable', () => {
  assert.deepEqual(
    dataOf(({ Name }) => sub`\${a \${b} c} ${Name} \${`),
    { 'Fn::Sub': ['${Part1}a ${!b} c} ${Name} ${Part1}', { Part1: '${' }] },
  );
  assert.deepEqual(
    dataOf(({ Name }) => sub`\${NAME_${Name}}`),
    { 'Fn::Sub': ['${Part1}NAME_${Name}}', { Part1: '${' }] },
  );
});

const text = fc.oneof(
  fc.string({ unit: fc.constantFrom('$', '{', '}', '!', 'a', '.', ' ', '"', '\n'), maxLength: 12 }),
  fc.string({ unit: 'binary', maxLength: 6 }),
);
const reference = fc.oneof(
  fc.constantFrom('A', 'Part1', 'AWS::Region').map((name) => new Expression<string>('Ref', name)),
  fc.constantFrom(['B', 'Arn'], ['Part2', 'Outputs.X']).map((path) => new Expression<string>('Fn::GetAtt', path)),
  fc.constantFrom('x', 'y').map((key) => new Expression<string>('Fn::Select', [0, [key]])),
);
const pieces = fc.array(fc.oneof(text, reference), { maxLength: 8 });

test('whatever text and references are given, reading the substitution gives the same back', () => {
  fc.assert(
    fc.property(pieces, (given) => {
      assert.deepEqual(readBack(substitution(given)), merged(given.map(asPiece)));
    }),
    { numRuns: 500 },
  );
});

test('whatever is nested, a substitution of substitutions is the substitution of all their pieces', () => {
  fc.assert(
    fc.property(pieces, pieces, (inner, outer) => {
      const nested = substitution([...outer, substitution(inner), ...outer]);
      assert.deepEqual(readBack(nested), readBack(substitution([...outer, ...inner, ...outer])));
    }),
  );
});

type Piece = string | { readonly name: string } | { readonly value: unknown };

function substitution(given: readonly (string | Expression<string>)[]): string | Expression<string> {
  const texts = Array.from({ length: given.length + 1 }, () => '');
  return sub(Object.assign(texts, { raw: texts }), ...given);
}

function readBack(substituted: string | Expression<string>): readonly Piece[] {
  const data: Data = typeof substituted === 'string' ? substituted : JSON.parse(JSON.stringify(substituted));
  if (!isObject(data)) return merged([String(data)]);
  const payload = data['Fn::Sub'];
  if (payload === undefined) return [asPiece(data)];
  const [read, variables = {}] = Array.isArray(payload) ? payload : [payload];
  assert.ok(typeof read === 'string' && isObject(variables));
  return merged(
    readSub(read).map((piece): Piece => {
      const value = typeof piece === 'string' ? undefined : variables[piece.name];
      return value === undefined ? piece : asPiece(value);
    }),
  );
}

function asPiece(value: unknown): Piece {
  if (typeof value === 'string') return value;
  const data: { readonly [key: string]: unknown } = JSON.parse(JSON.stringify(value));
  const named = data.Ref ?? data['Fn::GetAtt'];
  return named === undefined ? { value: data } : { name: [named].flat().join('.') };
}

function merged(parts: readonly Piece[]): readonly Piece[] {
  const all: Piece[] = [];
  for (const part of parts) {
    const last = all.at(-1);
    if (part === '') continue;
    if (typeof part === 'string' && typeof last === 'string') all[all.length - 1] = last + part;
    else all.push(part);
  }
  return all;
}

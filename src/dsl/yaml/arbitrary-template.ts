// For tests only: templates that hold every function and every kind of string that YAML readers disagree about.
import fc from 'fast-check';
import type { Data, DataObject, Template, TemplateComments } from '../template.ts';

/** Strings that some YAML reader takes for something else than a string, or cannot take unquoted. */
export const ambiguous: readonly string[] = [
  ...'y Y n yes No on ON off true False null Null ~ = << - ? : . .. ... -- ---'.split(' '),
  ...'0 0.0 -1 +1 1e3 1.5e+3 1E3 0x1f 0b1 0o7 0123 08 1_000 1,000 .5 5. -.5 ._ e7 E-1 3.11 123456789012'.split(' '),
  ...'.inf -.Inf +.INF .nan .NaN 22:22 1:30.5 190:20:30 2012-10-17 2001-1-1 2001-12-14t21:59:43.10-05:00'.split(' '),
  ...'&a *b !c | > |- > @x `x` # [a] {a:b} a,b a: "a" \'a\' a\\b AWS::Region s3:GetObject http://x/?a=b'.split(' '),
  // oxlint-disable-next-line no-template-curly-in-string -- CloudFormation's placeholders
  ...'${A} ${!A} Ref Condition Fn::If __proto__ constructor'.split(' '),
  ...['', ' ', '2001-12-14 21:59:43.10 -5', '!Ref X', '- a', '--- a', '%YAML 1.1', '# x', 'a #b', 'a: b', 'it\'s "so"'],
  ...['a\nb', 'a\nb\n', 'a\nb\n\n', '\na', '\n\na', ' a\nb', '  \n a', 'a\n ', 'a \nb', 'a\n\n  b\n', '\n', '\n\n'],
  ...['a\n---\n%b\n...\n', 'a\tb', '\ta', 'a\rb', 'a\r\nb', '\0', '\x07', '\x1b[0m', '\x7f', '\x85', '\xa0', 'é'],
  ...['\u2028', '\ufeff', '\ufffe', '😀', '𝟘', 'a'.repeat(1020), 'b'.repeat(2000)],
];

const marks = [...' \n\n\t:#-?[]{},&*!|>"\'%@`\\$.~=<_+0179xeabTZ\r\0\x85é\u2028😀', ': ', ' #', '\n  '];

/** Any text, ambiguous ones often. */
export const text: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...ambiguous) },
  { weight: 2, arbitrary: fc.string({ unit: fc.constantFrom(...marks), maxLength: 12 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
  { weight: 1, arbitrary: fc.stringMatching(/^[-+._0-9eE][0-9_.:xobeEtTZ +-]{0,8}$/) },
  {
    weight: 1,
    arbitrary: fc
      .array(fc.string({ unit: 'grapheme-ascii', maxLength: 20 }), { maxLength: 5 })
      .map((lines) => lines.join('\n')),
  },
  { weight: 2, arbitrary: fc.stringMatching(/^[A-Z][a-z]{2,8}$/) },
);

const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, -0, 1e20, 1e21, 1.5e300, 1e-7, 5e-324, 0.1, 2 ** 53),
);

const key = fc.oneof(text, fc.stringMatching(/^[A-Z][a-z]{2,8}$/));
const size = { maxLength: 4, depthIdentifier: 'data' };

/** Any data, with functions and with maps that only look like functions. */
export const { data } = fc.letrec<{ data: Data; list: readonly Data[]; map: DataObject; functions: Data }>((tie) => ({
  data: fc.oneof(
    { depthIdentifier: 'data', maxDepth: 4 },
    { weight: 4, arbitrary: text },
    { weight: 1, arbitrary: number },
    { weight: 1, arbitrary: fc.constantFrom<Data>(true, false, null) },
    { weight: 3, arbitrary: tie('functions') },
    { weight: 2, arbitrary: tie('list') },
    { weight: 2, arbitrary: tie('map') },
  ),
  list: fc.oneof(fc.array(tie('data'), size), fc.array(text, { maxLength: 5 })),
  map: fc.dictionary(key, tie('data'), { maxKeys: 4, depthIdentifier: 'data', noNullPrototype: true }),
  functions: fc.oneof(
    fc.record({ Ref: text }),
    fc.record({ Condition: text }),
    fc.record({ 'Fn::GetAtt': fc.tuple(text, text) }),
    fc.record({ 'Fn::Sub': fc.oneof(text, fc.tuple(text, tie('map'))) }),
    fc.record({ 'Fn::Join': fc.tuple(text, tie('list')) }),
    fc.record({ 'Fn::Select': fc.tuple(fc.nat(5), tie('data')) }),
    fc.record({ 'Fn::FindInMap': fc.tuple(text, tie('data'), text) }),
    fc.record({ 'Fn::If': fc.tuple(text, tie('data'), tie('data')) }),
    fc.record({ 'Fn::And': fc.tuple(tie('data'), fc.record({ Condition: text })) }),
    fc.record({ 'Fn::Not': fc.tuple(tie('data')) }),
    fc.record({ 'Fn::Transform': fc.record({ Name: text, Parameters: tie('map') }) }),
    ...looksLikeFunctions(tie('data')),
  ),
}));

function looksLikeFunctions(argument: fc.Arbitrary<Data>): fc.Arbitrary<Data>[] {
  const names = [
    'Ref',
    'Condition',
    ...'GetAtt Sub Join Split Cidr GetAZs Base64 ImportValue Equals Or Transform'.split(' '),
  ];
  const more = 'Length ToJsonString Contains RefAll ForEach::Each'.split(' ');
  return [...names.slice(0, 2), ...[...names.slice(2), ...more].map((name) => `Fn::${name}`)].map((name) =>
    argument.map((value): Data => ({ [name]: value })),
  );
}

const map = fc.dictionary(key, data, { maxKeys: 3, noNullPrototype: true });
const some = { minKeys: 1, maxKeys: 3, noNullPrototype: true };

const resource = fc.record(
  {
    Type: text,
    Condition: text,
    DependsOn: fc.oneof(text, fc.array(text, { maxLength: 6 })),
    Metadata: map,
    Properties: map,
  },
  { requiredKeys: ['Type'], noNullPrototype: true },
);

/** Any template. Its sections and attributes are in the printer's order, and no section is empty. */
export const template: fc.Arbitrary<Template> = fc.record(
  {
    AWSTemplateFormatVersion: fc.constant<'2010-09-09'>('2010-09-09'),
    Description: text,
    Metadata: fc.dictionary(key, data, some),
    Parameters: fc.dictionary(
      key,
      fc.record({ Type: text, Default: fc.oneof(text, fc.integer()) }, { noNullPrototype: true }),
      some,
    ),
    Rules: fc.dictionary(key, data, some),
    Mappings: fc.dictionary(key, data, some),
    Conditions: fc.dictionary(key, data, some),
    Resources: fc.dictionary(key, resource, { maxKeys: 4, noNullPrototype: true }),
    Outputs: fc.dictionary(key, fc.record({ Value: data }, { noNullPrototype: true }), some),
  },
  { requiredKeys: ['AWSTemplateFormatVersion', 'Resources'], noNullPrototype: true },
);

const comment = fc.string({ unit: fc.constantFrom(...'ab #:-"\'\t\n\r%&*!{}|'), maxLength: 20 });

/** A template with comments, on resources that exist and on some that do not. */
export const commented: fc.Arbitrary<{ template: Template; comments: TemplateComments }> = template.chain((value) =>
  fc.record({
    template: fc.constant(value),
    comments: fc.record({
      header: fc.array(comment, { maxLength: 3 }),
      resources: fc
        .array(comment, { minLength: 4, maxLength: 4 })
        .map((comments) =>
          Object.fromEntries([...Object.keys(value.Resources), 'Gone'].map((id, index) => [id, comments[index] ?? ''])),
        ),
    }),
  }),
);

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  buildStack,
  equals,
  findInMap,
  fnIf,
  getAZs,
  notificationArns,
  noValue,
  output,
  parameter,
  region,
  type Stack,
  type StackTools,
  select,
  split,
  stack,
  sub,
} from './index.ts';
import type { OutputSet } from './output.ts';
import type { ParameterSet } from './parameter.ts';
import { brief, here, small, soundly, Thing } from './small-stack.ts';
import type { Data, DataObject } from './template.ts';

type Given = Parameters<Parameters<typeof small>[0]>[0];
type Passing = (given: Given, tools: StackTools) => { readonly [name: string]: unknown };

/** A stack that takes these parameters and does nothing with them. */
const taking = (parameters: ParameterSet): Stack =>
  stack('Child', { description: 'A nested stack', parameters }, () => ({}));

/** A stack that gives out these outputs. */
const giving = <O extends OutputSet>(outputs: (tools: StackTools) => O) =>
  stack('Child', { description: 'A nested stack' }, (_, tools) => outputs(tools));

/** A parent that passes these values, as JavaScript without types could. */
function parent(child: Stack, passed: Passing = () => ({})) {
  return small((given, tools) => {
    tools.nest('Nested', child, passed(given, tools));
    return {};
  });
}

const parametersPassed = (child: Stack, passed?: Passing): Data | undefined =>
  soundly(parent(child, passed)).template.Resources.Nested?.Properties?.Parameters;

const faults = (child: Stack, passed?: Passing) =>
  buildStack(parent(child, passed)).problems.map((problem) => `${brief(problem)}: ${problem.message}`);

test('a nested stack is a resource that fetches its template from the bucket, under the prefix', () => {
  const { template } = soundly(parent(taking({})));
  assert.deepEqual(template.Resources.Nested, {
    Type: 'AWS::CloudFormation::Stack',
    Properties: {
      TemplateURL: {
        'Fn::Sub': 'https://${TemplateBucket}.s3.${AWS::Region}.${AWS::URLSuffix}/${TemplatePrefix}/child.yaml',
      },
    },
  });
});

test('a stack that nests others has parameters for where their templates are; one that does not has none', () => {
  const child = taking({});
  assert.deepEqual(Object.keys(soundly(parent(child)).template.Parameters ?? {}).slice(-2), [
    'TemplateBucket',
    'TemplatePrefix',
  ]);
  assert.equal(soundly(child).template.Parameters, undefined);
});

test('a nested stack that nests in its turn is told where the templates are', () => {
  const inner = taking({});
  const middle = stack('Middle', { description: 'Nests another' }, (_, { nest }) => {
    nest('Inner', inner, {});
    return {};
  });
  assert.deepEqual(parametersPassed(middle), {
    TemplateBucket: { Ref: 'TemplateBucket' },
    TemplatePrefix: { Ref: 'TemplatePrefix' },
  });
});

test('a parameter of one of those names is taken already', () => {
  const source = stack(
    'Outer',
    { description: 'Nests', parameters: { TemplateBucket: parameter.string() } },
    (_, { nest }) => {
      nest('Nested', taking({}), {});
      return {};
    },
  );
  assert.deepEqual(buildStack(source).problems.map(brief), ['duplicate-id at Outer.TemplateBucket']);
});

test('values are passed as texts, expressions as they are', () => {
  const child = taking({
    Text: parameter.string(),
    Number: parameter.number(),
    Flag: parameter.boolean(),
    Expression: parameter.string(),
    Empty: parameter.string(),
  });
  assert.deepEqual(
    parametersPassed(child, ({ Name }) => ({
      Text: 'a',
      Number: 5,
      Flag: false,
      Expression: sub`x-${Name}`,
      Empty: '',
    })),
    { Text: 'a', Number: '5', Flag: 'false', Expression: { 'Fn::Sub': 'x-${Name}' }, Empty: '' },
  );
});

test('a list of literals is passed as one text', () => {
  const child = taking({ List: parameter.list(), Numbers: parameter.numbers() });
  assert.deepEqual(
    parametersPassed(child, () => ({ List: ['a', 'b'], Numbers: [1, 2.5] })),
    { List: 'a,b', Numbers: '1,2.5' },
  );
});

test('a list of references and an expression of a list are joined', () => {
  const child = taking({ Ids: parameter.subnetIds(), All: parameter.list(), Zones: parameter.availabilityZones() });
  assert.deepEqual(
    parametersPassed(child, ({ Names }, { resource }) => ({
      Ids: [resource('A', new Thing()).ref, 'subnet-1'],
      All: Names,
      Zones: getAZs(),
    })),
    {
      Ids: { 'Fn::Join': [',', [{ Ref: 'A' }, 'subnet-1']] },
      All: { 'Fn::Join': [',', { Ref: 'Names' }] },
      Zones: { 'Fn::Join': [',', { 'Fn::GetAZs': '' }] },
    },
  );
});

test('a list of one is still a list on the other side', () => {
  const child = stack(
    'Child',
    { description: 'Takes and gives a list', parameters: { List: parameter.list() } },
    ({ List }, { resource }) => {
      resource('Thing', new Thing({ Value: List }));
      return { List, One: [resource('Other', new Thing()).ref] };
    },
  );
  const source = small((_, { nest, resource }) => {
    const nested = nest('Nested', child, { List: ['only'] });
    resource('Holder', new Thing({ Value: nested.One }));
    return {};
  });
  const { template, nested } = soundly(source);
  assert.deepEqual(template.Resources.Nested?.Properties?.Parameters, { List: 'only' });
  assert.deepEqual(template.Resources.Holder?.Properties, {
    Value: { 'Fn::Split': [',', { 'Fn::GetAtt': ['Nested', 'Outputs.One'] }] },
  });
  const inner = nested.get('Nested')?.stack.template;
  assert.deepEqual(inner?.Resources.Thing?.Properties, { Value: { Ref: 'List' } });
  assert.deepEqual(inner?.Outputs, {
    List: { Value: { 'Fn::Join': [',', { Ref: 'List' }] } },
    One: { Value: { 'Fn::Join': [',', [{ Ref: 'Other' }]] } },
  });
});

test('an output is an attribute of the nested stack for its parent', () => {
  const child = stack('Child', { description: 'Gives a name' }, (_, { resource }) => {
    const thing = resource('Thing', new Thing());
    return { Name: thing.ref, Described: output(thing.att('Arn'), { description: 'The ARN' }), Left: undefined };
  });
  const source = small((_, { nest, resource }) => {
    const { Name, Described, Left } = nest('Nested', child, {});
    resource('Holder', new Thing({ Name, Text: sub`${Described}/*`, Left }));
    return {};
  });
  assert.deepEqual(soundly(source).template.Resources.Holder?.Properties, {
    Name: { 'Fn::GetAtt': ['Nested', 'Outputs.Name'] },
    Text: { 'Fn::Sub': '${Nested.Outputs.Described}/*' },
  });
});

test('every kind of list is joined when it is given out, and split where it arrives', () => {
  const lists: readonly ((tools: StackTools) => OutputSet[string])[] = [
    () => ['a', 'b'],
    () => getAZs(),
    () => split('|', 'a|b'),
    () => notificationArns,
    ({ resource }) => resource('Thing', new Thing()).att('Addresses'),
    ({ mapping }) => findInMap(mapping('M', { a: { List: ['x'], Text: 'y' } }), 'a', 'List'),
    ({ condition }) => fnIf(condition('C', equals(region, 'x')), getAZs(), ['a']),
    ({ condition }) => fnIf(condition('C', equals(region, 'x')), noValue, getAZs()),
    () => output(getAZs(), { description: 'The zones' }),
  ];
  for (const list of lists) {
    const child = giving((tools): OutputSet => ({ List: list(tools) }));
    assert.deepEqual([...soundly(child).listOutputs], ['List'], String(list));
    const source = small((_, { nest, resource }) => {
      resource('Holder', new Thing({ Value: nest('Nested', child, {}).List }));
      return {};
    });
    assert.deepEqual(soundly(source).template.Resources.Holder?.Properties, {
      Value: { 'Fn::Split': [',', { 'Fn::GetAtt': ['Nested', 'Outputs.List'] }] },
    });
  }
});

test('what is no list crosses as it is', () => {
  const texts: readonly ((tools: StackTools) => OutputSet[string])[] = [
    () => 'a,b',
    () => select(0, getAZs()),
    ({ resource }) => resource('Thing', new Thing()).att('Arn'),
    ({ mapping }) => findInMap(mapping('M', { a: { List: ['x'], Text: 'y' } }), 'a', 'Text'),
    ({ condition }) => fnIf(condition('C', equals(region, 'x')), 'a', 'b'),
  ];
  for (const text of texts) {
    const child = giving((tools): OutputSet => ({ Text: text(tools) }));
    assert.equal(soundly(child).listOutputs.size, 0, String(text));
  }
});

test('the list output of one nested stack is passed on to another without a join of a split', () => {
  const first = giving(() => ({ Zones: getAZs() }));
  const second = stack(
    'Second',
    { description: 'Takes a list', parameters: { Zones: parameter.list() } },
    ({ Zones }) => ({ Zones }),
  );
  const source = small((_, { nest }) => {
    const { Zones } = nest('First', first, {});
    return { Zones: nest('Second', second, { Zones }).Zones };
  });
  const { template } = soundly(source);
  assert.deepEqual(template.Resources.Second?.Properties?.Parameters, {
    Zones: { 'Fn::GetAtt': ['First', 'Outputs.Zones'] },
  });
  assert.deepEqual(template.Outputs, { Zones: { Value: { 'Fn::GetAtt': ['Second', 'Outputs.Zones'] } } });
});

test('an empty list cannot be passed, under no condition', () => {
  const child = taking({ List: parameter.list() });
  const message = 'empty-list at Small.Nested Parameters.List: an empty list cannot cross the border of a stack';
  const [problem = '', ...others] = faults(child, () => ({ List: [] }));
  assert.deepEqual(others, []);
  assert.ok(problem.startsWith(message), problem);
  const [conditional = ''] = faults(child, ({ Flag }, { condition }) => ({
    List: fnIf(condition('IsOn', equals(Flag, true)), ['a'], []),
  }));
  assert.ok(conditional.startsWith(message), conditional);
});

test('an element with a comma cannot be passed', () => {
  const child = taking({ List: parameter.list() });
  const message = 'comma-in-list at Small.Nested Parameters.List: the element "b,c" has a comma';
  const [problem = '', ...others] = faults(child, ({ Name }) => ({ List: ['a', Name, 'b,c'] }));
  assert.deepEqual(others, []);
  assert.ok(problem.startsWith(message), problem);
});

test('neither can be given out', () => {
  const line = here() + 1;
  const child = stack('Child', { description: 'Gives wrong lists' }, () => ({ Empty: [], Comma: ['a,b'] }));
  const { problems } = buildStack(child);
  assert.deepEqual(problems.map(brief), ['empty-list at Child.Empty Value', 'comma-in-list at Child.Comma Value']);
  assert.deepEqual(
    problems.map(({ place }) => place?.position.line),
    [line, line],
  );
});

test('a comma in a text that is no list is no problem', () => {
  assert.deepEqual(
    faults(taking({ Text: parameter.string() }), () => ({ Text: 'a,b' })),
    [],
  );
});

test('a literal that the parameter does not allow is a problem, with the hint its declaration gives', () => {
  const child = taking({
    Colour: parameter.oneOf(['blue', 'green']),
    Block: parameter.string({ allowedPattern: '[0-9./]+', constraintDescription: 'a block such as 10.0.0.0/16' }),
    Count: parameter.number({ maxValue: 5 }),
    Names: parameter.list({ allowedPattern: '[a-z]+' }),
  });
  const passed = { Colour: 'red', Block: 'all', Count: 6, Names: ['a', 'B'] };
  assert.deepEqual(
    faults(child, () => passed),
    [
      'parameter-value at Small.Nested Parameters.Colour: "red" is not one of blue, green',
      'parameter-value at Small.Nested Parameters.Block: "all" does not match [0-9./]+',
      'parameter-value at Small.Nested Parameters.Count: 6 is more than 5',
      'parameter-value at Small.Nested Parameters.Names: "B" does not match [a-z]+',
    ],
  );
  const problems = buildStack(parent(child, () => passed)).problems;
  assert.equal(problems[1]?.hint, 'a block such as 10.0.0.0/16');
  assert.equal(problems[0]?.hint, undefined);
});

test('so is one that is passed only under a condition', () => {
  const child = taking({ Block: parameter.string({ allowedPattern: '[0-9./]+' }) });
  assert.deepEqual(
    faults(child, ({ Flag, Name }, { condition }) => ({
      Block: fnIf(condition('IsOn', equals(Flag, true)), Name, 'all'),
    })),
    ['parameter-value at Small.Nested Parameters.Block: "all" does not match [0-9./]+'],
  );
});

test('an expression is not checked: what it yields only CloudFormation knows', () => {
  const child = taking({ Colour: parameter.oneOf(['blue', 'green']), Names: parameter.list({ allowedPattern: 'x' }) });
  assert.deepEqual(
    faults(child, ({ Name, Names }) => ({ Colour: Name, Names })),
    [],
  );
});

test('a parameter that is missing is a problem, as a caller without types can make it', () => {
  const line = here() + 2;
  const source = small((_, { nest }) => {
    nest('Nested', taking({ A: parameter.string(), B: parameter.string({ default: 'b' }) }), {});
    return {};
  });
  const [problem, ...others] = buildStack(source).problems;
  assert.deepEqual(others, []);
  assert.ok(problem);
  assert.equal(brief(problem), 'missing-parameter at Small.Nested Parameters.A');
  assert.equal(problem.message, 'Child needs the parameter A, which has no default');
  assert.equal(problem.hint, 'pass a value for it');
  assert.equal(problem.place?.position.line, line);
});

test('a parameter that the nested stack does not have is a problem that lists those it has', () => {
  const child = taking({
    A: parameter.string({ default: 'a' }),
    B: parameter.string({ default: 'b' }),
    Gone: undefined,
  });
  const { problems } = buildStack(parent(child, () => ({ C: 1, Gone: 2 })));
  assert.deepEqual(
    problems.map((each) => [brief(each), each.message, each.hint]),
    [
      ['unknown-parameter at Small.Nested Parameters.C', 'Child has no parameter C', 'it has: A, B'],
      ['unknown-parameter at Small.Nested Parameters.Gone', 'Child has no parameter Gone', 'it has: A, B'],
    ],
  );
  assert.equal(buildStack(parent(taking({}), () => ({ C: 1 }))).problems[0]?.hint, 'it has: none');
});

test('undefined is a parameter left out', () => {
  const child = taking({ A: parameter.string({ default: 'a' }) });
  assert.equal(
    parametersPassed(child, () => ({ A: undefined, Unknown: undefined })),
    undefined,
  );
});

test('where noValue leaves a parameter out, its default holds; without one it is missing', () => {
  const child = taking({ A: parameter.string({ default: 'a' }), List: parameter.list({ default: ['x', 'y'] }) });
  assert.deepEqual(
    parametersPassed(child, ({ Flag, Name, Names }, { condition }) => {
      const isOn = condition('IsOn', equals(Flag, true));
      return { A: fnIf(isOn, Name, noValue), List: fnIf(isOn, Names, noValue) };
    }),
    {
      A: { 'Fn::If': ['IsOn', { Ref: 'Name' }, 'a'] },
      List: { 'Fn::If': ['IsOn', { 'Fn::Join': [',', { Ref: 'Names' }] }, 'x,y'] },
    },
  );
  const required = taking({ A: parameter.string() });
  const missing = 'missing-parameter at Small.Nested Parameters.A: Child needs the parameter A, which has no default';
  assert.deepEqual(
    faults(required, () => ({ A: noValue })),
    [missing],
  );
  assert.deepEqual(
    faults(required, ({ Flag, Name }, { condition }) => ({
      A: fnIf(condition('IsOn', equals(Flag, true)), Name, noValue),
    })),
    [missing],
  );
});

test('a parameter of an SSM type is passed the name, of a list too', () => {
  const child = taking({ Image: parameter.ssm('AWS::EC2::Image::Id'), Zones: parameter.ssmList('String') });
  const { nested, template } = soundly(parent(child, () => ({ Image: '/image', Zones: '/zones' })));
  assert.deepEqual(template.Resources.Nested?.Properties?.Parameters, { Image: '/image', Zones: '/zones' });
  assert.deepEqual(nested.get('Nested')?.passed, { Image: '/image', Zones: '/zones' });
});

test('what a parent passes is also kept as it means it, lists as lists', () => {
  const child = taking({ List: parameter.list(), Count: parameter.number() });
  const { nested } = soundly(parent(child, ({ Names }) => ({ List: Names, Count: 5 })));
  assert.deepEqual(nested.get('Nested')?.passed, { List: { Ref: 'Names' }, Count: 5 });
});

test('one stack may be nested twice, with different parameters', () => {
  const child = stack(
    'Child',
    { description: 'Nested twice', parameters: { Colour: parameter.oneOf(['blue', 'green']) } },
    ({ Colour }, { resource }) => ({ Name: resource('Thing', new Thing({ Colour })).ref }),
  );
  const source = small((_, { nest }) => {
    const blue = nest('Blue', child, { Colour: 'blue' });
    const green = nest('Green', child, { Colour: 'green' });
    return { Blue: blue.Name, Green: green.Name };
  });
  const { template, nested } = soundly(source);
  const properties = (id: string): DataObject => template.Resources[id]?.Properties ?? {};
  assert.deepEqual(properties('Blue').Parameters, { Colour: 'blue' });
  assert.deepEqual(properties('Green').Parameters, { Colour: 'green' });
  assert.deepEqual(properties('Blue').TemplateURL, properties('Green').TemplateURL);
  assert.deepEqual(template.Outputs, {
    Blue: { Value: { 'Fn::GetAtt': ['Blue', 'Outputs.Name'] } },
    Green: { Value: { 'Fn::GetAtt': ['Green', 'Outputs.Name'] } },
  });
  assert.deepEqual([...nested.keys()], ['Blue', 'Green']);
});

test('a body may give out nothing in one case and something in another', () => {
  const child = (isNamed: boolean) =>
    stack('Child', { description: 'Gives a name or not' }, (_, { resource }) => {
      const thing = resource('Thing', new Thing());
      return { Name: isNamed ? thing.ref : undefined };
    });
  for (const isNamed of [true, false]) {
    const source = small((_, { nest, resource }) => {
      resource('Holder', new Thing({ Name: nest('Nested', child(isNamed), {}).Name }));
      return {};
    });
    const { Properties } = soundly(source).template.Resources.Holder ?? {};
    assert.deepEqual(Properties, isNamed ? { Name: { 'Fn::GetAtt': ['Nested', 'Outputs.Name'] } } : undefined);
  }
});

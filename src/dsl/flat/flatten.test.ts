import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildStack } from '../build.ts';
import type { BuiltStack } from '../built.ts';
import { and, equals, fnIf } from '../condition.ts';
import { fromCloudform } from '../expression.ts';
import { findInMap, importValue, join, select, split } from '../intrinsics.ts';
import { output } from '../output.ts';
import { parameter } from '../parameter.ts';
import { noValue, region, stackId, stackName } from '../pseudo.ts';
import { Reference } from '../reference.ts';
import { contains, valueOf as ofParameter, refAll } from '../rule.ts';
import { type StackTools, stack } from '../stack.ts';
import { sub } from '../sub.ts';
import type { Data, Template } from '../template.ts';
import { flatten } from './flatten.ts';
import { Thing } from './random/thing.ts';

const about = { description: 'a stack' };

/** The flat form of a root without parameters. */
function flat(body: (tools: StackTools) => object): Template {
  const flattened = flattenRoot(body);
  assert.deepEqual(flattened.problems, []);
  return flattened.template;
}

function flattenRoot(body: (tools: StackTools) => object): BuiltStack {
  const root = buildStack(stack('Root', about, (_, tools) => ({ ...body(tools) })));
  assert.deepEqual(root.problems, []);
  return flatten(root);
}

/** The problems of a flat form, without their places. */
function problemsOf(body: (tools: StackTools) => object): readonly object[] {
  return flattenRoot(body).problems.map(({ place, ...problem }) => {
    assert.match(String(place), /flatten\.test\.ts:\d+$/);
    return problem;
  });
}

/** What a body returns that is only there for what it declares. */
const nothing = (..._declared: readonly unknown[]) => ({});
const thing = (properties: object = {}) => new Thing(properties);
const single = (name: string, properties: object = {}) =>
  stack(name, about, (_, { resource }) => ({ Arn: resource('Thing', thing(properties)).att('Arn') }));

test('a stack without nested ones is its own flat form', () => {
  const root = buildStack(
    stack(
      'Root',
      {
        ...about,
        parameters: { Name: parameter.string() },
        transform: 'AWS::LanguageExtensions',
        metadata: { Note: 'x' },
      },
      ({ Name }, { resource, condition, mapping, rule }) => {
        const isNamed = condition('IsNamed', equals(Name, 'x'));
        const table = mapping('Table', { a: { b: 'c' } });
        rule('Named', { assertions: [{ assert: equals(Name, 'x'), description: 'x only' }] });
        const first = resource('First', thing({ Name, Looked: findInMap(table, 'a', 'b') }), { comment: 'Why' });
        resource('Second', thing({ First: first.ref }), { condition: isNamed, deletionPolicy: 'Retain' });
        return { Arn: output(first.att('Arn'), { description: 'what it is', exportName: 'arn' }) };
      },
    ),
  );
  const flattened = flatten(root);
  assert.deepEqual(flattened.template, root.template);
  assert.deepEqual(flattened.comments, root.comments);
  assert.deepEqual(flattened.problems, []);
  assert.equal(String(flattened.places.get('Outputs/Arn')), String(root.places.get('Outputs/Arn')));
});

test('what the parent passes stands where the parameter stood, and a default where it passes nothing', () => {
  const child = stack(
    'Child',
    {
      ...about,
      parameters: {
        Given: parameter.string(),
        Text: parameter.string({ default: 'plain' }),
        Count: parameter.number({ default: 3 }),
        Ids: parameter.list({ default: ['a ', ' b'] }),
      },
    },
    (parameters, { resource }) => ({
      Ref: resource('Thing', thing({ ...parameters, Name: sub`${parameters.Text}-${parameters.Count}` })).ref,
    }),
  );
  const { Parameters, Resources } = flat(({ nest }) => nest('Child', child, { Given: region }));
  assert.equal(Parameters, undefined);
  assert.deepEqual(Resources.Thing?.Properties, {
    Given: { Ref: 'AWS::Region' },
    Text: 'plain',
    Count: 3,
    Ids: ['a', 'b'],
    Name: 'plain-3',
  });
});

test('where noValue leaves an argument out, the default holds', () => {
  const child = stack(
    'Child',
    {
      ...about,
      parameters: { Text: parameter.string({ default: 'plain' }), Ids: parameter.list({ default: ['a', 'b'] }) },
    },
    (parameters, { resource }) => nothing(resource('Thing', thing(parameters))),
  );
  const { Resources } = flat(({ nest, condition }) => {
    const isHere = condition('IsHere', equals(region, 'here'));
    nest('Child', child, {
      Text: fnIf(isHere, noValue, 'given'),
      Ids: fnIf<readonly string[]>(isHere, [' c'], noValue),
    });
    return {};
  });
  assert.deepEqual(Resources.Thing?.Properties, {
    Text: { 'Fn::If': ['IsHere', 'plain', 'given'] },
    Ids: { 'Fn::If': ['IsHere', ['c'], ['a', 'b']] },
  });
});

test('the output of a nested stack is what it stands for, also through several stacks', () => {
  const middle = stack('Middle', about, (_, { nest }) => {
    const { Arn } = nest('Inner', single('Inner'), {});
    return { Arn, Both: join('/', [Arn, region]), All: [Arn, 'x'] };
  });
  const { Resources, Outputs } = flat(({ nest, resource }) => {
    const { Arn, Both, All } = nest('Middle', middle, {});
    resource('User', thing({ Arn, Both, All, First: select(1, All) }));
    return { Arn, All };
  });
  const arn = { 'Fn::GetAtt': ['Thing', 'Arn'] };
  assert.deepEqual(Resources.User?.Properties, {
    Arn: arn,
    Both: { 'Fn::Join': ['/', [arn, { Ref: 'AWS::Region' }]] },
    All: [arn, 'x'],
    First: 'x',
  });
  assert.deepEqual(Outputs, { Arn: { Value: arn }, All: { Value: { 'Fn::Join': [',', [arn, 'x']] } } });
});

test('a list that is joined of lists stays that many elements', () => {
  const lists = stack('Lists', { ...about, parameters: { Ids: parameter.list() } }, ({ Ids }, { resource }) => {
    const all = split(',', join(',', [join(',', Ids), 'c']));
    return { Ref: resource('Thing', thing({ All: all })).ref };
  });
  const { Resources } = flat(({ nest, resource }) => {
    const names = resource('Names', thing()).att('Names');
    nest('Known', lists, { Ids: ['a', 'b'] });
    nest('Later', lists, { Ids: names });
    return {};
  });
  assert.deepEqual(Resources.Thing?.Properties?.All, ['a', 'b', 'c']);
  const names = { 'Fn::Join': [',', { 'Fn::GetAtt': ['Names', 'Names'] }] };
  assert.deepEqual(Resources.LaterThing?.Properties?.All, { 'Fn::Split': [',', { 'Fn::Join': [',', [names, 'c']] }] });
});

test('a text that may hold commas is split by CloudFormation, one of a type without them is an element', () => {
  const parameters = {
    Any: parameter.string(),
    Looked: parameter.ssm('String', { default: '/x' }),
    Several: parameter.oneOf(['a', 'b,c']),
    Colour: parameter.oneOf(['a', 'b']),
    Vpc: parameter.vpcId(),
  };
  const child = stack('Child', { ...about, parameters }, (given, { resource }) => {
    const lists = Object.entries(given).map(([name, each]) => [name, split(',', join(',', [each, 'x']))]);
    return nothing(resource('Thing', thing(Object.fromEntries(lists))));
  });
  const root = stack('Root', { ...about, parameters }, ({ Looked: _, ...given }, { nest }) =>
    nothing(nest('Child', child, given)),
  );
  const later = (name: string) => ({ 'Fn::Split': [',', { 'Fn::Join': [',', [{ Ref: name }, 'x']] }] });
  assert.deepEqual(flatten(buildStack(root)).template.Resources.Thing?.Properties, {
    Any: later('Any'),
    Looked: later('ChildLooked'),
    Several: later('Several'),
    Colour: [{ Ref: 'Colour' }, 'x'],
    Vpc: [{ Ref: 'Vpc' }, 'x'],
  });
});

test('a reference says itself what it waits for, also under a condition; one that went is said', () => {
  const child = stack('Child', about, (_, { resource, condition }) => {
    const is = condition('Is', equals(region, 'child'));
    const first = resource('Thing', thing());
    const conditional = fnIf(is, first.ref, 'x');
    resource('Plain', thing({ First: first.ref, Again: select(1, [first.ref, 'x']) }));
    resource('Maybe', thing({ First: conditional, Again: select(1, [conditional, 'x']) }));
    resource('Gone', thing({ Again: select(1, [first.ref, 'x']) }));
    resource('Less', thing({ First: conditional, Again: select(1, [first.ref, 'x']) }));
    resource('Other', thing({ First: fnIf(is, 'x', first.ref), Again: select(1, [conditional, 'x']) }));
    return {};
  });
  const { Resources } = flat(({ nest, resource, condition }) => {
    resource('Thing', thing(), { condition: condition('Is', equals(region, 'root')) });
    return nothing(nest('Child', child, {}));
  });
  const waiting = Object.entries(Resources).flatMap(([id, { DependsOn, Metadata }]) =>
    DependsOn || Metadata ? [[id, DependsOn ?? Metadata?.WaitsFor]] : [],
  );
  assert.deepEqual(waiting, [
    ['Gone', 'ChildThing'],
    ['Less', [{ Ref: 'ChildThing' }]],
    ['Other', [{ Ref: 'ChildThing' }]],
  ]);
  assert.deepEqual(Resources.Maybe?.Properties?.First, { 'Fn::If': ['ChildIs', { Ref: 'ChildThing' }, 'x'] });
});

test('names that clash get their stack in front: resources, conditions, mappings, rules and exported outputs', () => {
  const child = (name: string) =>
    stack(
      name,
      { ...about, parameters: { On: parameter.string() } },
      ({ On }, { resource, condition, mapping, rule }) => {
        const isOn = condition('IsOn', equals(On, 'x'));
        const table = mapping('Table', { a: { b: 'c' } });
        rule('Said', { assertions: [{ assert: equals(On, 'x'), description: 'x' }] });
        const made = resource('Thing', thing({ A: fnIf(isOn, findInMap(table, 'a', 'b'), 'd') }), {
          condition: isOn,
          comment: name,
        });
        return { Arn: output(made.ref, { exportName: sub`${region}-${name}` }) };
      },
    );
  const root = stack('Root', { ...about, parameters: { On: parameter.string() } }, ({ On }, { nest }) => {
    nest('First', child('One'), { On });
    nest('Second', child('Two'), { On });
    return {};
  });
  const { template, comments, places } = flatten(buildStack(root));
  const { Resources, Conditions = {}, Mappings = {}, Rules = {}, Outputs = {} } = template;
  for (const [section, names] of [
    [Resources, ['Thing', 'SecondThing']],
    [Conditions, ['IsOn', 'SecondIsOn']],
    [Mappings, ['Table', 'SecondTable']],
    [Rules, ['Said', 'SecondSaid']],
    [Outputs, ['Arn', 'SecondArn']],
  ] as const) {
    assert.deepEqual(Object.keys(section), names);
  }
  assert.deepEqual(Resources.SecondThing, {
    Type: 'Test::Any::Thing',
    Condition: 'SecondIsOn',
    Properties: { A: { 'Fn::If': ['SecondIsOn', { 'Fn::FindInMap': ['SecondTable', 'a', 'b'] }, 'd'] } },
  });
  assert.deepEqual(Outputs.SecondArn, {
    Value: { Ref: 'SecondThing' },
    Export: { Name: { 'Fn::Sub': '${AWS::Region}-Two' } },
  });
  assert.deepEqual(comments, { Thing: 'One', SecondThing: 'Two' });
  assert.ok(places.has('Conditions/SecondIsOn') && places.has('Resources/SecondThing'));
});

test('a name that is taken with its stack in front as well gets a number', () => {
  const { Resources } = flat(({ nest, resource }) => {
    resource('Thing', thing());
    resource('ChildThing', thing());
    nest('Child', single('Single'), {});
    return {};
  });
  assert.deepEqual(Object.keys(Resources), ['Thing', 'ChildThing', 'ChildThing2']);
});

test('outputs of nested stacks go unless they are exported, and conditions and mappings that only they used go with them', () => {
  const child = stack('Child', about, (_, { resource, condition, mapping }) => {
    const isHere = condition('IsHere', equals(region, 'here'));
    const isThere = condition('IsThere', and(isHere, equals(region, 'there')));
    const table = mapping('Table', { a: { b: 'c' } });
    const { ref } = resource('Thing', thing());
    const named = fnIf(condition('IsNamed', equals(region, 'named')), 'ref', 'it');
    const value = output(ref, { condition: isThere, exportName: named });
    return {
      Gone: output(findInMap(table, 'a', 'b'), { condition: condition('Unused', equals(region, 'x')) }),
      Ref: value,
    };
  });
  const { Conditions, Mappings, Outputs } = flat(({ nest }) => nothing(nest('Child', child, {})));
  assert.deepEqual(Object.keys(Conditions ?? {}), ['IsHere', 'IsThere', 'IsNamed']);
  assert.equal(Mappings, undefined);
  assert.deepEqual(Outputs, {
    Ref: { Condition: 'IsThere', Value: { Ref: 'Thing' }, Export: { Name: { 'Fn::If': ['IsNamed', 'ref', 'it'] } } },
  });
});

test('a resource of a conditional stack is there if its stack is and its own condition holds', () => {
  const inner = stack('Inner', about, (_, { resource, condition }) => {
    const own = condition('Own', equals(region, 'own'));
    resource('Mine', thing(), { condition: own });
    resource('Other', thing(), { condition: own });
    const { ref } = resource('Always', thing());
    return { Ref: output(ref, { condition: own, exportName: 'mine' }) };
  });
  const {
    Conditions = {},
    Resources,
    Outputs,
  } = flat(({ nest, condition }) => {
    const outer = condition('Outer', equals(region, 'outer'));
    condition('OuterAndOwn', equals(region, 'taken'));
    nest('Inner', inner, {}, { condition: outer });
    return { Taken: output('x', { condition: condition('Used', equals(region, 'y')) }) };
  });
  assert.deepEqual(Conditions.OuterAndOwn2, { 'Fn::And': [{ Condition: 'Outer' }, { Condition: 'Own' }] });
  assert.deepEqual(Object.keys(Conditions), ['Outer', 'Used', 'Own', 'OuterAndOwn2']);
  const conditions = Object.entries(Resources).map(([id, { Condition }]) => [id, Condition]);
  assert.deepEqual(conditions, [
    ['Mine', 'OuterAndOwn2'],
    ['Other', 'OuterAndOwn2'],
    ['Always', 'Outer'],
  ]);
  assert.equal(Outputs?.Ref?.Condition, 'OuterAndOwn2');
});

test('a condition that a later stack declares does not become one that was put together before', () => {
  const named = (name: string, condition: string) =>
    stack(name, about, (_, tools) =>
      nothing(tools.resource('Thing', thing(), { condition: tools.condition(condition, equals(region, name)) })),
    );
  const { Conditions = {}, Resources } = flat(({ nest, condition }) => {
    nest('First', named('One', 'B'), {}, { condition: condition('A', equals(region, 'a')) });
    nest('Second', named('Two', 'AAndB'), {});
    return {};
  });
  assert.deepEqual(Conditions[Resources.Thing?.Condition ?? ''], {
    'Fn::And': [{ Condition: 'A' }, { Condition: 'B' }],
  });
  assert.deepEqual(Conditions[Resources.SecondThing?.Condition ?? ''], {
    'Fn::Equals': [{ Ref: 'AWS::Region' }, 'Two'],
  });
});

test('a nested stack that stays when it is deleted keeps its resources', () => {
  const child = stack('Child', about, (_, { resource }) => {
    resource('Plain', thing());
    resource('Deleted', thing(), { deletionPolicy: 'Delete', updateReplacePolicy: 'Delete' });
    resource('Stays', thing(), { deletionPolicy: 'RetainExceptOnCreate' });
    return {};
  });
  const { Resources } = flat(({ nest }) => {
    nest(
      'Kept',
      stack('Outer', about, (_, tools) => nothing(tools.nest('Inner', child, {}))),
      {},
      { deletionPolicy: 'Retain' },
    );
    nest(
      'Gone',
      stack('Fleeting', about, (_, { resource }) =>
        nothing(resource('Brief', thing(), { deletionPolicy: 'Snapshot' })),
      ),
      {},
      { deletionPolicy: 'Delete' },
    );
    return {};
  });
  const policies = Object.entries(Resources).map(([id, { DeletionPolicy }]) => [id, DeletionPolicy]);
  assert.deepEqual(policies, [
    ['Plain', 'Retain'],
    ['Deleted', 'Retain'],
    ['Stays', 'RetainExceptOnCreate'],
    ['Brief', 'Snapshot'],
  ]);
  assert.equal(Resources.Deleted?.UpdateReplacePolicy, 'Delete');
});

test('what CloudFormation looks up in SSM stays a parameter, with the name that the parent passes as its default', () => {
  const child = stack(
    'Child',
    {
      ...about,
      parameters: {
        Image: parameter.ssm('AWS::EC2::Image::Id', { default: '/own' }),
        Ids: parameter.ssmList('String'),
      },
    },
    (given, { resource }) => nothing(resource('Thing', thing(given))),
  );
  const root = stack(
    'Root',
    { ...about, parameters: { Image: parameter.string({ default: 'x' }) } },
    ({ Image }, { nest, resource }) => {
      resource('Mine', thing({ Image }));
      nest('First', child, { Ids: '/ids' });
      nest('Second', child, { Image: '/given', Ids: '/ids' });
      return {};
    },
  );
  const { template, places } = flatten(buildStack(root));
  assert.deepEqual(template.Parameters, {
    Image: { Type: 'String', Default: 'x' },
    FirstImage: { Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>', Default: '/own' },
    Ids: { Type: 'AWS::SSM::Parameter::Value<List<String>>', Default: '/ids' },
    SecondImage: { Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>', Default: '/given' },
    SecondIds: { Type: 'AWS::SSM::Parameter::Value<List<String>>', Default: '/ids' },
  });
  assert.deepEqual(template.Resources.SecondThing?.Properties, {
    Image: { Ref: 'SecondImage' },
    Ids: { Ref: 'SecondIds' },
  });
  assert.ok(places.has('Parameters/SecondImage'));
});

test('a name in SSM that is no literal cannot be looked up', () => {
  const child = stack('Child', { ...about, parameters: { Image: parameter.ssm('String') } }, (given, { resource }) =>
    nothing(resource('Thing', thing(given))),
  );
  assert.deepEqual(
    problemsOf(({ nest }) => nothing(nest('Child', child, { Image: sub`/${region}/x` }))),
    [
      {
        code: 'flat-ssm',
        message: 'is looked up in SSM by a name that the parent makes: {"Fn::Sub":"/${AWS::Region}/x"}',
        hint: 'pass the name as a literal, or make the root look the value up and pass that',
        stack: 'Child',
        logicalId: 'Image',
      },
    ],
  );
});

test('parameters for the place of nested templates are gone, also from what consoles are told', () => {
  const child = stack(
    'Child',
    { ...about, parameters: { TemplateBucket: parameter.string() } },
    (given, { resource }) => nothing(resource('Thing', thing(given))),
  );
  const middle = stack('Middle', about, (_, { nest }) => nothing(nest('Child', child, { TemplateBucket: 'mine' })));
  const groups = [{ label: 'System', parameters: { Name: 'What it is called' } }] as const;
  const root = stack(
    'Root',
    { ...about, parameters: { Name: parameter.string() }, groups, metadata: { Note: ['TemplateBucket'] } },
    ({ Name }, { nest, resource }) => {
      resource('Mine', thing({ Name }));
      nest('Middle', middle, {});
      return {};
    },
  );
  const { Metadata, Parameters, Resources } = flatten(buildStack(root)).template;
  assert.deepEqual(Metadata, {
    Note: ['TemplateBucket'],
    'AWS::CloudFormation::Interface': {
      ParameterGroups: [{ Label: { default: 'System' }, Parameters: ['Name'] }],
      ParameterLabels: { Name: { default: 'What it is called' } },
    },
  });
  assert.deepEqual(Object.keys(Parameters ?? {}), ['Name']);
  assert.deepEqual(Resources.Thing?.Properties, { TemplateBucket: 'mine' });
});

test('what consoles are told of the parameters stays, with labels and without', () => {
  const groups = [{ label: 'System', parameters: ['Name'] }] as const;
  const root = stack('Root', { ...about, parameters: { Name: parameter.string() }, groups }, ({ Name }, { nest }) =>
    nothing(
      nest(
        'Child',
        stack('Child', { ...about, parameters: { Name: parameter.string() } }, (given, { resource }) =>
          nothing(resource('Thing', thing(given))),
        ),
        { Name },
      ),
    ),
  );
  assert.deepEqual(flatten(buildStack(root)).template.Metadata, {
    'AWS::CloudFormation::Interface': { ParameterGroups: [{ Label: { default: 'System' }, Parameters: ['Name'] }] },
  });
});

test('where consoles are told of nothing else, they are told nothing', () => {
  const root = stack('Root', { ...about, groups: [] }, (_, { nest }) => nothing(nest('Child', single('Child'), {})));
  assert.equal(flatten(buildStack(root)).template.Metadata, undefined);
});

test('the transforms of all stacks are those of the flat form, each once', () => {
  const child = (name: string, transform?: string | string[]) =>
    stack(name, { ...about, ...(transform && { transform }) }, (_, { resource }) => nothing(resource(name, thing())));
  const transforms = (...each: (string | string[] | undefined)[]) =>
    flat(({ nest }) => nothing(each.map((it, index) => nest(`N${index}`, child(`C${index}`, it), {})))).Transform;
  assert.deepEqual(transforms(['A', 'B'], 'B', undefined), ['A', 'B']);
  assert.equal(transforms('A', 'A'), 'A');
  assert.equal(transforms(undefined), undefined);
});

test("the stack's name is that of another stack for nested ones only, and is reported once for each", () => {
  const child = stack('Child', about, (_, { resource }) => {
    resource('First', thing({ Name: stackName, Id: stackId }));
    resource('Second', thing({ Name: sub`${stackName}-x` }));
    return {};
  });
  const named = (name: string) => ({
    code: 'flat-stack-name',
    message: `${name} is that of another stack in the flat form`,
    hint: 'name things by a parameter such as SystemName, or make the root pass it',
    stack: 'Child',
    logicalId: undefined,
  });
  const problems = problemsOf(({ nest, resource }) => {
    resource('Mine', thing({ Name: stackName }));
    nest('One', child, {});
    nest('Two', child, {});
    return {};
  });
  assert.deepEqual(problems, [named('AWS::StackName'), named('AWS::StackId')]);

  const { Resources } = flat(({ nest }) => {
    const taking = stack('Taking', { ...about, parameters: { Name: parameter.string() } }, (given, { resource }) =>
      nothing(resource('Thing', thing(given))),
    );
    nest('Taking', taking, { Name: stackName });
    return {};
  });
  assert.deepEqual(Resources.Thing?.Properties, { Name: { Ref: 'AWS::StackName' } });
});

test('conditions of nested stacks compare what the parent passes, if conditions can', () => {
  const child = stack(
    'Child',
    { ...about, parameters: { Given: parameter.string() } },
    ({ Given }, { resource, condition }) => {
      const isGiven = condition('IsGiven', equals(Given, 'x'));
      return { Ref: resource('Thing', thing(), { condition: isGiven }).ref };
    },
  );
  const passing = (make: (tools: StackTools) => Parameters<typeof equals<string>>[0]) => (tools: StackTools) =>
    nothing(tools.nest('Child', child, { Given: make(tools) }));
  const compares = (what: Data) => [
    {
      code: 'flat-condition',
      message: `compares ${JSON.stringify(what)}; in one template conditions compare literals, parameters and mappings`,
      hint: 'decide it in TypeScript, or by a parameter of the root',
      stack: 'Child',
      logicalId: 'IsGiven',
    },
  ];
  const attribute = problemsOf(passing(({ resource }) => resource('Mine', thing()).att('Arn')));
  assert.deepEqual(attribute, compares({ 'Fn::GetAtt': ['Mine', 'Arn'] }));
  const reference = problemsOf(passing(({ resource }) => sub`${resource('Mine', thing()).ref}-x`));
  assert.deepEqual(reference, compares({ 'Fn::Sub': '${Mine}-x' }));
  const branch = problemsOf(passing(({ condition }) => fnIf(condition('Is', equals(region, 'a')), 'x', 'y')));
  assert.deepEqual(branch, compares({ 'Fn::If': ['Is', 'x', 'y'] }));
  const imported = problemsOf(passing(() => importValue('x')));
  assert.deepEqual(imported, compares({ 'Fn::ImportValue': 'x' }));

  const { Conditions } = flat(passing(() => sub`${region}-x`));
  assert.deepEqual(Conditions, { IsGiven: { 'Fn::Equals': [{ 'Fn::Sub': '${AWS::Region}-x' }, 'x'] } });
});

test('mappings, selections, imports and exports go by what is known before there are resources', () => {
  const child = stack(
    'Child',
    { ...about, parameters: { Key: parameter.oneOf(['a']), Index: parameter.number(), Name: parameter.string() } },
    ({ Key, Index, Name }, { resource, mapping }) => {
      const table = mapping('Table', { a: { b: 'c' } });
      const names = resource('Names', thing()).att('Names');
      const looked = findInMap(table, Key, 'b');
      resource('Thing', thing({ looked, selected: select(Index, names), imported: importValue(sub`${Name}-x`) }));
      return { Looked: output(looked, { exportName: Name }) };
    },
  );
  const late = problemsOf(({ nest, resource }) => {
    const made = resource('Mine', thing());
    nest('Child', child, {
      Key: fromCloudform<'a'>(made.ref),
      Index: fromCloudform<number>(made.att('Arn')),
      Name: made.ref,
    });
    return {};
  });
  const hint = 'decide it in TypeScript, or by a parameter of the root';
  const key = (logicalId: string) => ({
    code: 'flat-mapping',
    message: 'looks up {"Ref":"Mine"} in Table; in one template a key is a literal, a parameter or another look-up',
    hint,
    stack: 'Child',
    logicalId,
  });
  assert.deepEqual(late, [
    key('Thing'),
    {
      code: 'flat-select',
      message:
        'selects element {"Fn::GetAtt":["Mine","Arn"]}; in one template an index is a literal, a parameter or a look-up',
      hint,
      stack: 'Child',
      logicalId: 'Thing',
    },
    {
      code: 'flat-import',
      message: 'imports {"Fn::Sub":"${Mine}-x"}; in one template the name of an import does not come from a resource',
      hint,
      stack: 'Child',
      logicalId: 'Thing',
    },
    key('Looked'),
    {
      code: 'flat-export',
      message: 'is exported as {"Ref":"Mine"}; in one template the name of an export does not come from a resource',
      hint,
      stack: 'Child',
      logicalId: 'Looked',
    },
  ]);

  const { Resources } = flat(({ nest, mapping }) => {
    const outer = mapping('Outer', { a: { b: 'a', c: 0 } });
    nest('Child', child, {
      Key: fromCloudform<'a'>(findInMap(outer, 'a', 'b')),
      Index: fromCloudform<number>(findInMap(outer, 'a', 'c')),
      Name: region,
    });
    return {};
  });
  assert.deepEqual(Resources.Thing?.Properties?.looked, {
    'Fn::FindInMap': ['Table', { 'Fn::FindInMap': ['Outer', 'a', 'b'] }, 'b'],
  });
});

test('a nested stack itself cannot be referred to, only its outputs', () => {
  const [problem, ...others] = problemsOf(({ nest, resource }) => {
    nest('Child', single('Single'), {});
    const scope = { stack: 'Root' };
    const child = new Reference<string>({ scope, kind: 'resource', logicalId: 'Child' }, false).toJSON();
    resource('Mine', thing({ Child: child }));
    return {};
  });
  assert.deepEqual(others, []);
  assert.deepEqual(problem, {
    code: 'flat-reference',
    message: 'refers to Child, which one template does not have',
    hint: 'return what is needed of a nested stack as one of its outputs',
    stack: 'Root',
    logicalId: 'Mine',
  });
});

test('a rule of a stack that may not be there says itself when it applies', () => {
  const child = (name: string) =>
    stack(
      name,
      { ...about, parameters: { Ids: parameter.list(), Vpc: parameter.vpcId() } },
      ({ Ids, Vpc }, { resource, rule }) => {
        resource('Thing', thing({ Ids, Vpc }));
        rule('Plain', { assertions: [{ assert: contains(Ids, 'a'), description: 'has a' }] });
        rule('When', {
          when: equals(ofParameter(Vpc, 'x'), 'y'),
          assertions: [{ assert: contains(Ids, 'b'), description: 'has b' }],
        });
        return {};
      },
    );
  const root = stack(
    'Root',
    { ...about, parameters: { Ids: parameter.list(), Net: parameter.vpcId() } },
    ({ Ids, Net }, { nest, condition }) => {
      const isHere = condition('IsHere', equals(region, 'here'));
      nest('Always', child('One'), { Ids, Vpc: Net });
      nest('Maybe', child('Two'), { Ids, Vpc: Net }, { condition: condition('Is', and(isHere, equals(region, 'x'))) });
      return {};
    },
  );
  const { template, problems } = flatten(buildStack(root));
  assert.deepEqual(problems, []);
  const { Rules = {} } = template;
  const value = { 'Fn::Equals': [{ 'Fn::ValueOf': ['Net', 'x'] }, 'y'] };
  const assertion = (what: string) => [
    { Assert: { 'Fn::Contains': [{ Ref: 'Ids' }, what] }, AssertDescription: `has ${what}` },
  ];
  assert.deepEqual(Rules.Plain, { Assertions: assertion('a') });
  assert.deepEqual(Rules.When, { RuleCondition: value, Assertions: assertion('b') });
  const here = { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'here'] };
  const outer = { 'Fn::And': [here, { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'x'] }] };
  assert.deepEqual(Rules.MaybePlain, { RuleCondition: outer, Assertions: assertion('a') });
  assert.deepEqual(Rules.MaybeWhen, { RuleCondition: { 'Fn::And': [outer, value] }, Assertions: assertion('b') });
});

test('a rule of a nested stack compares parameters, and asks for none that it does not name', () => {
  const child = stack(
    'Child',
    { ...about, parameters: { Name: parameter.string(), Vpc: parameter.vpcId() } },
    ({ Name, Vpc }, { resource, rule }) => {
      resource('Thing', thing({ Name, Vpc }));
      rule('Compared', { assertions: [{ assert: equals(Name, 'x'), description: 'x' }] });
      rule('Looked', { assertions: [{ assert: equals(ofParameter(Vpc, 'x'), 'y'), description: 'y' }] });
      rule('All', { assertions: [{ assert: contains(refAll('AWS::EC2::VPC::Id'), 'z'), description: 'z' }] });
      return {};
    },
  );
  const problems = problemsOf(({ nest, resource }) =>
    nothing(nest('Child', child, { Name: resource('Mine', thing()).ref, Vpc: 'vpc-1' })),
  );
  const messages = problems.map((problem) => JSON.parse(JSON.stringify(problem)));
  assert.deepEqual(
    messages.map(({ code, logicalId, message }) => [code, logicalId, message]),
    [
      ['flat-rule', 'All', 'Fn::RefAll is of all parameters of a type, which in one template are those of the root'],
      ['flat-rule', 'Compared', 'compares {"Ref":"Mine"}; in one template rules compare literals and parameters'],
      [
        'flat-rule',
        'Looked',
        'compares {"Fn::ValueOf":["vpc-1","x"]}; in one template rules compare literals and parameters',
      ],
    ],
  );
});

test('a nested stack that is declared after who uses it is found all the same', () => {
  const built = buildStack(
    stack('Root', about, (_, { nest, resource }) => {
      const { Arn } = nest('Child', single('Single'), {});
      resource('User', thing({ Arn }));
      return {};
    }),
  );
  const reversed = Object.fromEntries(Object.entries(built.template.Resources).reverse());
  const { template, problems } = flatten({ ...built, template: { ...built.template, Resources: reversed } });
  assert.deepEqual(problems, []);
  assert.deepEqual(template.Resources.User?.Properties, { Arn: { 'Fn::GetAtt': ['Thing', 'Arn'] } });
});

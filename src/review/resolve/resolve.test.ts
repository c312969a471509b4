import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Data, DataObject } from '../../dsl/template.ts';
import { type Files, nestedOf, propertiesOf, resolved, systemOf, templateOf } from '../testing/review.fixtures.ts';
import { type ResolvedTree, resolveTree } from './resolve.ts';
import { showTokens, tokensIn } from './token.ts';

const topic = (properties: DataObject, beside: DataObject = {}) => ['AWS::SNS::Topic', properties, beside] as const;
const parameter = (more: DataObject = {}) => ({ Type: 'String', ...more });
const values = (Name: Data) => templateOf({ T: topic({ Name }) });

/** What a value comes to in a template with these sections, as people read it. */
function shown(value: Data, sections: DataObject = {}, parameters: Readonly<Record<string, Data>> = {}): Data {
  const tree = resolved({ 'root.json': { ...values(value), ...sections } }, parameters);
  return read(propertiesOf(tree, 'T').Name ?? null);
}

function read(value: Data): Data {
  return JSON.parse(showTokens(JSON.stringify(value)));
}

function paths({ resources }: ResolvedTree): readonly string[] {
  return resources.map(({ path }) => path);
}

test('a value from the environment comes before a default, and what has neither is named', () => {
  const sections = { Parameters: { P: parameter({ Default: 'd' }), Q: parameter() } };
  assert.equal(shown({ Ref: 'P' }, sections), 'd');
  assert.equal(shown({ Ref: 'P' }, sections, { P: 'v' }), 'v');
  assert.equal(shown({ Ref: 'P' }, sections, { P: '' }), '');
  assert.equal(shown({ 'Fn::Sub': '${P}-${Q}-${AWS::Region}' }, sections), 'd-${Q}-${AWS::Region}');
});

test('a list is one whatever it came as', () => {
  const sections = { Parameters: { L: { Type: 'CommaDelimitedList', Default: 'a, b' } } };
  assert.deepEqual(shown({ Ref: 'L' }, sections), ['a', 'b']);
  assert.equal(shown({ 'Fn::Select': [1, { Ref: 'L' }] }, sections), 'b');
  assert.equal(shown({ 'Fn::Join': ['-', { Ref: 'L' }] }, sections, { L: 'x,y' }), 'x-y');
});

test('AWS::NoValue leaves a property out', () => {
  const tree = resolved({
    'root.json': templateOf({ T: topic({ A: { Ref: 'AWS::NoValue' }, B: [{ Ref: 'AWS::NoValue' }, 1] }) }),
  });
  assert.deepEqual(propertiesOf(tree, 'T'), { B: [1] });
});

test('an output is followed through several borders, down and up again', () => {
  const tree = resolved({
    'root.json': templateOf({
      Outer: nestedOf('outer.json'),
      T: topic({ Name: { 'Fn::GetAtt': ['Outer', 'Outputs.Arn'] } }),
    }),
    'outer.json': templateOf(
      {
        Maker: nestedOf('maker.json', { Name: 'from outer' }),
        User: nestedOf('user.json', { Arn: { 'Fn::GetAtt': ['Maker', 'Outputs.Arn'] } }),
      },
      { Outputs: { Arn: { Value: { 'Fn::GetAtt': ['User', 'Outputs.Again'] } } } },
    ),
    'maker.json': templateOf(
      { T: topic({ DisplayName: { Ref: 'Name' } }) },
      {
        Parameters: { Name: parameter() },
        Outputs: { Arn: { Value: { 'Fn::GetAtt': ['T', 'TopicArn'] } } },
      },
    ),
    'user.json': templateOf(
      { U: topic({ Tags: [{ Ref: 'Arn' }] }) },
      {
        Parameters: { Arn: parameter() },
        Outputs: { Again: { Value: { 'Fn::Sub': 'of ${Arn}' } } },
      },
    ),
  });
  assert.deepEqual(paths(tree), ['Outer', 'Outer/Maker', 'Outer/Maker/T', 'Outer/User', 'Outer/User/U', 'T']);
  assert.deepEqual(propertiesOf(tree, 'Outer/Maker/T'), { DisplayName: 'from outer' });
  assert.deepEqual(tokensIn(propertiesOf(tree, 'Outer/User/U').Tags), [{ of: 'Outer/Maker/T', attribute: 'TopicArn' }]);
  assert.deepEqual(read(propertiesOf(tree, 'T').Name ?? ''), 'of ${Outer/Maker/T.TopicArn}');
});

test('a list crosses a border joined, and comes apart between its references', () => {
  const tree = resolved({
    'root.json': templateOf({
      A: topic({}),
      B: topic({}),
      N: nestedOf('n.json', {
        Ids: { 'Fn::Join': [',', [{ Ref: 'A' }, { Ref: 'B' }]] },
        Zones: { 'Fn::Join': [',', { 'Fn::GetAZs': '' }] },
      }),
    }),
    'n.json': templateOf(
      {
        U: topic({
          Ids: { Ref: 'Ids' },
          Second: { 'Fn::Select': [1, { Ref: 'Ids' }] },
          Zone: { 'Fn::Select': [0, { Ref: 'Zones' }] },
        }),
      },
      { Parameters: { Ids: { Type: 'CommaDelimitedList' }, Zones: { Type: 'CommaDelimitedList' } } },
    ),
  });
  assert.deepEqual(read(propertiesOf(tree, 'N/U')), {
    Ids: ['${A}', '${B}'],
    Second: '${B}',
    Zone: 'Fn::Select(0, ["Fn::Join(,, Fn::GetAZs())"])',
  });
});

test('what is between borders says where something comes from: nothing is left of parameters and the address', () => {
  const tree = resolved({
    'root.json': templateOf({
      N: ['AWS::CloudFormation::Stack', { TemplateURL: 'n.json', Parameters: { A: 1 }, TimeoutInMinutes: 5 }],
    }),
    'n.json': templateOf({ T: topic({}) }),
  });
  assert.deepEqual(propertiesOf(tree, 'N'), { TimeoutInMinutes: 5 });
});

test('a nested stack whose template is nowhere stays a resource with all that it says', () => {
  const tree = resolved({ 'root.json': templateOf({ N: nestedOf('elsewhere.json', { A: { Ref: 'AWS::Region' } }) }) });
  assert.deepEqual(read(propertiesOf(tree, 'N')), {
    TemplateURL: 'https://bucket.example/elsewhere.json',
    Parameters: { A: '${AWS::Region}' },
  });
});

test('an output that a nested stack does not have is named by where it would be', () => {
  const files: Files = {
    'root.json': templateOf({ N: nestedOf('n.json'), T: topic({ Name: { 'Fn::GetAtt': ['N', 'Outputs.Gone'] } }) }),
    'n.json': templateOf({}),
  };
  assert.equal(read(propertiesOf(resolved(files), 'T').Name ?? ''), '${N.Outputs.Gone}');
});

test('only what conditions let be is there, by the values of the environment', () => {
  const files: Files = {
    'root.json': templateOf(
      {
        A: topic({}, { Condition: 'IsProd' }),
        B: topic({ Name: { 'Fn::If': ['IsProd', 'p', { Ref: 'AWS::NoValue' }] } }),
      },
      {
        Parameters: { Stage: parameter({ Default: 'dev' }) },
        Conditions: { IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] } },
      },
    ),
  };
  assert.deepEqual(paths(resolved(files)), ['B']);
  assert.deepEqual(propertiesOf(resolved(files), 'B'), {});
  assert.deepEqual(paths(resolved(files, { Stage: 'prod' })), ['A', 'B']);
  assert.deepEqual(propertiesOf(resolved(files, { Stage: 'prod' }), 'B'), { Name: 'p' });
});

const inRegion = (region: string, id = 'Here'): DataObject => ({
  Conditions: { [id]: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, region] } },
});

test('what is there under a condition that only a deployment knows is there, and so is what refers to it', () => {
  const tree = resolved({
    'root.json': templateOf(
      { A: topic({}, { Condition: 'Here' }), B: topic({ Name: { Ref: 'A' }, Size: { 'Fn::If': ['Here', 1, 2] } }) },
      inRegion('eu-central-1'),
    ),
  });
  assert.deepEqual(paths(tree), ['A', 'B']);
  assert.deepEqual(read(propertiesOf(tree, 'B')), {
    Name: '${A}',
    Size: 'Fn::If(Fn::Equals(${AWS::Region}, eu-central-1), 1, 2)',
  });
});

test('a condition that is decided by one part is decided, wherever the part stands', () => {
  const open = { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'r'] };
  const [yes, no] = [{ 'Fn::Equals': ['a', 'a'] }, { 'Fn::Equals': ['a', 'b'] }];
  const cases: readonly (readonly [Data, boolean | undefined])[] = [
    [{ 'Fn::And': [open, no] }, false],
    [{ 'Fn::And': [no, open] }, false],
    [{ 'Fn::And': [open, yes] }, undefined],
    [{ 'Fn::Or': [open, yes] }, true],
    [{ 'Fn::Or': [yes, open] }, true],
    [{ 'Fn::Or': [open, no] }, undefined],
    [{ 'Fn::Not': [open] }, undefined],
    [{ 'Fn::Not': [no] }, true],
    [{ Condition: 'Other' }, true],
    [{ Condition: 'None' }, undefined],
    [{ 'Fn::Equals': [{ Ref: 'AWS::Region' }, ''] }, false],
  ];
  for (const [C, expected] of cases) {
    const value = shown({ 'Fn::If': ['C', true, false] }, { Conditions: { C, Other: yes } });
    assert.equal(typeof value === 'boolean' ? value : undefined, expected, JSON.stringify(C));
  }
});

test('conditions and mappings that a deployment decides by are told by what they say', () => {
  const condition = { 'Fn::If': ['Here', 'a', 'b'] };
  assert.notEqual(shown(condition, inRegion('one')), shown(condition, inRegion('two')));
  assert.equal(shown(condition, inRegion('one')), shown({ 'Fn::If': ['There', 'a', 'b'] }, inRegion('one', 'There')));
  const image = (mapping: string) => ({ 'Fn::FindInMap': [mapping, { Ref: 'AWS::Region' }, 'Image'] });
  const mapped = (name: string, id: string, other: string) => ({
    Mappings: { [name]: { r: { Image: id, Other: other } } },
  });
  const one = shown(image('M'), mapped('M', 'ami-1', 'x'));
  assert.notEqual(one, shown(image('M'), mapped('M', 'ami-2', 'x')));
  assert.equal(one, shown(image('M'), mapped('M', 'ami-1', 'y')));
  assert.equal(one, shown(image('N'), mapped('N', 'ami-1', 'x')));
  assert.equal(shown({ 'Fn::FindInMap': ['M', 'r', 'Image'] }, mapped('M', 'ami-1', 'x')), 'ami-1');
});

test('a condition of which nobody can say more is kept with the resource, whatever it is called', () => {
  const made = (region: string, id: string) =>
    resolved({ 'root.json': templateOf({ A: topic({}, { Condition: id }) }, inRegion(region, id)) }).resources[0]
      ?.attributes;
  assert.deepEqual(made('one', 'A1'), made('one', 'A2'));
  assert.notDeepEqual(made('one', 'A1'), made('two', 'A1'));
});

test('functions that nobody knows stay text that can be compared, with the references in it', () => {
  const value = (of: string): Data => ({
    'Fn::Transform': { Name: 'Include', Parameters: { Location: { 'Fn::Sub': `s3://\${AWS::Region}/${of}` } } },
  });
  assert.notEqual(shown(value('a')), shown(value('b')));
  assert.equal(shown({ 'Fn::Length': [1, 2] }), 'Fn::Length(1, 2)');
  assert.equal(shown({ 'Fn::Cidr': ['10.0.0.0/16', 2, 8] }), 'Fn::Cidr(10.0.0.0/16, 2, 8)');
  assert.equal(shown({ 'Fn::Select': [1, { 'Fn::Split': ['/', { Ref: 'T' }] }] }), 'Fn::Select(1, Fn::Split(/, ${T}))');
  assert.equal(shown({ Ref: 'Nothing' }), 'Ref(Nothing)');
  assert.equal(shown({ 'Fn::FindInMap': ['No', 'such', 'map'] }), 'Fn::FindInMap(No, such, map)');
});

test('a script in Base64 is compared as text, and the references in it are found', () => {
  const script = { 'Fn::Base64': { 'Fn::Sub': 'start ${T} in ${AWS::Region}' } };
  assert.equal(shown(script), 'Fn::Base64(start ${T} in ${AWS::Region})');
});

test('loops and macros among the resources are looked at as they are written', () => {
  const loop = (value: string): Files => ({
    'root.json': {
      Resources: { 'Fn::ForEach::Topics': ['Name', [value], { 'Topic${Name}': { Type: 'AWS::SNS::Topic' } }] },
    },
  });
  const [found] = resolved(loop('a')).resources;
  assert.equal(found?.type, 'Fn::ForEach');
  assert.notDeepEqual(found, resolved(loop('b')).resources[0]);
});

test('an SSM parameter is named by what it is called there, also where only a deployment knows that', () => {
  const stored = (Default: Data, Type = 'AWS::SSM::Parameter::Value<String>') =>
    shown({ Ref: 'P' }, { Parameters: { P: { Type, Default } } });
  assert.equal(stored('/a/b'), '${SSM parameter /a/b}');
  assert.notEqual(stored('/a/b'), stored('/a/c'));
  assert.deepEqual(stored('/a/b', 'AWS::SSM::Parameter::Value<List<String>>'), ['${SSM parameter /a/b}']);
  const tree = resolved({
    'root.json': templateOf({ N: nestedOf('n.json', { P: { 'Fn::Sub': '/${AWS::Region}/x' } }) }),
    'n.json': templateOf(
      { T: topic({ Name: { Ref: 'P' } }) },
      { Parameters: { P: { Type: 'AWS::SSM::Parameter::Value<String>' } } },
    ),
  });
  assert.equal(read(propertiesOf(tree, 'N/T').Name ?? ''), '${SSM parameter /${AWS::Region}/x}');
});

test('the value of a NoEcho parameter is compared and never shown', () => {
  const sections = {
    Parameters: { P: parameter({ NoEcho: true }) },
    Conditions: { Has: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'P' }, ''] }] } },
  };
  const of = (P: string) =>
    propertiesOf(resolved({ 'root.json': { ...values({ Ref: 'P' }), ...sections } }, { P }), 'T').Name ?? '';
  assert.equal(read(of('hunter2')), '${P, not shown}');
  assert.ok(!JSON.stringify(of('hunter2')).includes('hunter2'));
  assert.equal(of('hunter2'), of('hunter2'));
  assert.notEqual(of('hunter2'), of('hunter3'));
  assert.equal(shown({ 'Fn::If': ['Has', 'yes', 'no'] }, sections, { P: 'hunter2' }), 'yes');
  assert.equal(shown({ 'Fn::If': ['Has', 'yes', 'no'] }, sections, { P: '' }), 'no');
});

const NAMES = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf'];

test('whatever objects have anyway may be a name in a template', () => {
  for (const name of NAMES) {
    const section = (entry: Data): DataObject => Object.fromEntries([[name, entry]]);
    assert.equal(shown({ Ref: name }, { Parameters: section(parameter({ Default: 'd' })) }), 'd', name);
    assert.equal(
      shown({ Ref: name }, { Parameters: section(parameter()) }, section('v') as Record<string, Data>),
      'v',
      name,
    );
    assert.equal(shown({ Ref: name }), `Ref(${name})`);
    assert.equal(shown({ 'Fn::If': [name, 1, 2] }, { Conditions: section({ 'Fn::Equals': ['a', 'a'] }) }), 1, name);
    assert.equal(shown({ 'Fn::If': [name, 1, 2] }), `Fn::If(Condition ${name}, 1, 2)`);
    const mappings = { Mappings: section(section(section('found'))) };
    assert.equal(shown({ 'Fn::FindInMap': [name, name, name] }, mappings), 'found', name);
    assert.equal(shown({ 'Fn::FindInMap': [name, 'a', 'b'] }), `Fn::FindInMap(${name}, a, b)`);
    const other = { Mappings: { M: { A: {} } } };
    assert.equal(shown({ 'Fn::FindInMap': ['M', 'A', name] }, other), `Fn::FindInMap({"A":{}}, A, ${name})`);
    const tree = resolved({
      'root.json': {
        Resources: {
          ...section({
            Type: 'AWS::CloudFormation::Stack',
            Properties: { TemplateURL: 'n.json', Parameters: section('p') },
          }),
          ...(templateOf({ T: topic({ Name: { 'Fn::GetAtt': [name, `Outputs.${name}`] } }) }).Resources as DataObject),
        },
      },
      'n.json': {
        Parameters: section(parameter()),
        Resources: section({ Type: 'AWS::SNS::Topic', Properties: section({ Ref: name }) }),
        Outputs: section({ Value: { 'Fn::Sub': `o-\${${name}}` } }),
      },
    });
    assert.deepEqual([...paths(tree)].sort(), ['T', name, `${name}/${name}`].sort());
    assert.equal(propertiesOf(tree, 'T').Name, 'o-p', name);
  }
});

test('parameters and outputs that need each other in a circle come to an end', () => {
  const passing = templateOf(
    { T: topic({ Name: { Ref: 'In' } }) },
    {
      Parameters: { In: parameter() },
      Outputs: { Out: { Value: { 'Fn::Sub': 'x${In}' } } },
    },
  );
  const tree = resolved({
    'root.json': templateOf({
      A: nestedOf('a.json', { In: { 'Fn::GetAtt': ['B', 'Outputs.Out'] } }),
      B: nestedOf('b.json', { In: { 'Fn::GetAtt': ['A', 'Outputs.Out'] } }),
    }),
    'a.json': passing,
    'b.json': passing,
  });
  assert.deepEqual(paths(tree), ['A', 'A/T', 'B', 'B/T']);
  assert.equal(typeof propertiesOf(tree, 'A/T').Name, 'string');
});

test('conditions and names that need themselves have no value, and so are told as they are written', () => {
  assert.equal(
    shown({ 'Fn::If': ['A', 1, 2] }, { Conditions: { A: { Condition: 'B' }, B: { 'Fn::Not': [{ Condition: 'A' }] } } }),
    'Fn::If(Fn::Not(a Condition that needs itself), 1, 2)',
  );
  const tree = resolved({
    'root.json': templateOf({
      A: ['AWS::ECS::Cluster', { ClusterName: { Ref: 'B' } }],
      B: ['AWS::ECS::Cluster', { ClusterName: { Ref: 'A' } }],
    }),
  });
  assert.equal(tree.resources.length, 2);
});

test('a template that nests itself is nested no further', () => {
  const self = resolved({ 'root.json': templateOf({ Me: nestedOf('root.json'), T: topic({}) }) });
  assert.deepEqual(paths(self), ['Me', 'T']);
  const circle = systemOf({
    'a.json': templateOf({ B: nestedOf('b.json'), T: topic({}) }),
    'b.json': templateOf({ A: nestedOf('a.json'), U: topic({}) }),
  });
  assert.deepEqual(
    circle.trees.map((tree) => paths(resolveTree(tree, { parameters: {} }))),
    [['B', 'B/A', 'B/U', 'T']],
  );
});

test('values that double from stack to stack do not fill the memory', () => {
  const files: Record<string, DataObject> = {};
  for (let level = 0; level < 40; level += 1) {
    const more = level < 39 ? { N: nestedOf(`n${level + 1}.json`, { P: { 'Fn::Sub': '${P}${P}' } }) } : {};
    files[`n${level}.json`] = templateOf(
      { ...more, T: topic({ Name: { Ref: 'P' } }) },
      { Parameters: { P: parameter({ Default: 'xxxx' }) } },
    );
  }
  const { resources } = resolved(files);
  assert.ok(resources.every(({ properties }) => JSON.stringify(properties).length < 1_000_000));
  const conditions = Object.fromEntries(
    Array.from({ length: 60 }, (_, index) => [
      `C${index}`,
      { 'Fn::And': [{ Condition: `C${index + 1}` }, { Condition: `C${index + 1}` }] },
    ]),
  );
  for (const C60 of [{ 'Fn::Equals': ['a', 'a'] }, { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'a'] }]) {
    assert.ok(
      String(shown({ 'Fn::If': ['C0', 'yes', 'no'] }, { Conditions: { ...conditions, C60 } })).length < 1_000_000,
    );
  }
});

test('the name that a user gave is what Ref comes to; without one it is the resource', () => {
  const of = (properties: DataObject) =>
    read(
      propertiesOf(
        resolved({
          'root.json': templateOf({ C: ['AWS::ECS::Cluster', properties], T: topic({ Name: { Ref: 'C' } }) }),
        }),
        'T',
      ).Name ?? '',
    );
  assert.equal(of({ ClusterName: 'mine' }), 'mine');
  assert.equal(of({}), '${C}');
});

test('exports and imports are told by the names that they come to', () => {
  const tree = resolved({
    'root.json': templateOf({
      N: nestedOf('n.json', { Name: 'sys' }),
      T: topic({ Name: { 'Fn::ImportValue': { 'Fn::Sub': '${AWS::Region}-vpc' } } }),
    }),
    'n.json': templateOf(
      { T: topic({}) },
      {
        Parameters: { Name: parameter() },
        Conditions: { No: { 'Fn::Equals': ['a', 'b'] } },
        Outputs: {
          Arn: { Value: { Ref: 'T' }, Export: { Name: { 'Fn::Sub': '${Name}-arn' } } },
          Off: { Value: 'x', Condition: 'No', Export: { Name: 'off' } },
        },
      },
    ),
  });
  assert.deepEqual(
    tree.exports.map(({ name, path }) => [name, path]),
    [['sys-arn', 'N/Arn']],
  );
  assert.deepEqual(tree.imports.map(showTokens), ['${AWS::Region}-vpc']);
});

test('what stands beside the properties is resolved too, but for dependencies and metadata', () => {
  const tree = resolved({
    'root.json': templateOf(
      {
        T: topic({}, { UpdatePolicy: { Count: { Ref: 'P' } }, DependsOn: 'U', Metadata: { A: { Ref: 'P' } } }),
        U: topic({}),
      },
      { Parameters: { P: parameter({ Default: '2' }) } },
    ),
  });
  assert.deepEqual(tree.resources[0]?.attributes, {
    UpdatePolicy: { Count: '2' },
    DependsOn: 'U',
    Metadata: { A: { Ref: 'P' } },
  });
});

test('renaming what only templates see changes nothing: parameters, outputs, conditions, mappings, nested files', () => {
  const files = (
    names: Readonly<Record<'parameter' | 'output' | 'condition' | 'mapping' | 'file', string>>,
  ): Files => ({
    'root.json': templateOf(
      {
        N: nestedOf(`${names.file}.json`, { [names.parameter]: { Ref: 'Stage' } }),
        U: topic({ Name: { 'Fn::GetAtt': ['N', `Outputs.${names.output}`] } }, { Condition: names.condition }),
      },
      {
        Parameters: { Stage: parameter() },
        Conditions: { [names.condition]: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'Stage' }, 'x'] }] } },
      },
    ),
    [`${names.file}.json`]: templateOf(
      {
        T: topic({
          A: { Ref: names.parameter },
          B: { 'Fn::If': [names.condition, 1, 2] },
          C: { 'Fn::FindInMap': [names.mapping, { Ref: names.parameter }, 'k'] },
        }),
      },
      {
        Parameters: { [names.parameter]: parameter() },
        Conditions: { [names.condition]: { 'Fn::Equals': [{ Ref: names.parameter }, 'prod'] } },
        Mappings: { [names.mapping]: { prod: { k: 'v' }, dev: { k: 'w' } } },
        Outputs: { [names.output]: { Value: { 'Fn::Sub': `\${T}-\${${names.parameter}}` } } },
      },
    ),
  });
  const names = { parameter: 'P', output: 'O', condition: 'C', mapping: 'M', file: 'n' };
  for (const stage of ['prod', 'dev', 'x', 'other', undefined]) {
    const given = stage === undefined ? {} : { Stage: stage };
    const before = resolved(files(names), given);
    for (const name of Object.keys(names)) {
      assert.deepEqual(resolved(files({ ...names, [name]: 'renamed' }), given), before, `${name} with ${stage}`);
    }
  }
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Data, Template } from '../dsl/template.ts';
import { att, linesOf, ref, stackOf } from './fixtures.ts';
import { checkReferences } from './references.ts';

const TOPIC = 'AWS::SNS::Topic';

const found = (template: Partial<Template>) => linesOf(checkReferences(stackOf(template)));
const topic = (Properties: { readonly [key: string]: Data } = {}) => ({ Type: TOPIC, Properties });

test('a name that is not declared is told wherever it stands, with the property and what there is', () => {
  const Resources = {
    Alb: topic(),
    It: {
      Type: TOPIC,
      Metadata: { Note: ref('Nope') },
      Properties: {
        A: ref('Blb'),
        B: [{ Deep: { 'Fn::Join': ['', [att('Lost', 'Arn')]] } }],
        C: { 'Fn::Sub': '${Subbed} ${Subbed.Arn} ${!Literal} ${Own}' },
        D: { 'Fn::Sub': ['${Own} ${Subs}', { Own: ref('Inside') }] },
      },
    },
  };
  const there = 'there are: Alb, It';
  const none = (name: string) => `refers to ${name}, which is not a parameter or resource of this stack`;
  const noResource = (name: string) => `refers to ${name}, which is not a resource of this stack`;
  assert.deepEqual(found({ Resources }), [
    `unresolved-reference It Metadata.Note: ${none('Nope')} -> ${there}`,
    `unresolved-reference It Properties.A: ${none('Blb')} -> did you mean Alb?`,
    `unresolved-reference It Properties.B[0].Deep.Fn::Join[1][0]: ${noResource('Lost')} -> ${there}`,
    `unresolved-reference It Properties.C: ${none('Subbed')} -> ${there}`,
    `unresolved-reference It Properties.C: ${noResource('Subbed')} -> ${there}`,
    `unresolved-reference It Properties.C: ${none('Own')} -> ${there}`,
    `unresolved-reference It Properties.D: ${none('Subs')} -> ${there}`,
    `unresolved-reference It Properties.D.Fn::Sub[1].Own: ${none('Inside')} -> ${there}`,
  ]);
});

test('a name that a text uses several times is told once', () => {
  const Resources = { It: topic({ A: { 'Fn::Sub': '${Nope} ${Nope}' }, B: ref('Nope') }) };
  assert.equal(found({ Resources }).length, 2);
});

test('a misspelt pseudo parameter is told, and those that there are', () => {
  const Resources = { It: topic({ A: ref('AWS::Regoin'), B: { 'Fn::Sub': '${AWS::AccountId} ${AWS::Account}' } }) };
  assert.deepEqual(found({ Resources }), [
    'unresolved-reference It Properties.A: refers to AWS::Regoin, which is not a pseudo parameter -> did you mean AWS::Region?',
    'unresolved-reference It Properties.B: refers to AWS::Account, which is not a pseudo parameter -> did you mean AWS::AccountId?',
  ]);
});

test('outputs refer to what is there, in their values, exports and conditions', () => {
  const Outputs = { A: { Value: ref('Nope'), Condition: 'No', Export: { Name: { 'Fn::Sub': '${Not}' } } } };
  assert.deepEqual(
    found({ Resources: { It: topic() }, Outputs }).map((line) => line.replace(/ ->.*/, '')),
    [
      'unresolved-reference A Value: refers to Nope, which is not a parameter or resource of this stack',
      'unresolved-reference A Export.Name: refers to Not, which is not a parameter or resource of this stack',
      'unresolved-reference A Condition: refers to No, which is not a condition of this stack',
    ],
  );
});

test('conditions are named where they are declared: in If, of resources and by other conditions', () => {
  const lines = found({
    Conditions: { IsIt: { 'Fn::Not': [{ Condition: 'IsI' }] }, Plain: { 'Fn::Equals': ['a', 'b'] } },
    Resources: { It: { ...topic({ A: { 'Fn::If': ['IsItt', 1, 2] } }), Condition: 'Other' } },
  });
  assert.deepEqual(lines.slice(0, 3), [
    'unresolved-reference IsIt Fn::Not[0]: refers to IsI, which is not a condition of this stack -> did you mean IsIt?',
    'unresolved-reference It Properties.A: refers to IsItt, which is not a condition of this stack -> did you mean IsIt?',
    'unresolved-reference It Condition: refers to Other, which is not a condition of this stack -> there are: IsIt, Plain',
  ]);
});

test('a condition that is another one names it; what only looks so in a property names none', () => {
  const lines = found({
    Conditions: { Is: { Condition: 'Nope' } },
    Resources: { It: { ...topic({ Statement: { Condition: 'Nowhere' } }), Condition: 'Is' } },
  });
  assert.deepEqual(lines, [
    'unresolved-reference Is: refers to Nope, which is not a condition of this stack -> there are: Is',
  ]);
});

test('mappings are named where they are declared', () => {
  const It = topic({
    A: { 'Fn::FindInMap': ['Sizes', 'a', ref('Key')] },
    B: { 'Fn::FindInMap': ['Colours', 'a', 'b'] },
  });
  const lines = found({ Mappings: { Sizes: {} }, Parameters: { Key: { Type: 'String' } }, Resources: { It } });
  assert.deepEqual(lines, [
    'unresolved-reference It Properties.B: refers to Colours, which is not a mapping of this stack -> there are: Sizes',
  ]);
});

test('conditions and rules may only use parameters', () => {
  const early =
    'conditions and rules are worked out before any resource exists -> compare a parameter or a pseudo parameter instead';
  const lines = found({
    Parameters: { Stage: { Type: 'String' } },
    Conditions: { Is: { 'Fn::Equals': [att('It', 'TopicName'), ref('Stag')] } },
    Rules: { Rule: { Assertions: [{ Assert: { 'Fn::Contains': [[ref('It')], ref('Stage')] } }] } },
    Resources: { It: { ...topic(), Condition: 'Is' } },
  });
  assert.deepEqual(lines, [
    `unresolved-reference Rule Assertions[0].Assert.Fn::Contains[0][0]: refers to the resource It; ${early}`,
    `unresolved-reference Is Fn::Equals[0]: refers to the resource It; ${early}`,
    'unresolved-reference Is Fn::Equals[1]: refers to Stag, which is not a parameter of this stack -> did you mean Stage?',
  ]);
});

test('what a resource waits for is another resource of the stack', () => {
  const lines = found({
    Parameters: { Name: { Type: 'String' } },
    Resources: {
      A: { Type: TOPIC, DependsOn: ['B', 'A', 'Cc'] },
      B: { Type: TOPIC, DependsOn: 'Name', Properties: { A: ref('Name') } },
      Ccc: { Type: TOPIC },
    },
  });
  assert.deepEqual(lines, [
    'unresolved-reference A DependsOn: waits for itself -> take it out of dependsOn',
    'unresolved-reference A DependsOn: waits for Cc, which is not a resource of this stack -> did you mean Ccc?',
    'unresolved-reference B DependsOn: waits for Name, which is not a resource of this stack -> there are: A, B, Ccc',
  ]);
});

test('an attribute is one that the type has, and any of a type that is not known', () => {
  const lines = found({
    Resources: {
      Topic: topic(),
      Made: { Type: 'Made::Up::Type' },
      It: topic({ A: att('Topic', 'Name'), B: att('Made', 'Any'), C: { 'Fn::Sub': '${Topic.TopicArn} ${Topic.Arn}' } }),
    },
  });
  assert.deepEqual(lines, [
    'unknown-attribute It Properties.A: Topic (AWS::SNS::Topic) has no attribute Name -> there are: TopicArn, TopicName',
    'unknown-attribute It Properties.C: Topic (AWS::SNS::Topic) has no attribute Arn -> there are: TopicArn, TopicName',
  ]);
});

test('an attribute of a nested stack is one of its outputs', () => {
  const child = stackOf({ Outputs: { Id: { Value: 'x' }, Url: { Value: 'y' } } }, { name: 'Child' });
  const NESTED = 'AWS::CloudFormation::Stack';
  const Resources = {
    Child: { Type: NESTED },
    Foreign: { Type: NESTED },
    It: topic({
      A: att('Child', 'Outputs.Uri'),
      B: att('Child', 'Outputs.Id'),
      C: att('Foreign', 'Outputs.Any'),
      D: att('Foreign', 'Arn'),
    }),
  };
  const lines = linesOf(
    checkReferences(stackOf({ Resources }, { nested: new Map([['Child', { stack: child, passed: {} }]]) })),
  );
  assert.equal(lines.length, 2);
  assert.equal(
    lines[0],
    'unknown-attribute It Properties.A: Child (stack Child) has no attribute Outputs.Uri -> did you mean Outputs.Url?',
  );
  assert.match(
    lines[1] ?? '',
    /^unknown-attribute It Properties\.D: Foreign \(AWS::CloudFormation::Stack\) has no attribute Arn/,
  );
});

test('names that every object has are not declared by that', () => {
  const It = { ...topic({ A: ref('constructor'), B: { 'Fn::If': ['toString', 1, 2] } }), DependsOn: 'valueOf' };
  assert.equal(found({ Resources: { It } }).length, 3);
});

test('what is declared and not used is told', () => {
  const lines = found({
    Parameters: { P: { Type: 'String' } },
    Mappings: { M: {} },
    Conditions: { C: { 'Fn::Equals': ['a', 'b'] } },
    Resources: { It: topic() },
  });
  assert.deepEqual(lines, [
    'unused-parameter P: the parameter P is used by nothing -> use it or remove it',
    'unused-mapping M: the mapping M is used by nothing -> use it or remove it',
    'unused-condition C: the condition C is used by nothing -> use it or remove it',
  ]);
});

test('a parameter is used by rules, exports and texts, and by rules that ask for all of its type', () => {
  const lines = found({
    Parameters: {
      InText: { Type: 'String' },
      InRule: { Type: 'String' },
      InExport: { Type: 'String' },
      Vpc: { Type: 'AWS::EC2::VPC::Id' },
      Subnets: { Type: 'List<AWS::EC2::Subnet::Id>' },
      Image: { Type: 'AWS::EC2::Image::Id' },
    },
    Rules: {
      Same: {
        Assertions: [
          {
            Assert: {
              'Fn::EachMemberIn': [
                { 'Fn::ValueOfAll': ['AWS::EC2::Subnet::Id', 'VpcId'] },
                { 'Fn::RefAll': 'AWS::EC2::VPC::Id' },
              ],
            },
          },
        ],
      },
      Named: { Assertions: [{ Assert: { 'Fn::Equals': [{ 'Fn::ValueOf': ['InRule', 'x'] }, 'y'] } }] },
    },
    Resources: { It: topic({ A: { 'Fn::Sub': '${InText}' } }) },
    Outputs: { O: { Value: 'x', Export: { Name: ref('InExport') } } },
  });
  assert.deepEqual(lines, ['unused-parameter Image: the parameter Image is used by nothing -> use it or remove it']);
});

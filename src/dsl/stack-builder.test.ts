import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  and,
  contains,
  eachMemberEquals,
  eachMemberIn,
  equals,
  findInMap,
  fnIf,
  not,
  noValue,
  or,
  output,
  refAll,
  region,
  select,
  sub,
  valueOf,
  valueOfAll,
} from './index.ts';
import { dataOf, printed, small, soundly, Thing, templateOf } from './small-stack.ts';
import { printTemplate } from './yaml/print.ts';

test('a condition compares values and stands under its name', () => {
  const template = templateOf(
    small(({ Colour, Flag, Count }, { condition }) => {
      condition('IsGreen', equals(Colour, 'green'));
      condition('IsOn', equals(Flag, true));
      condition('IsSix', equals(Count, 6));
      return {};
    }),
  );
  assert.deepEqual(template.Conditions, {
    IsGreen: { 'Fn::Equals': [{ Ref: 'Colour' }, 'green'] },
    IsOn: { 'Fn::Equals': [{ Ref: 'Flag' }, true] },
    IsSix: { 'Fn::Equals': [{ Ref: 'Count' }, 6] },
  });
});

test('conditions combine, and use each other by name', () => {
  const source = small(({ Colour, Flag }, { condition }) => {
    const isGreen = condition('IsGreen', equals(Colour, 'green'));
    condition('IsGreenAndOn', and(isGreen, equals(Flag, true)));
    condition('IsBlueOrOff', or(not(isGreen), equals(Flag, false), isGreen));
    return {};
  });
  const { Conditions } = templateOf(source);
  assert.deepEqual(Conditions?.IsGreenAndOn, {
    'Fn::And': [{ Condition: 'IsGreen' }, { 'Fn::Equals': [{ Ref: 'Flag' }, true] }],
  });
  assert.deepEqual(Conditions?.IsBlueOrOff, {
    'Fn::Or': [
      { 'Fn::Not': [{ Condition: 'IsGreen' }] },
      { 'Fn::Equals': [{ Ref: 'Flag' }, false] },
      { Condition: 'IsGreen' },
    ],
  });
  const text = printTemplate(templateOf(source), { header: [], resources: {} });
  assert.match(text, /IsGreenAndOn: !And \[!Condition IsGreen, !Equals \[!Ref Flag, true\]\]\n/);
});

test('fnIf names its condition and holds both values', () => {
  assert.deepEqual(
    dataOf(({ Colour, Names }, { condition }) =>
      fnIf(condition('IsGreen', equals(Colour, 'green')), Names, ['a', sub`${region}a`]),
    ),
    { 'Fn::If': ['IsGreen', { Ref: 'Names' }, ['a', { 'Fn::Sub': '${AWS::Region}a' }]] },
  );
  assert.equal(
    printed(({ Colour }, { condition }) => fnIf(condition('IsGreen', equals(Colour, 'green')), 1, noValue)),
    '!If [IsGreen, 1, !Ref "AWS::NoValue"]',
  );
});

test('a mapping stands under its name as it is written, lists among its values', () => {
  const template = templateOf(
    small(({ Colour }, { mapping, resource }) => {
      const sizes = mapping('Sizes', {
        blue: { Memory: 256, Zones: ['a', 'b'] },
        green: { Memory: 512, Zones: ['c'] },
      });
      resource('Holder', new Thing({ Zone: select(0, findInMap(sizes, Colour, 'Zones')) }));
      return {};
    }),
  );
  assert.deepEqual(template.Mappings, {
    Sizes: { blue: { Memory: 256, Zones: ['a', 'b'] }, green: { Memory: 512, Zones: ['c'] } },
  });
  assert.deepEqual(template.Resources.Holder?.Properties, {
    Zone: { 'Fn::Select': [0, { 'Fn::FindInMap': ['Sizes', { Ref: 'Colour' }, 'Zones'] }] },
  });
});

test('a rule asserts things of the parameters, always or when something holds', () => {
  const template = templateOf(
    small(({ Name, Names, Colour, Flag }, { rule }) => {
      rule('Zones', {
        when: equals(Flag, true),
        assertions: [
          { assert: contains(['blue', 'green'], Colour), description: 'a colour' },
          { assert: eachMemberEquals(valueOfAll('AWS::EC2::Subnet::Id', 'VpcId'), Name), description: 'one network' },
          { assert: eachMemberIn(Names, refAll('AWS::EC2::VPC::Id')), description: 'known networks' },
        ],
      });
      rule('Always', { assertions: [{ assert: equals(valueOf(Name, 'VpcId'), 'x'), description: 'the network x' }] });
      return {};
    }),
  );
  assert.deepEqual(template.Rules, {
    Zones: {
      RuleCondition: { 'Fn::Equals': [{ Ref: 'Flag' }, true] },
      Assertions: [
        { Assert: { 'Fn::Contains': [['blue', 'green'], { Ref: 'Colour' }] }, AssertDescription: 'a colour' },
        {
          Assert: {
            'Fn::EachMemberEquals': [{ 'Fn::ValueOfAll': ['AWS::EC2::Subnet::Id', 'VpcId'] }, { Ref: 'Name' }],
          },
          AssertDescription: 'one network',
        },
        {
          Assert: { 'Fn::EachMemberIn': [{ Ref: 'Names' }, { 'Fn::RefAll': 'AWS::EC2::VPC::Id' }] },
          AssertDescription: 'known networks',
        },
      ],
    },
    Always: {
      Assertions: [
        { Assert: { 'Fn::Equals': [{ 'Fn::ValueOf': ['Name', 'VpcId'] }, 'x'] }, AssertDescription: 'the network x' },
      ],
    },
  });
});

test('an output is a value; description, condition and export only where they are wanted', () => {
  const template = templateOf(
    small(({ Name, Flag }, { condition, resource }) => {
      const isOn = condition('IsOn', equals(Flag, true));
      const thing = resource('Thing', new Thing());
      return {
        Bare: thing.ref,
        Text: sub`${Name}-x`,
        Number: 5,
        Full: output(thing.att('Arn'), { description: 'The ARN', condition: isOn, exportName: sub`${Name}-arn` }),
        LeftOut: undefined,
      };
    }),
  );
  assert.deepEqual(template.Outputs, {
    Bare: { Value: { Ref: 'Thing' } },
    Text: { Value: { 'Fn::Sub': '${Name}-x' } },
    Number: { Value: 5 },
    Full: {
      Description: 'The ARN',
      Condition: 'IsOn',
      Value: { 'Fn::GetAtt': ['Thing', 'Arn'] },
      Export: { Name: { 'Fn::Sub': '${Name}-arn' } },
    },
  });
});

test('sections that are empty are not in the template', () => {
  const { template } = soundly(small((_, { resource }) => ({ Thing: resource('Thing', new Thing()).ref })));
  assert.deepEqual(Object.keys(template), [
    'AWSTemplateFormatVersion',
    'Description',
    'Parameters',
    'Resources',
    'Outputs',
  ]);
  assert.deepEqual(template.Resources, { Thing: { Type: 'Test::Small::Thing' } });
});

test('properties that are undefined are left out, at any depth; false, 0 and empty texts are not', () => {
  const source = small((_, { resource }) => {
    resource('Thing', new Thing({ A: undefined, B: { C: undefined, D: false }, E: [0, ''], F: {} }));
    return {};
  });
  assert.deepEqual(templateOf(source).Resources.Thing?.Properties, { B: { D: false }, E: [0, ''], F: {} });
});

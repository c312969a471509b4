import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildStack, type Problem, parameter, stack } from './index.ts';
import type { ParameterSet } from './parameter.ts';
import { brief, dataOf, here, templateOf } from './small-stack.ts';
import type { TemplateParameter } from './template.ts';

const declaring = (parameters: ParameterSet) =>
  stack('Asking', { description: 'Asks for values', parameters }, () => ({}));
const entries = (parameters: ParameterSet) => templateOf(declaring(parameters)).Parameters;
const entry = (declared: ParameterSet[string]): TemplateParameter | undefined => entries({ P: declared })?.P;
const problems = (declared: ParameterSet[string]): readonly Problem[] =>
  buildStack(declaring({ P: declared })).problems;
const faults = (declared: ParameterSet[string]) => problems(declared).map(({ code, message }) => `${code}: ${message}`);

test('a parameter of each kind has its CloudFormation type', () => {
  const types = Object.entries(
    entries({
      String: parameter.string(),
      Number: parameter.number(),
      Boolean: parameter.boolean(),
      List: parameter.list(),
      Numbers: parameter.numbers(),
      Zone: parameter.availabilityZone(),
      Zones: parameter.availabilityZones(),
      HostedZone: parameter.hostedZoneId(),
      HostedZones: parameter.hostedZoneIds(),
      Image: parameter.imageId(),
      Images: parameter.imageIds(),
      Instance: parameter.instanceId(),
      Instances: parameter.instanceIds(),
      KeyPair: parameter.keyPairName(),
      Group: parameter.securityGroupId(),
      Groups: parameter.securityGroupIds(),
      GroupName: parameter.securityGroupName(),
      GroupNames: parameter.securityGroupNames(),
      Subnet: parameter.subnetId(),
      Subnets: parameter.subnetIds(),
      Volume: parameter.volumeId(),
      Volumes: parameter.volumeIds(),
      Vpc: parameter.vpcId(),
      Vpcs: parameter.vpcIds(),
      SsmName: parameter.ssmParameterName(),
      Ssm: parameter.ssm('AWS::EC2::Image::Id'),
      SsmList: parameter.ssmList('AWS::EC2::Subnet::Id'),
    }) ?? {},
  ).map(([name, { Type }]) => `${name} ${Type}`);
  assert.deepEqual(types, [
    'String String',
    'Number Number',
    'Boolean String',
    'List CommaDelimitedList',
    'Numbers List<Number>',
    'Zone AWS::EC2::AvailabilityZone::Name',
    'Zones List<AWS::EC2::AvailabilityZone::Name>',
    'HostedZone AWS::Route53::HostedZone::Id',
    'HostedZones List<AWS::Route53::HostedZone::Id>',
    'Image AWS::EC2::Image::Id',
    'Images List<AWS::EC2::Image::Id>',
    'Instance AWS::EC2::Instance::Id',
    'Instances List<AWS::EC2::Instance::Id>',
    'KeyPair AWS::EC2::KeyPair::KeyName',
    'Group AWS::EC2::SecurityGroup::Id',
    'Groups List<AWS::EC2::SecurityGroup::Id>',
    'GroupName AWS::EC2::SecurityGroup::GroupName',
    'GroupNames List<AWS::EC2::SecurityGroup::GroupName>',
    'Subnet AWS::EC2::Subnet::Id',
    'Subnets List<AWS::EC2::Subnet::Id>',
    'Volume AWS::EC2::Volume::Id',
    'Volumes List<AWS::EC2::Volume::Id>',
    'Vpc AWS::EC2::VPC::Id',
    'Vpcs List<AWS::EC2::VPC::Id>',
    'SsmName AWS::SSM::Parameter::Name',
    'Ssm AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>',
    'SsmList AWS::SSM::Parameter::Value<List<AWS::EC2::Subnet::Id>>',
  ]);
});

test('a parameter without options is its type and nothing else', () => {
  assert.deepEqual(entry(parameter.string()), { Type: 'String' });
});

test('constraints, NoEcho and description stand in the template', () => {
  const text = parameter.string({
    default: 'ab',
    allowedPattern: '[a-z]+',
    constraintDescription: 'lower-case letters',
    minLength: 2,
    maxLength: 8,
    noEcho: true,
    description: 'A short word',
  });
  assert.deepEqual(entry(text), {
    Type: 'String',
    Default: 'ab',
    AllowedPattern: '[a-z]+',
    ConstraintDescription: 'lower-case letters',
    MinLength: 2,
    MaxLength: 8,
    NoEcho: true,
    Description: 'A short word',
  });
  assert.deepEqual(entry(parameter.number({ default: 5, minValue: 0, maxValue: 10 })), {
    Type: 'Number',
    Default: 5,
    MinValue: 0,
    MaxValue: 10,
  });
});

test('oneOf strings is a String with allowed values, oneOf numbers a Number', () => {
  assert.deepEqual(entry(parameter.oneOf(['blue', 'green'], { default: 'blue' })), {
    Type: 'String',
    Default: 'blue',
    AllowedValues: ['blue', 'green'],
  });
  assert.deepEqual(entry(parameter.oneOf([7, 30])), { Type: 'Number', AllowedValues: [7, 30] });
});

test('a boolean is a String that is true or false, its default written out', () => {
  assert.deepEqual(entry(parameter.boolean({ default: false })), {
    Type: 'String',
    Default: 'false',
    AllowedValues: ['true', 'false'],
  });
});

test('the default of a list is its elements joined by commas', () => {
  assert.equal(entry(parameter.list({ default: ['a', 'b'] }))?.Default, 'a,b');
  assert.equal(entry(parameter.numbers({ default: [1, 2.5] }))?.Default, '1,2.5');
  assert.equal(entry(parameter.subnetIds({ default: ['subnet-1'] }))?.Default, 'subnet-1');
});

test('the default of an SSM type is a name, whatever the constraints of the value behind it', () => {
  assert.equal(entry(parameter.ssmList('String', { default: '/a/b' }))?.Default, '/a/b');
  assert.equal(entry(parameter.ssm('String', { default: '/a/b', allowedPattern: 'ami-.*' }))?.Default, '/a/b');
});

test('a falsy default is a default', () => {
  assert.equal(entry(parameter.string({ default: '' }))?.Default, '');
  assert.equal(entry(parameter.number({ default: 0 }))?.Default, 0);
});

test('parameters keep their order, and one that is undefined is left out', () => {
  const declared = entries({ B: parameter.string(), Left: undefined, A: parameter.string() });
  assert.deepEqual(Object.keys(declared ?? {}), ['B', 'A']);
});

test('a body gets undefined for a parameter that was left out', () => {
  let given: unknown = 'not called';
  const parameters = { Left: undefined };
  buildStack(
    stack('Asking', { description: 'Asks for nothing', parameters }, ({ Left }) => {
      given = Left;
      return {};
    }),
  );
  assert.equal(given, undefined);
});

test('a default that does not meet its own constraints is a problem', () => {
  assert.deepEqual(faults(parameter.string({ default: 'A', allowedPattern: '[a-z]+' })), [
    'parameter-value: "A" does not match [a-z]+',
  ]);
  assert.deepEqual(faults(parameter.string({ default: 'ab1', allowedPattern: '[a-z]+' })), [
    'parameter-value: "ab1" does not match [a-z]+',
  ]);
  assert.deepEqual(faults(parameter.string({ default: 'a', minLength: 2 })), [
    'parameter-value: "a" is shorter than 2 characters',
  ]);
  assert.deepEqual(faults(parameter.string({ default: 'abc', maxLength: 2 })), [
    'parameter-value: "abc" is longer than 2 characters',
  ]);
  assert.deepEqual(faults(parameter.number({ default: -1, minValue: 0 })), ['parameter-value: -1 is less than 0']);
  assert.deepEqual(faults(parameter.numbers({ default: [1, 11], maxValue: 10 })), [
    'parameter-value: 11 is more than 10',
  ]);
  assert.deepEqual(faults(parameter.number({ default: Number.NaN })), ['parameter-value: "NaN" is not a number']);
  assert.deepEqual(faults(parameter.number({ default: Number.POSITIVE_INFINITY })), [
    'parameter-value: "Infinity" is not a number',
  ]);
});

test('a default that is none of the allowed values, as JavaScript lets one write it, is a problem', () => {
  const values: readonly [string, string] = ['blue', 'green'];
  assert.deepEqual(faults(parameter.oneOf<readonly [string, string]>(values, { default: 'red' })), [
    'parameter-value: "red" is not one of blue, green',
  ]);
});

test('an empty list as a default is a problem: it would be one empty text', () => {
  const [problem, ...others] = problems(parameter.list({ default: [] }));
  assert.deepEqual(others, []);
  assert.equal(problem?.code, 'empty-list');
  assert.match(problem?.message ?? '', /one empty text/);
});

test('a comma in an element of a default is a problem: it would be two elements', () => {
  const [problem, ...others] = problems(parameter.list({ default: ['a', 'b,c'] }));
  assert.deepEqual(others, []);
  assert.equal(problem?.code, 'comma-in-list');
  assert.match(problem?.message ?? '', /"b,c"/);
});

test('a problem of a default says which, and the line that declared the parameter', () => {
  const line = here() + 1;
  const declared = parameter.number({ default: 99, maxValue: 10 });
  const [problem] = problems(declared);
  assert.ok(problem);
  assert.equal(brief(problem), 'parameter-value at Asking.P Default');
  assert.equal(problem.place?.position.line, line);
  assert.match(problem.place?.position.file ?? '', /parameter\.test\.ts$/);
});

test('the line is that of the call for every kind of parameter', () => {
  const line = here();
  const each = [
    parameter.string(),
    parameter.oneOf(['a']),
    parameter.boolean(),
    parameter.ssm('String'),
    parameter.ssmList('String'),
  ];
  assert.deepEqual(
    each.map(({ place }) => place.position.line - line),
    [2, 3, 4, 5, 6],
  );
});

test('a reference to a parameter is a Ref to its name, also within a list of references', () => {
  assert.deepEqual(
    dataOf(({ Names, Count, Flag, Colour }) => [Names, Count, Flag, Colour]),
    [{ Ref: 'Names' }, { Ref: 'Count' }, { Ref: 'Flag' }, { Ref: 'Colour' }],
  );
});

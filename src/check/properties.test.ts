import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Data, DataObject, Template } from '../dsl/template.ts';
import { att, linesOf, ref, resourceOf, stackOf } from './fixtures.ts';
import { checkProperties } from './properties.ts';

const VPC = 'AWS::EC2::VPC';
const BALANCER = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
const GROUP = 'AWS::ElasticLoadBalancingV2::TargetGroup';
const TOPIC_POLICY = 'AWS::SNS::TopicPolicy';

function found(type: string, properties: DataObject, more: Partial<Template> = {}): readonly string[] {
  return linesOf(checkProperties(resourceOf(type, properties, more))).map((line) =>
    line.replace(/ It Properties\.?/, ' '),
  );
}

test('a property that is nothing like any has the list of those there are', () => {
  assert.deepEqual(found('AWS::SNS::TopicPolicy', { PolicyDocument: {}, Topics: [], Zzzzzz: 1 }), [
    'unknown-property : AWS::SNS::TopicPolicy has no property Zzzzzz here -> there are: PolicyDocument, Topics',
  ]);
});

test('a name that every object has is not taken for a property', () => {
  assert.deepEqual(found(VPC, { CidrBlock: 'x', constructor: 1 }).length, 1);
});

test('a required property that noValue leaves out is missing, and the hint says what it takes', () => {
  const leftOut = 'GroupDescription is required, and AWS::NoValue would leave it out -> add GroupDescription: a text';
  const expected = [`missing-property : ${leftOut}`];
  assert.deepEqual(found('AWS::EC2::SecurityGroup', { GroupDescription: ref('AWS::NoValue') }), expected);
  const never = { 'Fn::If': ['Is', ref('AWS::NoValue'), ref('AWS::NoValue')] };
  assert.deepEqual(found('AWS::EC2::SecurityGroup', { GroupDescription: never }), expected);
  const underItsCondition = { 'Fn::If': ['Is', 'x', ref('AWS::NoValue')] };
  assert.deepEqual(found('AWS::EC2::SecurityGroup', { GroupDescription: underItsCondition }), []);
  assert.deepEqual(found('AWS::EC2::SecurityGroup', {}), [
    'missing-property : GroupDescription is required -> add GroupDescription: a text',
  ]);
  assert.deepEqual(found(TOPIC_POLICY, { Topics: ['a'] }), [
    'missing-property : PolicyDocument is required -> add PolicyDocument: any value',
  ]);
});

test('a tag has a key and a value', () => {
  assert.deepEqual(
    found(VPC, { Tags: [{ Key: 'a', Value: 'b' }, { Key: 'a' }, 'b', { Kay: 'a', Key: 'a', Value: 1 }] }),
    [
      'missing-property Tags[1]: Value is required -> add Value: a text',
      'wrong-type Tags[2]: "b" stands where a tag goes -> write an object with Key, Value',
      'unknown-property Tags[3]: AWS::EC2::VPC has no property Kay here -> did you mean Key?',
    ],
  );
});

test('one value where a list goes is wrong whatever it is written with', () => {
  const into = 'put it into a list, or split it if it holds several';
  const wrong = (value: string, kind = '') => `wrong-type Subnets: ${value}${kind} stands where a list goes -> ${into}`;
  const parameters = { Parameters: { One: { Type: 'String' }, Many: { Type: 'CommaDelimitedList' } } };
  const one = ', one value,';
  assert.deepEqual(found(BALANCER, { Subnets: 'a' }), [wrong('"a"')]);
  assert.deepEqual(found(BALANCER, { Subnets: ref('One') }, parameters), [wrong('{"Ref":"One"}', one)]);
  assert.deepEqual(found(BALANCER, { Subnets: { 'Fn::Sub': 'x' } }), [wrong('{"Fn::Sub":"x"}', one)]);
  assert.deepEqual(found(BALANCER, { Subnets: { 'Fn::If': ['Is', ref('Many'), ref('One')] } }, parameters), [
    wrong('{"Ref":"One"}', one).replace('Subnets', 'Subnets.Fn::If[2]'),
  ]);
  assert.deepEqual(found(BALANCER, { SubnetMappings: { SubnetId: 'a' } }), [
    'wrong-type SubnetMappings: {"SubnetId":"a"} stands where a list goes -> put it into a list',
  ]);
});

test('a list where one value goes is wrong whatever it is written with', () => {
  const take = 'take one element of it with select, or join them to one text';
  const wrong = (value: string, kind = ', a list,') =>
    `wrong-type Name: ${value}${kind} stands where a text goes -> ${take}`;
  const ids = { Parameters: { Ids: { Type: 'List<AWS::EC2::Subnet::Id>' } } };
  const looked = { Parameters: { Ids: { Type: 'AWS::SSM::Parameter::Value<List<String>>' } } };
  assert.deepEqual(found(BALANCER, { Name: ['a'] }), [wrong('["a"]', '')]);
  assert.deepEqual(found(BALANCER, { Name: ref('Ids') }, ids), [wrong('{"Ref":"Ids"}')]);
  assert.deepEqual(found(BALANCER, { Name: ref('Ids') }, looked), [wrong('{"Ref":"Ids"}')]);
  assert.deepEqual(found(BALANCER, { Name: ref('AWS::NotificationARNs') }), [wrong('{"Ref":"AWS::NotificationARNs"}')]);
  assert.deepEqual(found(BALANCER, { Subnets: [{ 'Fn::Split': [',', 'a'] }] }), [
    `wrong-type Subnets[0]: {"Fn::Split":[",","a"]}, a list, stands where a text goes -> ${take}`,
  ]);
  assert.deepEqual(found(GROUP, { Port: { 'Fn::GetAZs': '' } }), [
    'wrong-type Port: {"Fn::GetAZs":""}, a list, stands where a whole number goes -> take one element of it, or write a whole number',
  ]);
});

test('attributes are lists or single values as the schema says, and unknown where it says nothing', () => {
  const more = { Resources: { Other: { Type: BALANCER }, Role: { Type: 'Made::Up::Type' } } };
  assert.equal(found(BALANCER, { Name: att('Other', 'SecurityGroups') }, more).length, 1);
  assert.equal(found(BALANCER, { Name: { 'Fn::GetAtt': 'Other.SecurityGroups' } }, more).length, 1);
  assert.equal(found(BALANCER, { Subnets: att('Other', 'DNSName') }, more).length, 1);
  for (const Subnets of [
    att('Other', 'Nope'),
    att('Role', 'Any'),
    att('Nobody', 'Arn'),
    att('Other', 'SecurityGroups'),
  ]) {
    assert.deepEqual(found(BALANCER, { Subnets }, more), []);
  }
  assert.deepEqual(found(BALANCER, { Subnets: { 'Fn::GetAtt': ['Other', ref('Which')] } }, more), []);
});

test('an output of a nested stack is one value', () => {
  const nested = new Map([['Child', { stack: stackOf({}), passed: {} }]]);
  const stack = { ...resourceOf(BALANCER, { Subnets: att('Child', 'Outputs.Ids') }), nested };
  assert.match(
    linesOf(checkProperties(stack))[0] ?? '',
    /^wrong-type It Properties\.Subnets: .*, one value, stands where a list goes/,
  );
});

test('what only CloudFormation can tell is taken', () => {
  const Subnets = [
    { 'Fn::FindInMap': ['Table', 'a', 'b'] },
    { 'Fn::Select': [0, [ref('Ids')]] },
    { 'Fn::Transform': { Name: 'AWS::Include' } },
    ref('AWS::NoValue'),
  ];
  for (const each of Subnets) assert.deepEqual(found(BALANCER, { Subnets: each }), []);
});

test('a condition with less than two values is told as such', () => {
  const hint = 'write fnIf(condition, then, otherwise); noValue for nothing';
  assert.deepEqual(found(VPC, { CidrBlock: { 'Fn::If': ['Is', 'x'] } }), [
    `wrong-type CidrBlock: {"Fn::If":["Is","x"]} does not have a condition and two values -> ${hint}`,
  ]);
});

test('numbers and booleans are what CloudFormation can read as such', () => {
  const cases: readonly (readonly [DataObject, readonly string[]])[] = [
    [{ Port: 80, HealthCheckEnabled: true, Name: 7 }, []],
    [{ Port: '80', HealthCheckEnabled: 'false', Name: true }, []],
    [{ Port: 'eighty' }, ['wrong-type Port: "eighty" stands where a whole number goes -> write a whole number']],
    [{ Port: 80.5 }, ['wrong-type Port: 80.5 stands where a whole number goes -> write a whole number']],
    [{ Port: '' }, ['wrong-type Port: "" stands where a whole number goes -> write a whole number']],
    [{ Port: true }, ['wrong-type Port: true stands where a whole number goes -> write a whole number']],
    [
      { HealthCheckEnabled: 'yes' },
      ['wrong-type HealthCheckEnabled: "yes" stands where true or false goes -> write true or false'],
    ],
    [
      { HealthCheckEnabled: 1 },
      ['wrong-type HealthCheckEnabled: 1 stands where true or false goes -> write true or false'],
    ],
  ];
  for (const [properties, expected] of cases) assert.deepEqual(found(GROUP, properties), expected);
  assert.deepEqual(
    found('AWS::CloudWatch::Alarm', {
      ComparisonOperator: 'GreaterThanThreshold',
      EvaluationPeriods: 1,
      Threshold: '2.5',
    }),
    [],
  );
  assert.deepEqual(
    found('AWS::CloudWatch::Alarm', {
      ComparisonOperator: 'GreaterThanThreshold',
      EvaluationPeriods: 1,
      Threshold: 'x',
    }),
    ['wrong-type Threshold: "x" stands where a number goes -> write a number'],
  );
});

test('an object where a text goes may have been meant as JSON', () => {
  assert.deepEqual(found('AWS::CloudWatch::Dashboard', { DashboardBody: { widgets: [] } }), [
    'wrong-type DashboardBody: {"widgets":[]} stands where a text goes -> write a text; for a document as JSON text, toJsonString',
  ]);
});

test('a text where an object goes is told which members the object has', () => {
  assert.deepEqual(found(GROUP, { Matcher: ref('AWS::Region') }), [
    'wrong-type Matcher: {"Ref":"AWS::Region"}, one value, stands where an object (Matcher) goes -> write an object with GrpcCode, HttpCode',
  ]);
  assert.deepEqual(found('AWS::S3::Bucket', { LifecycleConfiguration: { Rules: ['expire'] } }), [
    'wrong-type LifecycleConfiguration.Rules[0]: "expire" stands where an object (Rule) goes -> write an object with Status',
  ]);
});

test('an enum takes its values, also in the branches of a condition and behind numbers', () => {
  const scheme = (value: Data) => found(BALANCER, { Scheme: value });
  assert.deepEqual(scheme({ 'Fn::If': ['Is', 'internal', 'intern'] }), [
    'not-allowed Scheme.Fn::If[2]: "intern" is not one of the values it takes -> did you mean internal?',
  ]);
  assert.deepEqual(scheme('public'), [
    'not-allowed Scheme: "public" is not one of the values it takes -> there are: internal, internet-facing',
  ]);
  assert.deepEqual(scheme('{{resolve:ssm:/scheme}}'), []);
  assert.deepEqual(scheme(ref('AWS::Region')), []);
  assert.deepEqual(found('AWS::Logs::LogGroup', { RetentionInDays: '30' }), []);
  assert.equal(
    found('AWS::Logs::LogGroup', { RetentionInDays: 31 })[0]?.slice(0, 30),
    'not-allowed RetentionInDays: 3',
  );
});

test('a dynamic reference may be part of a text', () => {
  assert.deepEqual(found(GROUP, { Port: '{{resolve:ssm:/port}}' }), []);
  assert.deepEqual(found(BALANCER, { Scheme: 'inter{{resolve:ssm:/rest}}' }), []);
});

test('where a text or a list goes, either is taken, and what is neither is told so', () => {
  const notified = (TopicARN: Data) =>
    found('AWS::AutoScaling::AutoScalingGroup', {
      MinSize: '1',
      MaxSize: '2',
      NotificationConfigurations: [{ TopicARN }],
    });
  for (const each of ['x', ['x', 'y'], ref('AWS::Region'), { 'Fn::GetAZs': '' }]) assert.deepEqual(notified(each), []);
  const path = 'NotificationConfigurations[0].TopicARN';
  assert.deepEqual(notified({ Any: 1 }), [
    `wrong-type ${path}: {"Any":1} stands where a text or a list goes -> write a text or a list`,
  ]);
  assert.deepEqual(notified(['x', { Any: 1 }]), [
    `wrong-type ${path}[1]: {"Any":1} stands where a text goes -> write a text; for a document as JSON text, toJsonString`,
  ]);
});

test('where any JSON goes, anything is taken', () => {
  const policy = (PolicyDocument: Data) => found(TOPIC_POLICY, { PolicyDocument, Topics: ['x'] });
  for (const each of ['x', 7, { Any: [1, { Thing: true }] }, { 'Fn::GetAZs': '' }]) assert.deepEqual(policy(each), []);
});

test('a map holds what its values may be, under any key', () => {
  const labels = (DockerLabels: DataObject | string) =>
    found('AWS::ECS::TaskDefinition', { ContainerDefinitions: [{ Name: 'a', Image: 'b', DockerLabels }] });
  assert.deepEqual(labels({ 'any.key': 'x', other: 1, maybe: { 'Fn::If': ['Is', 'a', ref('AWS::NoValue')] } }), []);
  const path = 'ContainerDefinitions[0].DockerLabels';
  assert.deepEqual(labels({ wrong: ['x'] }), [
    `wrong-type ${path}.wrong: ["x"] stands where a text goes -> take one element of it with select, or join them to one text`,
  ]);
  assert.deepEqual(labels('x'), [`wrong-type ${path}: "x" stands where a map goes -> write a map`]);
  assert.deepEqual(labels({ 'Fn::Transform': { Name: 'A' }, a: 'b' }), []);
});

test('a macro may add what is missing, and its own loops are not properties', () => {
  assert.deepEqual(found('AWS::EC2::SecurityGroup', { 'Fn::Transform': { Name: 'A' }, VpcId: 'x' }), []);
  assert.deepEqual(found(VPC, { CidrBlock: 'x', 'Fn::ForEach::Tags': ['a', ['b'], {}] }), []);
});

test('a long value is cut in the message', () => {
  const [line = ''] = found(BALANCER, { Subnets: { a: 'x'.repeat(200) } });
  assert.match(line, /^wrong-type Subnets: \{"a":"x{71}\.\.\. stands/);
});

test('a resource without properties, and one of a type that src/aws does not have', () => {
  const problems = checkProperties(
    stackOf({ Resources: { A: { Type: VPC }, B: { Type: 'Custom::Any', Properties: { X: [] } } } }),
  );
  assert.deepEqual(problems, []);
  const group = checkProperties(stackOf({ Resources: { A: { Type: 'AWS::EC2::SecurityGroup' } } }));
  assert.deepEqual(
    group.map(({ code }) => code),
    ['missing-property'],
  );
});

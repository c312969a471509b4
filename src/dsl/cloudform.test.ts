import assert from 'node:assert/strict';
import { test } from 'node:test';
import dynamoDb from 'cloudform-types/types/dynamoDb/index.js';
import table from 'cloudform-types/types/dynamoDb/table.js';
import * as Fn from 'cloudform-types/types/functions.js';
import * as Refs from 'cloudform-types/types/refs.js';
import { DeletionPolicy, ResourceTag } from 'cloudform-types/types/resource.js';
import { buildStack, type Expression, equals, fnIf, fromCloudform, noValue, sub, toJsonString } from './index.ts';
import { brief, dataOf, here, printed, small, soundly, Thing } from './small-stack.ts';

// cloudform's modules are CommonJS: what they export as `default` is a member of what Node imports.
const { default: Table } = table;

const keySchema = [{ KeyType: 'HASH', AttributeName: 'id' }];

test('a resource class of cloudform is declared beside ours, and they refer to each other', () => {
  const source = small((_, { resource }) => {
    const orders = resource('Orders', new Table({ KeySchema: keySchema, BillingMode: 'PAY_PER_REQUEST' }));
    resource('Thing', new Thing({ Table: orders.ref, Stream: orders.att('StreamArn') }), { dependsOn: orders });
    return { Arn: orders.att('Arn') };
  });
  const { template } = soundly(source);
  assert.deepEqual(template.Resources, {
    Orders: {
      Type: 'AWS::DynamoDB::Table',
      Properties: { KeySchema: [{ KeyType: 'HASH', AttributeName: 'id' }], BillingMode: 'PAY_PER_REQUEST' },
    },
    Thing: {
      Type: 'Test::Small::Thing',
      DependsOn: 'Orders',
      Properties: { Table: { Ref: 'Orders' }, Stream: { 'Fn::GetAtt': ['Orders', 'StreamArn'] } },
    },
  });
  assert.deepEqual(template.Outputs, { Arn: { Value: { 'Fn::GetAtt': ['Orders', 'Arn'] } } });
});

test('it may come from the namespace of its service as well', () => {
  const { Table: OfNamespace } = dynamoDb.default;
  const source = small((_, { resource }) => {
    resource('Orders', new OfNamespace({ KeySchema: keySchema }));
    return {};
  });
  assert.equal(soundly(source).template.Resources.Orders?.Type, 'AWS::DynamoDB::Table');
});

test('its nested property classes become plain data', () => {
  const source = small((_, { resource }) => {
    resource(
      'Orders',
      new Table({
        KeySchema: [new Table.KeySchema({ KeyType: 'HASH', AttributeName: 'id' })],
        SSESpecification: new Table.SSESpecification({ SSEEnabled: true }),
        Tags: [new ResourceTag('Name', 'orders')],
      }),
    );
    return {};
  });
  assert.deepEqual(soundly(source).template.Resources.Orders?.Properties, {
    KeySchema: [{ KeyType: 'HASH', AttributeName: 'id' }],
    SSESpecification: { SSEEnabled: true },
    Tags: [{ Key: 'Name', Value: 'orders' }],
  });
});

test('expressions of ours fit in its properties', () => {
  const source = small(({ Name, Flag, Count }, { condition, resource }) => {
    const isOn = condition('IsOn', equals(Flag, true));
    resource(
      'Orders',
      new Table({
        KeySchema: keySchema,
        TableName: sub`${Name}-orders`,
        DeletionProtectionEnabled: Flag,
        ProvisionedThroughput: { ReadCapacityUnits: Count, WriteCapacityUnits: fnIf(isOn, Count, 1) },
        TableClass: fnIf(isOn, 'STANDARD', noValue),
      }),
    );
    return {};
  });
  assert.deepEqual(soundly(source).template.Resources.Orders?.Properties, {
    KeySchema: [{ KeyType: 'HASH', AttributeName: 'id' }],
    TableName: { 'Fn::Sub': '${Name}-orders' },
    DeletionProtectionEnabled: { Ref: 'Flag' },
    ProvisionedThroughput: {
      ReadCapacityUnits: { Ref: 'Count' },
      WriteCapacityUnits: { 'Fn::If': ['IsOn', { Ref: 'Count' }, 1] },
    },
    TableClass: { 'Fn::If': ['IsOn', 'STANDARD', { Ref: 'AWS::NoValue' }] },
  });
});

test('the attributes it was given by its own methods stay', () => {
  const source = small((_, { condition, resource }) => {
    condition('IsOn', equals('a', 'a'));
    resource('Other', new Thing());
    resource(
      'Orders',
      new Table({ KeySchema: keySchema })
        .dependsOn('Other')
        .deletionPolicy(DeletionPolicy.Retain)
        .condition('IsOn')
        .metadata({ Owner: Refs.AccountId }),
    );
    return {};
  });
  const { Properties: _, ...attributes } = soundly(source).template.Resources.Orders ?? {};
  assert.deepEqual(attributes, {
    Type: 'AWS::DynamoDB::Table',
    DependsOn: 'Other',
    DeletionPolicy: 'Retain',
    Condition: 'IsOn',
    Metadata: { Owner: { Ref: 'AWS::AccountId' } },
  });
});

test('what its declaration says goes before them', () => {
  const source = small((_, { resource }) => {
    const orders = new Table({ KeySchema: keySchema }).deletionPolicy(DeletionPolicy.Delete);
    resource('Orders', orders, { deletionPolicy: 'RetainExceptOnCreate' });
    return {};
  });
  assert.equal(soundly(source).template.Resources.Orders?.DeletionPolicy, 'RetainExceptOnCreate');
});

test('its raw intrinsic functions stand in its own properties and in ours', () => {
  const source = small((_, { resource }) => {
    const name = Fn.Join('-', [Refs.StackName, 'orders']);
    resource('Orders', new Table({ KeySchema: keySchema, TableName: name }));
    resource('Thing', new Thing({ Name: fromCloudform<string>(name) }));
    return {};
  });
  const joined = { 'Fn::Join': ['-', [{ Ref: 'AWS::StackName' }, 'orders']] };
  const { Orders, Thing: thing } = soundly(source).template.Resources;
  assert.deepEqual(Orders?.Properties?.TableName, joined);
  assert.deepEqual(thing?.Properties?.Name, joined);
});

test('fromCloudform takes them into the language, where they are expressions like any other', () => {
  const regionOf: Expression<string> = fromCloudform(Refs.Region);
  assert.deepEqual(
    dataOf(() => sub`in ${regionOf}`),
    { 'Fn::Sub': 'in ${AWS::Region}' },
  );
  assert.deepEqual(
    dataOf(
      () => sub`${fromCloudform<string>(Fn.GetAtt('Holder', 'Arn'))}/${fromCloudform<string>(Fn.Select(0, ['a']))}`,
    ),
    { 'Fn::Sub': ['${Holder.Arn}/${Part1}', { Part1: { 'Fn::Select': [0, ['a']] } }] },
  );
  assert.deepEqual(
    dataOf(() => toJsonString({ region: regionOf })),
    { 'Fn::Sub': '{"region":"${AWS::Region}"}' },
  );
  assert.equal(
    printed(() => fromCloudform<readonly string[]>(Fn.GetAZs(Refs.Region))),
    'Fn::GetAZs: !Ref AWS::Region',
  );
});

test('fromCloudform gives an expression of ours back as it is', () => {
  assert.deepEqual(
    dataOf(({ Name }) => fromCloudform<string>(Name)),
    { Ref: 'Name' },
  );
});

test('a list taken from cloudform is joined and split like any other', () => {
  const source = small(() => ({ Zones: fromCloudform<readonly string[]>(Fn.GetAZs()) }));
  assert.deepEqual(soundly(source).template.Outputs, { Zones: { Value: { 'Fn::Join': [',', { 'Fn::GetAZs': '' }] } } });
});

test('what is wrong inside is found at its path and the line of its declaration', () => {
  let line = 0;
  const source = small((_, { resource }) => {
    const nothing = JSON.parse('null');
    const orders = new Table({
      KeySchema: [new Table.KeySchema({ KeyType: 'HASH', AttributeName: Fn.Join('', ['a', nothing]) })],
      TableName: nothing,
    });
    line = here() + 1;
    resource('Orders', orders);
    return {};
  });
  const { problems } = buildStack(source);
  assert.deepEqual(problems.map(brief), [
    'not-a-value at Small.Orders Properties.KeySchema[0].AttributeName.Fn::Join[1][1]',
    'not-a-value at Small.Orders Properties.TableName',
  ]);
  assert.deepEqual(
    problems.map(({ place }) => place?.position.line),
    [line, line],
  );
});

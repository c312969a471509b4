import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type {
  DescribeStackResourcesOutput,
  DescribeStacksOutput,
  GetTemplateOutput,
  GetTemplateSummaryOutput,
  ListExportsOutput,
  ListStacksOutput,
} from '@aws-sdk/client-cloudformation';
import { Objects } from '../../objects.ts';
import { give } from '../../resources/given.ts';
import { Cloud, modelWith, refuse } from './in-process.ts';

const topic = (name: string, more = '') => `
  ${name}:
    Type: AWS::SNS::Topic
    Properties:
      DisplayName: !Ref Shown${more}`;

const TWO = `
Parameters:
  Shown:
    Type: String
    Default: first
Resources:${topic('One')}
  Two:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: !Sub two-\${Shown}
Outputs:
  Arn:
    Value: !GetAtt Two.Arn
    Export:
      Name: two-arn
  Name:
    Value: !GetAtt One.TopicName
`;

const shown = (value: string) => [{ ParameterKey: 'Shown', ParameterValue: value }];

describe('a creation', () => {
  test('tells of each step of each resource, and what comes of it', async () => {
    const cloud = new Cloud();
    await cloud.call('CreateStack', { StackName: 'small', TemplateBody: TWO, ClientRequestToken: 'mine' });
    assert.equal((await cloud.stack('small')).StackStatus, 'CREATE_IN_PROGRESS');
    await cloud.idle();
    assert.deepEqual([...(await cloud.told('small'))].sort(), [
      'One CREATE_COMPLETE',
      'One CREATE_IN_PROGRESS',
      'One CREATE_IN_PROGRESS: Resource creation Initiated',
      'Two CREATE_COMPLETE',
      'Two CREATE_IN_PROGRESS',
      'Two CREATE_IN_PROGRESS: Resource creation Initiated',
      'small CREATE_COMPLETE',
      'small CREATE_IN_PROGRESS: User Initiated',
    ]);
    const events = await cloud.events('small');
    assert.ok(events.every(({ ClientRequestToken }) => ClientRequestToken === 'mine'));
    const { Outputs = [] } = await cloud.stack('small');
    assert.deepEqual(Outputs[0], {
      OutputKey: 'Arn',
      OutputValue: 'arn:aws:sqs:us-east-1:000000000000:two-first',
      ExportName: 'two-arn',
    });
    assert.match(Outputs[1]?.OutputValue ?? '', /^small-One-[A-Z0-9]{12}$/);
    assert.match(
      await cloud.refused('CreateStack', { StackName: 'small', TemplateBody: TWO }),
      /^AlreadyExists.*\[small\]/,
    );
  });

  const refusing = (type: string) => ({
    models: (of: string) => modelWith(of === type ? { create: () => refuse('no') } : {}),
  });

  test('that fails is rolled back, unless somebody says otherwise', async () => {
    const ends = { ROLLBACK: 'ROLLBACK_COMPLETE', DO_NOTHING: 'CREATE_FAILED', DELETE: 'DELETE_COMPLETE' };
    for (const [OnFailure, end] of Object.entries(ends)) {
      const cloud = new Cloud(refusing('AWS::SQS::Queue'));
      await cloud.call('CreateStack', { StackName: 'small', TemplateBody: TWO, OnFailure });
      const { StackId = '' } = await cloud.stack('small');
      await cloud.idle();
      assert.equal((await cloud.stack(StackId)).StackStatus, end);
      assert.equal(cloud.account.everything().length, OnFailure === 'DO_NOTHING' ? 1 : 0);
      if (OnFailure !== 'DO_NOTHING') continue;
      await cloud.call('RollbackStack', { StackName: 'small' });
      await cloud.idle();
      assert.equal((await cloud.stack('small')).StackStatus, 'ROLLBACK_COMPLETE');
      assert.match(
        await cloud.refused('UpdateStack', { StackName: 'small', TemplateBody: TWO }),
        /is in ROLLBACK_COMPLETE state and can not be updated/,
      );
    }
  });

  test('says which resource failed, why, and which were cancelled for it', async () => {
    const cloud = new Cloud(refusing('AWS::SQS::Queue'));
    await cloud.call('CreateStack', { StackName: 'small', TemplateBody: TWO });
    await cloud.idle();
    const told = await cloud.told('small');
    assert.ok(
      told.includes(
        'Two CREATE_FAILED: Resource handler returned message: "no (Service: SQS)" (HandlerErrorCode: InvalidRequest)',
      ),
    );
    assert.ok(told.includes('One CREATE_FAILED: Resource creation cancelled'));
    assert.ok(
      told.some((line) =>
        /^small ROLLBACK_IN_PROGRESS: The following resource\(s\) failed to create: \[Two, One\]/.test(line),
      ),
    );
  });

  test('refuses a value that only a service or another resource could give wrongly', async () => {
    const cloud = new Cloud();
    const body = `
Parameters: {Shown: {Type: String, Default: nowhere}}
Resources:
  Subscription: {Type: AWS::SNS::Subscription, Properties: {TopicArn: a, Protocol: !Ref Shown}}`;
    await cloud.call('CreateStack', { StackName: 'small', TemplateBody: body });
    await cloud.idle();
    assert.ok(
      (await cloud.told('small')).some((line) =>
        line.includes('CREATE_FAILED: Properties validation failed for resource Subscription'),
      ),
    );
  });
});

describe('an update', () => {
  const created = async (cloud = new Cloud(), TemplateBody = TWO) => {
    await cloud.call('CreateStack', { StackName: 'small', TemplateBody });
    await cloud.idle();
    return cloud;
  };

  test('changes in place or replaces by the schema, and deletes at the end what is no longer wanted', async () => {
    const cloud = await created();
    const [queue] = cloud.account.all('AWS::SQS::Queue');
    const [one] = cloud.account.all('AWS::SNS::Topic');
    await cloud.call('UpdateStack', { StackName: 'small', UsePreviousTemplate: true, Parameters: shown('second') });
    await cloud.idle();
    assert.deepEqual((await cloud.told('small')).filter((line) => line.includes('Two')).slice(3), [
      'Two UPDATE_IN_PROGRESS: Requested update requires the creation of a new physical resource; hence creating one.',
      'Two UPDATE_IN_PROGRESS: Resource creation Initiated',
      'Two UPDATE_COMPLETE',
      'Two DELETE_IN_PROGRESS',
      'Two DELETE_COMPLETE',
    ]);
    assert.deepEqual(
      cloud.account.all('AWS::SNS::Topic').map(({ id }) => id),
      [one?.id],
    );
    assert.notEqual(cloud.account.all('AWS::SQS::Queue')[0]?.id, queue?.id);
    const without = `Parameters: {Shown: {Type: String, Default: first}}\nResources:${topic('One')}`;
    await cloud.call('UpdateStack', {
      StackName: 'small',
      TemplateBody: without,
      Parameters: [{ ParameterKey: 'Shown', UsePreviousValue: true }],
    });
    await cloud.idle();
    assert.deepEqual(
      cloud.account.everything().map(({ type }) => type),
      ['AWS::SNS::Topic'],
    );
    assert.equal((await cloud.stack('small')).Parameters?.[0]?.ParameterValue, 'second');
  });

  test('of nothing is refused', async () => {
    const cloud = await created();
    assert.equal(
      await cloud.refused('UpdateStack', { StackName: 'small', UsePreviousTemplate: true }),
      'ValidationError: No updates are to be performed.',
    );
    assert.match(
      await cloud.refused('UpdateStack', { StackName: 'none', UsePreviousTemplate: true }),
      /Stack \[none\] does not exist/,
    );
  });

  test('that fails goes back to what was, also where something was replaced or new', async () => {
    const models = (type: string) => modelWith(type === 'AWS::SSM::Parameter' ? { create: () => refuse('no') } : {});
    const cloud = await created(new Cloud({ models }));
    const before = cloud.account.everything();
    const body = TWO.replace(
      'Resources:',
      `Resources:${topic('New')}
  Last:
    Type: AWS::SSM::Parameter
    DependsOn: [One, Two, New]
    Properties: {Type: String, Value: x}`,
    );
    await cloud.call('UpdateStack', { StackName: 'small', TemplateBody: body, Parameters: shown('second') });
    await cloud.idle();
    assert.equal((await cloud.stack('small')).StackStatus, 'UPDATE_ROLLBACK_COMPLETE');
    assert.deepEqual(cloud.account.everything(), before);
    assert.deepEqual((await cloud.call<GetTemplateOutput>('GetTemplate', { StackName: 'small' })).TemplateBody, TWO);
    const stack = await cloud.stack('small');
    assert.equal(stack.Outputs?.[0]?.OutputValue, 'arn:aws:sqs:us-east-1:000000000000:two-first');
    const { StackResources = [] } = await cloud.call<DescribeStackResourcesOutput>('DescribeStackResources', {
      StackName: 'small',
    });
    assert.deepEqual(
      StackResources.map(({ LogicalResourceId, ResourceStatus }) => [LogicalResourceId, ResourceStatus]),
      [
        ['One', 'UPDATE_COMPLETE'],
        ['Two', 'UPDATE_COMPLETE'],
      ],
    );
  });

  test('can be cancelled, and rolls back then', async () => {
    const cloud = await created(new Cloud({ pace: { milliseconds: 5 } }));
    await cloud.call('UpdateStack', { StackName: 'small', UsePreviousTemplate: true, Parameters: shown('second') });
    await cloud.call('CancelUpdateStack', { StackName: 'small' });
    await cloud.idle();
    assert.equal((await cloud.stack('small')).StackStatus, 'UPDATE_ROLLBACK_COMPLETE');
    assert.ok((await cloud.told('small')).includes('small UPDATE_ROLLBACK_IN_PROGRESS: User Initiated. '));
    assert.match(await cloud.refused('CancelUpdateStack', { StackName: 'small' }), /cannot be called/);
  });

  test('whose rollback fails waits for somebody to continue it', async () => {
    let isBroken = true;
    const models = (type: string) =>
      modelWith(
        type === 'AWS::SNS::Topic'
          ? {
              update: (before, { properties }) =>
                isBroken && properties.DisplayName === 'first' ? refuse('stuck') : before,
            }
          : type === 'AWS::SSM::Parameter'
            ? { create: () => refuse('no') }
            : {},
      );
    const cloud = await created(new Cloud({ models }));
    const body = TWO.replace(
      'Resources:',
      `Resources:
  Last:
    Type: AWS::SSM::Parameter
    DependsOn: [One, Two]
    Properties: {Type: String, Value: x}`,
    );
    await cloud.call('UpdateStack', { StackName: 'small', TemplateBody: body, Parameters: shown('second') });
    await cloud.idle();
    assert.equal((await cloud.stack('small')).StackStatus, 'UPDATE_ROLLBACK_FAILED');
    isBroken = false;
    await cloud.call('ContinueUpdateRollback', { StackName: 'small' });
    await cloud.idle();
    assert.equal((await cloud.stack('small')).StackStatus, 'UPDATE_ROLLBACK_COMPLETE');
  });

  test('may stay as far as it came, and be rolled back or deleted with all that it left', async () => {
    for (const end of ['RollbackStack', 'DeleteStack']) {
      const models = (type: string) => modelWith(type === 'AWS::SSM::Parameter' ? { create: () => refuse('no') } : {});
      const cloud = await created(new Cloud({ models }));
      const before = cloud.account.everything();
      const last = '  Last: {Type: AWS::SSM::Parameter, DependsOn: [One, Two], Properties: {Type: String, Value: x}}';
      const TemplateBody = TWO.replace('Resources:', `Resources:\n${last}`);
      await cloud.call('UpdateStack', {
        StackName: 'small',
        TemplateBody,
        Parameters: shown('second'),
        DisableRollback: true,
      });
      await cloud.idle();
      assert.equal((await cloud.stack('small')).StackStatus, 'UPDATE_FAILED');
      assert.equal(cloud.account.all('AWS::SQS::Queue').length, 2);
      await cloud.call(end, { StackName: 'small' });
      await cloud.idle();
      assert.deepEqual(cloud.account.everything(), end === 'RollbackStack' ? before : []);
    }
  });

  test('is held to the stack policy, by action, id and type', async () => {
    const cloud = await created();
    const policy = {
      Statement: [
        { Effect: 'Allow', Action: 'Update:*', Principal: '*', Resource: '*' },
        {
          Effect: 'Deny',
          Action: ['Update:Replace', 'Update:Delete'],
          Principal: '*',
          Resource: '*',
          Condition: { StringEquals: { ResourceType: ['AWS::SQS::Queue'] } },
        },
      ],
    };
    await cloud.call('SetStackPolicy', { StackName: 'small', StackPolicyBody: JSON.stringify(policy) });
    const one = {
      StackName: 'small',
      TemplateBody: `Parameters: {Shown: {Type: String, Default: x}}\nResources:${topic('One')}`,
    };
    for (const input of [{ StackName: 'small', UsePreviousTemplate: true, Parameters: shown('second') }, one]) {
      await cloud.call('UpdateStack', input);
      await cloud.idle();
      assert.equal((await cloud.stack('small')).StackStatus, 'UPDATE_ROLLBACK_COMPLETE');
      assert.ok(
        (await cloud.told('small')).some((line) =>
          line.startsWith('Two UPDATE_FAILED: Action denied by stack policy: Statement [#2] does not allow [Update:'),
        ),
      );
    }
    assert.equal(cloud.account.all('AWS::SQS::Queue').length, 1);
    assert.match(
      await cloud.refused('SetStackPolicy', { StackName: 'small', StackPolicyBody: '{}' }),
      /Invalid stack policy/,
    );
  });

  test("cannot replace what has a name of the user's choice", async () => {
    const body = (path: string) =>
      `Resources: {Role: {Type: AWS::IAM::Role, Properties: {RoleName: mine, Path: ${path}, AssumeRolePolicyDocument: {}}}}`;
    const cloud = new Cloud();
    const Capabilities = ['CAPABILITY_NAMED_IAM'];
    await cloud.call('CreateStack', { StackName: 'small', TemplateBody: body('/a/'), Capabilities });
    await cloud.idle();
    await cloud.call('UpdateStack', { StackName: 'small', TemplateBody: body('/b/'), Capabilities });
    await cloud.idle();
    const why =
      'CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename mine and update the stack again.';
    assert.ok((await cloud.told('small')).includes(`Role UPDATE_FAILED: ${why}`));
    assert.equal(cloud.account.all('AWS::IAM::Role')[0]?.properties.Path, '/a/');
  });
});

test('a rollback that fails in a nested stack goes on there when the root is continued', async () => {
  let isBroken = true;
  const models = (type: string) =>
    modelWith(
      type === 'AWS::ECS::Service'
        ? {
            update: (before, { properties }) =>
              isBroken && properties.DesiredCount === '1' ? refuse('stuck') : before,
          }
        : type === 'AWS::SNS::Subscription'
          ? { create: () => refuse('no') }
          : {},
    );
  const cloud = new Cloud({ models });
  await cloud.deploy('system', cloud.system('hello-server'));
  const changed = cloud.system('hello-server', { DesiredCount: '2', NotificationEmail: 'a@example.com' });
  await cloud.deploy('system', changed, 'UPDATE');
  assert.equal((await cloud.stack('system')).StackStatus, 'UPDATE_ROLLBACK_FAILED');
  isBroken = false;
  await cloud.call('ContinueUpdateRollback', { StackName: 'system' });
  await cloud.idle();
  const { Stacks = [] } = await cloud.call<DescribeStacksOutput>('DescribeStacks', {});
  for (const { StackStatus } of Stacks) assert.match(StackStatus ?? '', /^(CREATE|UPDATE_ROLLBACK)_COMPLETE$/);
  assert.equal(String(cloud.account.all('AWS::ECS::Service')[0]?.properties.DesiredCount), '1');
});

describe('a deletion', () => {
  test('keeps what is to be kept, and says when something cannot go', async () => {
    let isFull = true;
    const models = () =>
      modelWith({ remove: ({ type }) => (isFull && type === 'AWS::SQS::Queue' ? refuse('full') : undefined) });
    const cloud = new Cloud({ models });
    const body = TWO.replace('Type: AWS::SNS::Topic', 'Type: AWS::SNS::Topic\n    DeletionPolicy: Retain');
    await cloud.call('CreateStack', { StackName: 'small', TemplateBody: body, EnableTerminationProtection: true });
    await cloud.idle();
    assert.match(await cloud.refused('DeleteStack', { StackName: 'small' }), /while TerminationProtection is enabled/);
    await cloud.call('UpdateTerminationProtection', { StackName: 'small', EnableTerminationProtection: false });
    await cloud.call('DeleteStack', { StackName: 'small' });
    await cloud.idle();
    const stack = await cloud.stack('small');
    assert.deepEqual(
      [stack.StackStatus, stack.StackStatusReason],
      ['DELETE_FAILED', 'The following resource(s) failed to delete: [Two]. '],
    );
    isFull = false;
    await cloud.call('DeleteStack', { StackName: 'small' });
    await cloud.idle();
    assert.deepEqual(
      cloud.account.everything().map(({ type }) => type),
      ['AWS::SNS::Topic'],
    );
    assert.ok((await cloud.told(stack.StackId ?? '')).includes('One DELETE_SKIPPED'));
    await cloud.call('DeleteStack', { StackName: 'small' });
    const { StackSummaries = [] } = await cloud.call<ListStacksOutput>('ListStacks', {
      StackStatusFilter: ['DELETE_COMPLETE'],
    });
    assert.equal(StackSummaries.length, 1);
  });

  test('of a stack that is being created stops its creation, in nested stacks as well', async () => {
    const cloud = new Cloud({ pace: { milliseconds: 3 } });
    const input = { StackName: 'small', Capabilities: ['CAPABILITY_NAMED_IAM'], ...cloud.system('hello-server') };
    await cloud.call('CreateStack', input);
    const { StackId = '' } = await cloud.stack('small');
    await cloud.until('half made', () => cloud.made().length >= 20);
    await cloud.call('DeleteStack', { StackName: 'small' });
    await cloud.idle();
    assert.equal((await cloud.stack(StackId)).StackStatus, 'DELETE_COMPLETE');
    assert.deepEqual(cloud.made(), []);
  });

  test('is refused while another stack imports what it exports', async () => {
    const cloud = new Cloud();
    await cloud.call('CreateStack', { StackName: 'small', TemplateBody: TWO });
    await cloud.idle();
    const user = 'Resources: {It: {Type: AWS::SNS::Topic, Properties: {DisplayName: !ImportValue two-arn}}}';
    await cloud.call('CreateStack', { StackName: 'user', TemplateBody: user });
    await cloud.idle();
    assert.equal(
      cloud.account.all('AWS::SNS::Topic')[1]?.properties.DisplayName,
      'arn:aws:sqs:us-east-1:000000000000:two-first',
    );
    assert.deepEqual(
      (await cloud.call<ListExportsOutput>('ListExports', {})).Exports?.map(({ Name }) => Name),
      ['two-arn'],
    );
    assert.deepEqual(await cloud.call('ListImports', { ExportName: 'two-arn' }), { Imports: ['user'] });
    await cloud.call('DeleteStack', { StackName: 'small' });
    await cloud.idle();
    assert.match(
      (await cloud.stack('small')).StackStatusReason ?? '',
      /Export two-arn cannot be deleted as it is in use by user/,
    );
  });
});

describe('a template', () => {
  const parameter = (declaration: string) =>
    `Parameters: {P: ${declaration}}\nResources: {It: {Type: AWS::SNS::Topic, Properties: {DisplayName: !Sub "\${P}"}}}`;
  const given = (value: string) => [{ ParameterKey: 'P', ParameterValue: value }];
  const refused: readonly (readonly [string, string, object[], RegExp])[] = [
    ['no YAML', 'a: [', [], /Template format error: YAML not well-formed/],
    ['no resources', 'Resources: {}', [], /At least one Resources member must be defined/],
    [
      'an unknown section',
      'Resources: {A: {Type: AWS::SNS::Topic}}\nThings: {}',
      [],
      /Invalid template property or properties \[Things\]/,
    ],
    [
      'a value of a parameter that only answers have',
      parameter('{Type: String}'),
      [{ ParameterKey: 'P', ParameterValue: 'x', ResolvedValue: 'y' }],
      /NotImplemented: the local cloud does not look at 'ResolvedValue' of parameter P/,
    ],
    [
      'an unknown type',
      'Resources: {A: {Type: AWS::SNS::Tropic}}',
      [],
      /Unrecognized resource types: \[AWS::SNS::Tropic\]/,
    ],
    [
      'an unknown property',
      'Resources: {A: {Type: AWS::SNS::Topic, Properties: {Foo: 1}}}',
      [],
      /extraneous key \[Foo\] is not permitted/,
    ],
    [
      'a missing property',
      'Resources: {A: {Type: AWS::SNS::Subscription, Properties: {Protocol: sqs}}}',
      [],
      /required key \[TopicArn\] not found/,
    ],
    [
      'an unknown name',
      'Resources: {A: {Type: AWS::SNS::Topic, Properties: {DisplayName: !Ref B}}}',
      [],
      /Unresolved resource dependencies \[B\] in the Resources block of the template/,
    ],
    [
      'an unknown attribute',
      'Resources: {A: {Type: AWS::SNS::Topic}}\nOutputs: {X: {Value: !GetAtt A.B}}',
      [],
      /resource A does not support attribute type B in Fn::GetAtt/,
    ],
    [
      'a circle',
      'Resources: {A: {Type: AWS::SNS::Topic, DependsOn: B}, B: {Type: AWS::SNS::Topic, DependsOn: A}}',
      [],
      /Circular dependency between resources: \[A, B\]/,
    ],
    ['a missing parameter', parameter('{Type: String}'), [], /Parameters: \[P\] must have values/],
    [
      'a foreign parameter',
      parameter('{Type: String, Default: a}'),
      [{ ParameterKey: 'Q', ParameterValue: '' }],
      /Parameters: \[Q\] do not exist in the template/,
    ],
    [
      'a pattern half met',
      parameter('{Type: String, AllowedPattern: "[a-z]"}'),
      given('ab'),
      /Parameter 'P' must match pattern \[a-z\]/,
    ],
    [
      'a value not allowed',
      parameter('{Type: String, AllowedValues: [a], ConstraintDescription: just a}'),
      given('b'),
      /Parameter 'P' failed to satisfy constraint: just a/,
    ],
    ['a number too great', parameter('{Type: Number, MaxValue: 3}'), given('4'), /must be a number not greater than 3/],
    ['no number', parameter('{Type: Number}'), given('x'), /must be a number/],
    ['too long a text', parameter('{Type: String, MaxLength: 1}'), given('xx'), /at most 1 characters/],
    [
      'no id of an image',
      parameter('{Type: "AWS::EC2::Image::Id"}'),
      given('x'),
      /parameter value x for parameter name P does not exist/,
    ],
    [
      'an SSM parameter that is not there',
      parameter('{Type: "AWS::SSM::Parameter::Value<String>"}'),
      given('/a'),
      /Unable to fetch parameters \[\/a\]/,
    ],
    [
      'a role without capability',
      'Resources: {A: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {}}}}',
      [],
      /^InsufficientCapabilitiesException: Requires capabilities : \[CAPABILITY_IAM\]/,
    ],
    [
      'a named role without capability',
      'Resources: {A: {Type: AWS::IAM::Role, Properties: {RoleName: a, AssumeRolePolicyDocument: {}}}}',
      [],
      /\[CAPABILITY_NAMED_IAM\]/,
    ],
    [
      'a rule that does not hold',
      `Rules: {R: {Assertions: [{Assert: !Equals [!Ref P, a], AssertDescription: P is a}]}}\n${parameter('{Type: String}')}`,
      given('b'),
      /P is a/,
    ],
  ];
  for (const [what, TemplateBody, Parameters, message] of refused) {
    test(`with ${what} is refused`, async () => {
      assert.match(await new Cloud().refused('CreateStack', { StackName: 'small', TemplateBody, Parameters }), message);
    });
  }

  test('has its functions worked out for where the stack is', async () => {
    const cloud = new Cloud();
    cloud.account.put({
      type: 'AWS::SSM::Parameter',
      id: '/a',
      properties: { Name: '/a', Value: 'stored' },
      attributes: {},
    });
    const body = `
Parameters: {P: {Type: "AWS::SSM::Parameter::Value<String>", Default: /a}, L: {Type: CommaDelimitedList, Default: "a, b"}}
Mappings: {Sizes: {us-east-1: {size: big}}}
Conditions: {Never: !Equals [a, b]}
Resources:
  It: {Type: AWS::SNS::Topic, Properties: {DisplayName: !If [Never, x, !Ref AWS::NoValue]}}
  Not: {Type: AWS::SNS::Topic, Condition: Never}
Outputs:
  Zone: {Value: !Select [1, !GetAZs ""]}
  Block: {Value: !Select [2, !Cidr [10.0.0.0/16, 4, 8]]}
  Stored: {Value: !Ref P}
  Listed: {Value: !Join ["-", !Ref L]}
  Size: {Value: !FindInMap [Sizes, !Ref AWS::Region, size]}
  Here: {Value: !Sub "\${AWS::StackName} \${AWS::Partition} \${AWS::AccountId} \${AWS::URLSuffix}"}
  Gone: {Condition: Never, Value: x}`;
    await cloud.call('CreateStack', { StackName: 'small', TemplateBody: body });
    await cloud.idle();
    const { Outputs = [], Parameters = [] } = await cloud.stack('small');
    assert.deepEqual(Object.fromEntries(Outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue])), {
      Zone: 'us-east-1b',
      Block: '10.0.2.0/24',
      Stored: 'stored',
      Listed: 'a-b',
      Size: 'big',
      Here: 'small aws 000000000000 amazonaws.com',
    });
    assert.deepEqual(Parameters[0], { ParameterKey: 'P', ParameterValue: '/a', ResolvedValue: 'stored' });
    assert.deepEqual(
      cloud.account.all('AWS::SNS::Topic').map(({ properties }) => properties),
      [{}],
    );
  });

  test('is given back with question marks for what is not ASCII, and summarised', async () => {
    const cloud = new Cloud();
    const body = `# grün €\n${parameter('{Type: String, NoEcho: true}')}`;
    await cloud.call('CreateStack', { StackName: 'small', TemplateBody: body, Parameters: given('secret') });
    await cloud.idle();
    const { TemplateBody = '' } = await cloud.call<GetTemplateOutput>('GetTemplate', { StackName: 'small' });
    assert.ok(TemplateBody.startsWith('# gr?n ?\n'));
    assert.equal((await cloud.stack('small')).Parameters?.[0]?.ParameterValue, '****');
    assert.ok(!JSON.stringify(await cloud.events('small')).includes('secret'));
    const summary = await cloud.call<GetTemplateSummaryOutput>('GetTemplateSummary', { StackName: 'small' });
    assert.deepEqual(summary.ResourceTypes, ['AWS::SNS::Topic']);
    assert.deepEqual(
      (await cloud.call<GetTemplateSummaryOutput>('ValidateTemplate', { TemplateBody: body })).Parameters,
      [{ ParameterKey: 'P', NoEcho: true }],
    );
  });

  test('is fetched from a bucket, by any of the forms of its address', async () => {
    const cloud = new Cloud();
    give(cloud.account, 'AWS::S3::Bucket', 'bucket');
    new Objects(cloud.account).put('bucket', 'a b/c.yaml', Buffer.from(TWO));
    for (const TemplateURL of [
      'https://bucket.s3.us-east-1.amazonaws.com/a%20b/c.yaml',
      'https://bucket.s3.amazonaws.com/a b/c.yaml',
      'https://s3.us-east-1.amazonaws.com/bucket/a%20b/c.yaml',
      'http://127.0.0.1:4567/bucket/a%20b/c.yaml',
    ]) {
      assert.ok(await cloud.call('ValidateTemplate', { TemplateURL }));
    }
    const elsewhere = 'https://bucket.s3.cn-north-1.amazonaws.com.cn/a%20b/c.yaml';
    assert.match(await cloud.refused('ValidateTemplate', { TemplateURL: elsewhere }), /the specified endpoint/);
    assert.match(
      await cloud.refused('ValidateTemplate', { TemplateURL: 'https://bucket.s3.amazonaws.com/none' }),
      /S3 error/,
    );
    assert.match(
      await cloud.refused('ValidateTemplate', { TemplateURL: 'https://example.com/x' }),
      /TemplateURL must be a supported URL/,
    );
  });
});

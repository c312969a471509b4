import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { skipWithoutCli as skip, startCli } from './testing/aws-cli.ts';

const TOPIC = `
Parameters:
  Name: {Type: String, Default: a}
Resources:
  Topic: {Type: AWS::SNS::Topic, Properties: {TopicName: !Sub 'topic-\${Name}'}}
Outputs:
  Arn: {Value: !Ref Topic, Export: {Name: !Sub '\${AWS::StackName}-arn'}}
`;
const IMPORTER = `
Resources:
  Topic: {Type: AWS::SNS::Topic, Properties: {TopicName: other, DisplayName: !ImportValue one-arn}}
`;
const ROLE = `
Resources:
  Topic: {Type: AWS::SNS::Topic, Properties: {TopicName: !Sub 'topic-\${AWS::StackName}'}}
  Role:
    Type: AWS::IAM::Role
    DependsOn: Topic
    Properties: {RoleName: taken, AssumeRolePolicyDocument: {Version: '2012-10-17', Statement: []}}
`;

async function start(context: TestContext) {
  const cli = await startCli(context);
  const cf = (...args: readonly string[]) => cli.done('cloudformation', ...args);
  const cfJson = (...args: readonly string[]) => cli.json('cloudformation', ...args);
  const refused = async (...args: readonly string[]) => (await cli.aws('cloudformation', ...args)).stderr;
  const write = (name: string, text: string) => writeFileSync(join(cli.folder, name), text);
  const body = ['--template-body', 'file://topic.yaml'] as const;
  write('topic.yaml', TOPIC);
  return { ...cli, cf, cfJson, refused, write, body };
}

// Each call starts Python anew: two at a time.
describe('the CloudFormation commands of the AWS CLI', { skip, concurrency: 2 }, () => {
  test('deploy: creates, finds nothing to change, updates, and only prepares', async (context) => {
    const { cf, cfJson, done, refused } = await start(context);
    const deploy = ['deploy', '--stack-name', 'one', '--template-file', 'topic.yaml'] as const;
    const said = [
      '--tags',
      'team=teal',
      'stage=dev',
      '--capabilities',
      'CAPABILITY_IAM',
      '--parameter-overrides',
      'Name=b',
    ];
    assert.match(await cf(...deploy, ...said), /Successfully created\/updated stack - one/);
    assert.match(
      await cf(...deploy, ...said, '--no-fail-on-empty-changeset'),
      /No changes to deploy\. Stack one is up to date/,
    );
    assert.match(await refused(...deploy, ...said, '--fail-on-empty-changeset'), /No changes to deploy/);
    await done('s3', 'mb', 's3://bucket');
    const more = ['--s3-bucket', 'bucket', '--s3-prefix', 'x', '--force-upload', '--disable-rollback'];
    const parameters = [
      '--tags',
      'team=teal',
      '--parameter-overrides',
      'Name=c',
      '--role-arn',
      'arn:aws:iam::111122223333:role/x',
    ];
    await cf(...deploy, ...more, ...parameters, '--no-execute-changeset');
    const { Summaries } = await cfJson('list-change-sets', '--stack-name', 'one');
    const { ChangeSetId, ExecutionStatus } = Summaries.at(-1);
    assert.equal(ExecutionStatus, 'AVAILABLE');
    // As deploy itself would, which then looks every thirty seconds only.
    await cf('execute-change-set', '--change-set-name', ChangeSetId, '--disable-rollback');
    await cf('wait', 'stack-update-complete', '--stack-name', 'one');
    const { Stacks } = await cfJson('describe-stacks', '--stack-name', 'one');
    const [{ StackStatus, Parameters, Tags, DisableRollback, RoleARN }] = Stacks;
    assert.deepEqual([StackStatus, Parameters[0].ParameterValue], ['UPDATE_COMPLETE', 'c']);
    assert.deepEqual([Tags.length, DisableRollback, RoleARN], [1, true, 'arn:aws:iam::111122223333:role/x']);
  });

  test('package: uploads a tree of templates and code, from which deploy makes stacks', async (context) => {
    const { cf, cfJson, done, folder, write, json } = await start(context);
    for (const name of ['sub', 'code']) mkdirSync(join(folder, name));
    write('root.yaml', 'Resources: {Child: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: child.yaml}}}');
    write(
      'child.yaml',
      `Resources: {Grandchild: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: sub/it.yaml}}}`,
    );
    write(
      'sub/it.yaml',
      `Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: 'sts:AssumeRole'}]
  Function:
    Type: AWS::Lambda::Function
    Properties: {Runtime: nodejs22.x, Handler: index.handler, Role: !GetAtt Role.Arn, Code: ../code}
`,
    );
    write('code/index.js', 'exports.handler = async () => 1;');
    await done('s3', 'mb', 's3://bucket');
    const pack = ['package', '--template-file', 'root.yaml', '--s3-bucket', 'bucket', '--s3-prefix', 'p'] as const;
    await cf(...pack, '--output-template-file', 'packaged.yaml', '--metadata', 'by=test');
    assert.match(
      readFileSync(join(folder, 'packaged.yaml'), 'utf8'),
      /TemplateURL: http:\/\/127\.0\.0\.1:\d+\/bucket\/p\//,
    );
    await cf(...pack, '--use-json', '--output-template-file', 'packaged.json');
    assert.ok(JSON.parse(readFileSync(join(folder, 'packaged.json'), 'utf8')).Resources.Child);
    const keys: string[] = await json('s3api', 'list-objects-v2', '--bucket', 'bucket', '--query', 'Contents[].Key');
    assert.ok(keys.filter((key) => key.endsWith('.template')).length >= 2);
    const deploy = ['deploy', '--stack-name', 'tree', '--capabilities', 'CAPABILITY_IAM', '--template-file'] as const;
    assert.match(await cf(...deploy, 'packaged.yaml'), /Successfully/);
    assert.match(await cf(...deploy, 'packaged.yaml', '--no-fail-on-empty-changeset'), /No changes to deploy/);
    const { Stacks } = await cfJson('describe-stacks');
    assert.equal(Stacks.filter(({ RootId }: { RootId?: string }) => RootId !== undefined).length, 2);
  });

  test('what makes, waits for, changes, protects and deletes a stack', async (context) => {
    const { cf, cfJson, refused, body } = await start(context);
    const of = ['--stack-name', 'one'] as const;
    const create = [
      'create-stack',
      ...of,
      ...body,
      '--enable-termination-protection',
      '--on-failure',
      'DELETE',
    ] as const;
    await cf(...create, '--tags', 'Key=a,Value=b', '--client-request-token', 'token-1');
    await cf('wait', 'stack-create-complete', ...of);
    await cf('wait', 'stack-exists', ...of);
    assert.match(await refused(...create), /\(AlreadyExistsException\)/);
    const update = ['update-stack', ...of, '--use-previous-template', '--parameters'] as const;
    assert.match(await refused(...update, 'ParameterKey=Name,UsePreviousValue=true'), /No updates are to be performed/);
    await cf(...update, 'ParameterKey=Name,ParameterValue=b', '--client-request-token', 'token-2');
    await cf('wait', 'stack-update-complete', ...of);
    assert.match(await refused('cancel-update-stack', ...of), /\(ValidationError\)/);
    const policy = '{"Statement":[{"Effect":"Deny","Action":"Update:*","Principal":"*","Resource":"*"}]}';
    await cf('set-stack-policy', ...of, '--stack-policy-body', policy);
    assert.equal((await cfJson('get-stack-policy', ...of)).StackPolicyBody, policy);
    assert.match(await refused('delete-stack', ...of), /TerminationProtection is enabled/);
    await cf('update-termination-protection', ...of, '--no-enable-termination-protection');
    await cf('delete-stack', ...of);
    await cf('wait', 'stack-delete-complete', ...of);
    const gone = await cfJson('list-stacks', '--stack-status-filter', 'DELETE_COMPLETE', '--max-items', '5');
    assert.deepEqual(
      gone.StackSummaries.map(({ StackName }: { StackName: string }) => StackName),
      ['one'],
    );
  });

  test('what is made of a failure: going back, or staying until it is said', async (context) => {
    const { cf, cfJson, refused, write, body } = await start(context);
    write('role.yaml', ROLE);
    const role = [
      '--template-body',
      'file://role.yaml',
      '--capabilities',
      'CAPABILITY_NAMED_IAM',
      '--stack-name',
    ] as const;
    for (const [name, template] of [
      ['first', role.slice(0, -1)],
      ['back', body],
    ] as const) {
      await cf('create-stack', ...template, '--stack-name', name);
      await cf('wait', 'stack-create-complete', '--stack-name', name);
    }
    await cf('update-stack', ...role, 'back');
    // What it waits for is the end of an update that goes back, not of a creation.
    await cf('wait', 'stack-rollback-complete', '--stack-name', 'back');
    await cf('create-stack', '--disable-rollback', ...role, 'stays');
    const wait = await refused('wait', 'stack-create-complete', '--stack-name', 'stays');
    assert.match(wait, /matched expected path: "CREATE_FAILED"/);
    const events = await cfJson('describe-stack-events', '--stack-name', 'stays', '--max-items', '2');
    assert.equal(events.StackEvents.length, 2);
    await cf('rollback-stack', '--stack-name', 'stays');
    assert.match(await refused('continue-update-rollback', '--stack-name', 'stays'), /can not continue rollback/);
  });

  test('what tells of a stack: resources, templates, exports, change sets, drift', async (context) => {
    const { cf, cfJson, refused, write, body } = await start(context);
    write('importer.yaml', IMPORTER);
    const of = ['--stack-name', 'one'] as const;
    await cf('create-stack', ...of, ...body);
    await cf('wait', 'stack-create-complete', ...of);
    await cf('create-stack', '--stack-name', 'two', '--template-body', 'file://importer.yaml');
    await cf('wait', 'stack-create-complete', '--stack-name', 'two');
    const { Exports } = await cfJson('list-exports');
    assert.equal(Exports[0].Name, 'one-arn');
    assert.deepEqual((await cfJson('list-imports', '--export-name', 'one-arn')).Imports, ['two']);
    assert.match(await refused('list-imports', '--export-name', 'nothing'), /\(ValidationError\)/);
    const { StackResourceSummaries } = await cfJson('list-stack-resources', ...of);
    assert.equal(StackResourceSummaries[0].LogicalResourceId, 'Topic');
    const { StackResourceDetail } = await cfJson('describe-stack-resource', ...of, '--logical-resource-id', 'Topic');
    assert.equal(StackResourceDetail.ResourceStatus, 'CREATE_COMPLETE');
    const physical = ['--physical-resource-id', StackResourceDetail.PhysicalResourceId];
    assert.equal((await cfJson('describe-stack-resources', ...physical)).StackResources.length, 1);
    const summary = await cfJson('get-template-summary', ...body);
    assert.deepEqual([summary.Parameters[0].DefaultValue, summary.ResourceTypes], ['a', ['AWS::SNS::Topic']]);
    assert.equal((await cfJson('get-template', ...of)).TemplateBody, TOPIC);
    const changeSet = ['--change-set-name', 'set', ...of] as const;
    const parameters = ['--parameters', 'ParameterKey=Name,ParameterValue=b'] as const;
    await cf('create-change-set', ...changeSet, '--use-previous-template', ...parameters, '--include-nested-stacks');
    await cf('wait', 'change-set-create-complete', ...changeSet);
    const { Changes } = await cfJson('describe-change-set', ...changeSet, '--include-property-values');
    assert.equal(Changes[0].ResourceChange.Replacement, 'True');
    await cf('delete-change-set', ...changeSet);
    assert.match(await refused('describe-change-set', ...changeSet), /\(ChangeSetNotFound\)/);
    const { StackDriftDetectionId: id } = await cfJson('detect-stack-drift', ...of);
    const status = await cfJson('describe-stack-drift-detection-status', '--stack-drift-detection-id', id);
    assert.deepEqual([status.DetectionStatus, status.StackDriftStatus], ['DETECTION_COMPLETE', 'IN_SYNC']);
    const { StackResourceDrifts } = await cfJson('describe-stack-resource-drifts', ...of);
    assert.equal(StackResourceDrifts[0].StackResourceDriftStatus, 'IN_SYNC');
  });
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DescribeStackResourceDriftsOutput, DetectStackDriftOutput } from '@aws-sdk/client-cloudformation';
import { Objects } from '../../objects.ts';
import { Cloud, REAL } from './in-process.ts';

const ECR = 'AWS::ECR::Repository';

const repository = (id: string, { policy = 'Retain', name = 'kept', tags = 'IMMUTABLE' } = {}) =>
  `${id}: {Type: ${ECR}, DeletionPolicy: ${policy}, Properties: {RepositoryName: ${name}, ImageTagMutability: ${tags}}}`;

const TOPIC = 'Topic: {Type: AWS::SNS::Topic}';

const template = (...resources: readonly string[]) => `Resources: {${resources.join(', ')}}`;

/** A repository that no stack has, left by one that is gone. */
async function withRepository(body = template(repository('Images'))): Promise<Cloud> {
  const cloud = new Cloud(REAL);
  await cloud.deploy('gone', { TemplateBody: body });
  await cloud.call('DeleteStack', { StackName: 'gone' });
  await cloud.idle();
  return cloud;
}

const owners = (cloud: Cloud) => cloud.account.all(ECR).map(({ id, owner }) => [id, owner?.logicalId]);

const actions = (described: Awaited<ReturnType<Cloud['deploy']>>) =>
  described.Changes?.map(({ ResourceChange: change }) => [
    change?.Action,
    change?.LogicalResourceId,
    change?.PhysicalResourceId,
  ]);

const toImport = (LogicalResourceId = 'Mine', identifier = { RepositoryName: 'kept' }) => ({
  ResourceType: ECR,
  LogicalResourceId,
  ResourceIdentifier: identifier,
});

describe('importing what there is already', () => {
  test('takes it into a stack that is created, beside what is made, as it is', async () => {
    const cloud = await withRepository();
    const before = cloud.account.find(ECR, 'kept');
    const body = template(repository('Mine', { tags: 'MUTABLE' }), TOPIC);
    const described = await cloud.deploy('next', { TemplateBody: body, ImportExistingResources: true });
    assert.deepEqual(actions(described), [
      ['Import', 'Mine', 'kept'],
      ['Add', 'Topic', undefined],
    ]);
    assert.equal(described.ImportExistingResources, true);
    assert.equal((await cloud.stack('next')).StackStatus, 'CREATE_COMPLETE');
    assert.deepEqual(owners(cloud), [['kept', 'Mine']]);
    assert.equal(cloud.account.find(ECR, 'kept')?.createdAt, before?.createdAt);
    const told = await cloud.told('next');
    assert.deepEqual(
      told.filter((line) => line.startsWith('Mine ')),
      [
        'Mine IMPORT_IN_PROGRESS: Resource import started.',
        'Mine IMPORT_COMPLETE: Resource import completed.',
        'Mine UPDATE_IN_PROGRESS: Apply stack-level tags to imported resource if applicable.',
        'Mine UPDATE_COMPLETE',
      ],
    );
  });

  test('leaves it as it is: what differs from the template is drift until an update changes it', async () => {
    const cloud = await withRepository();
    const body = (tags: string) => ({ TemplateBody: template(repository('Mine', { tags })) });
    await cloud.deploy('next', { ...body('MUTABLE'), ImportExistingResources: true });
    const drifts = async () => {
      await cloud.call<DetectStackDriftOutput>('DetectStackDrift', { StackName: 'next' });
      const { StackResourceDrifts } = await cloud.call<DescribeStackResourceDriftsOutput>(
        'DescribeStackResourceDrifts',
        { StackName: 'next' },
      );
      return StackResourceDrifts?.flatMap(({ PropertyDifferences = [] }) =>
        PropertyDifferences.map(({ PropertyPath, ExpectedValue, ActualValue }) => [
          PropertyPath,
          ExpectedValue,
          ActualValue,
        ]),
      );
    };
    assert.deepEqual(await drifts(), [['/ImageTagMutability', 'MUTABLE', 'IMMUTABLE']]);
    await cloud.deploy('next', body('IMMUTABLE'), 'UPDATE');
    assert.deepEqual(await drifts(), []);
  });

  test('takes it into nested stacks from the root, and into one that is updated', async () => {
    const cloud = await withRepository(template(repository('Images', { name: 'hello-server' })));
    const system = cloud.system('hello-server');
    const objects = new Objects(cloud.account);
    const bucket = 'templates-000000000000-us-east-1';
    const key = objects.list(bucket).find((each) => /\/source\.[0-9a-f]{12}\.yaml$/.test(each.key))?.key ?? '';
    const text = Buffer.from(objects.get(bucket, key)?.body ?? []).toString();
    const literal = text
      .replace('DeletionPolicy: Delete', 'DeletionPolicy: Retain')
      .replace('RepositoryName: !Ref SystemName', 'RepositoryName: hello-server');
    objects.put(bucket, key, Buffer.from(literal));
    const described = await cloud.deploy('hello-server', { ...system, ImportExistingResources: true });
    assert.equal(described.Status, 'CREATE_COMPLETE', described.StatusReason);
    assert.equal((await cloud.stack('hello-server')).StackStatus, 'CREATE_COMPLETE', cloud.firstFailure());
    assert.deepEqual(owners(cloud), [['hello-server', 'ImageRepository']]);

    const other = await withRepository();
    await other.deploy('small', { TemplateBody: template(TOPIC) });
    const body = template(TOPIC, repository('Mine'));
    await other.deploy('small', { TemplateBody: body, ImportExistingResources: true }, 'UPDATE');
    assert.equal((await other.stack('small')).StackStatus, 'UPDATE_COMPLETE');
    assert.deepEqual(owners(other), [['kept', 'Mine']]);
  });

  test('is refused where it would not stay when its stack goes, with all that are meant', async () => {
    const cloud = await withRepository();
    const body = template(repository('Mine', { policy: 'Delete' }));
    const { Status, StatusReason } = await cloud.deploy('next', { TemplateBody: body, ImportExistingResources: true });
    assert.equal(Status, 'FAILED');
    assert.match(
      StatusReason ?? '',
      /^CloudFormation is attempting to import some resources.*The affected resources are Mine \(\{RepositoryName=kept\}\)$/,
    );
  });

  test('takes no name that a function makes, and nothing that another stack has: those names are taken', async () => {
    const cloud = await withRepository();
    const dynamic = template(repository('Mine', { name: '!Ref AWS::StackName' }));
    const one = await cloud.deploy('kept', { TemplateBody: dynamic, ImportExistingResources: true });
    assert.match(one.StatusReason ?? '', /EarlyValidation::ResourceExistenceCheck/);
    const body = { TemplateBody: template(repository('Mine')), ImportExistingResources: true };
    await cloud.deploy('first', body);
    assert.deepEqual(owners(cloud), [['kept', 'Mine']]);
    const two = await cloud.deploy('second', body);
    assert.match(two.StatusReason ?? '', /EarlyValidation::ResourceExistenceCheck/);
  });

  test('lets it go again, whole, where the rest fails', async () => {
    const cloud = await withRepository(
      template(repository('Images'), 'T: {Type: AWS::SNS::Topic, Properties: {TopicName: t}}'),
    );
    await cloud.deploy('owner', { TemplateBody: template('T: {Type: AWS::SNS::Topic, Properties: {TopicName: t}}') });
    for (const policy of ['Retain', 'RetainExceptOnCreate']) {
      const late = 'T: {Type: AWS::SNS::Topic, DependsOn: Mine, Properties: {TopicName: t}}';
      const body = template(repository('Mine', { policy }), late);
      await cloud.deploy(`failing-${policy}`, { TemplateBody: body, ImportExistingResources: true });
      assert.equal((await cloud.stack(`failing-${policy}`)).StackStatus, 'ROLLBACK_COMPLETE');
      assert.deepEqual(owners(cloud), [['kept', undefined]]);
    }
  });
});

describe('a change set of the type IMPORT', () => {
  const set = { ChangeSetType: 'IMPORT', IncludeNestedStacks: false };

  test('takes in what it names and changes nothing else', async () => {
    const cloud = await withRepository();
    await cloud.deploy('small', { TemplateBody: template(TOPIC) });
    const input = { ...set, TemplateBody: template(TOPIC, repository('Mine')), ResourcesToImport: [toImport()] };
    const described = await cloud.deploy('small', input);
    assert.deepEqual(actions(described), [['Import', 'Mine', 'kept']]);
    const told = await cloud.told('small');
    assert.deepEqual(
      told.filter((line) => line.startsWith('small IMPORT')),
      ['small IMPORT_IN_PROGRESS: User Initiated', 'small IMPORT_COMPLETE'],
    );
    assert.deepEqual(owners(cloud), [['kept', 'Mine']]);
    const more = await cloud.deploy('small', { TemplateBody: template(repository('Mine')) }, 'UPDATE');
    assert.equal(more.Status, 'CREATE_COMPLETE');
    assert.equal((await cloud.stack('small')).StackStatus, 'UPDATE_COMPLETE');
  });

  test('makes a stack of what there is', async () => {
    const cloud = await withRepository();
    await cloud.deploy('new', { ...set, TemplateBody: template(repository('Mine')), ResourcesToImport: [toImport()] });
    assert.equal((await cloud.stack('new')).StackStatus, 'IMPORT_COMPLETE');
  });

  test('gives it back where it fails', async () => {
    const cloud = await withRepository();
    const input = { ...set, TemplateBody: template(repository('Mine')), ResourcesToImport: [toImport()] };
    await cloud.call('CreateChangeSet', { StackName: 'new', ChangeSetName: 'first', ...input });
    await cloud.idle();
    const found = cloud.account.find(ECR, 'kept');
    assert.ok(found);
    cloud.account.remove(ECR, 'kept');
    await cloud.call('ExecuteChangeSet', { StackName: 'new', ChangeSetName: 'first' });
    await cloud.idle();
    const told = await cloud.told('new');
    assert.deepEqual(told.slice(-4), [
      'new IMPORT_ROLLBACK_IN_PROGRESS: The following resource(s) failed to import: [Mine]. ',
      'Mine IMPORT_ROLLBACK_IN_PROGRESS',
      'Mine IMPORT_ROLLBACK_COMPLETE',
      'new IMPORT_ROLLBACK_COMPLETE',
    ]);
  });

  test('is refused at once for what no import can do', async () => {
    const cloud = await withRepository();
    const refused = (more: object) =>
      cloud.refused('CreateChangeSet', {
        StackName: 'new',
        ChangeSetName: 'first',
        ChangeSetType: 'IMPORT',
        TemplateBody: template(repository('Mine')),
        ResourcesToImport: [toImport()],
        ...more,
      });
    assert.match(
      await refused({ IncludeNestedStacks: true }),
      /IncludeNestedStacks is not supported for changeSet type/,
    );
    assert.match(await refused({ ImportExistingResources: true }), /ImportExistingResources is not supported/);
    assert.match(await refused({ ChangeSetType: 'CREATE' }), /ResourcesToImport must be specified for ChangeSetType/);
    assert.match(await refused({ ResourcesToImport: [] }), /At least one/);
    assert.match(
      await refused({ ResourcesToImport: [toImport('Other')] }),
      /\[Other\] to import is not in the template/,
    );
    const commit =
      'Mine: {Type: AWS::CodeCommit::Repository, DeletionPolicy: Retain, Properties: {RepositoryName: kept}}';
    const unfit = { ...toImport(), ResourceType: 'AWS::CodeCommit::Repository' };
    assert.match(
      await refused({ TemplateBody: template(commit), ResourcesToImport: [unfit] }),
      /ResourceTypes \[AWS::CodeCommit::Repository\] are not supported for Import/,
    );
    const wrong = { ...toImport(), ResourceIdentifier: { Name: 'kept' } };
    assert.match(
      await refused({ ResourcesToImport: [wrong] }),
      /identifier of \[Mine\] must be given by \[RepositoryName\]/,
    );
  });

  test('fails for what is not there, somebody has, or is changed beside', async () => {
    const cloud = await withRepository();
    await cloud.deploy('small', { TemplateBody: template(TOPIC) });
    const reason = async (body: string, ...wanted: readonly object[]) =>
      (await cloud.deploy('small', { ...set, TemplateBody: body, ResourcesToImport: wanted })).StatusReason;
    const missing = template(TOPIC, repository('Mine', { name: 'none' }));
    assert.match(
      (await reason(missing, toImport('Mine', { RepositoryName: 'none' }))) ?? '',
      /'\{RepositoryName=none\}' was not found/,
    );
    const other = template(TOPIC, repository('Mine', { name: 'other' }));
    assert.match((await reason(other, toImport())) ?? '', /the template says RepositoryName: "other"/);
    const beside = template(TOPIC, repository('Mine'), 'More: {Type: AWS::SNS::Topic}');
    assert.match((await reason(beside, toImport())) ?? '', /modified resources \[More\].*not being imported/);
    const output = `{${template(TOPIC, repository('Mine'))}, Outputs: {A: {Value: b}}}`;
    assert.match((await reason(output, toImport())) ?? '', /cannot modify or add \[Outputs\]/);
    const delet = template(TOPIC, `Mine: {Type: ${ECR}, Properties: {RepositoryName: kept}}`);
    assert.match((await reason(delet, toImport())) ?? '', /\[Mine\].*DeletionPolicy/);
    await cloud.deploy('first', { TemplateBody: template(repository('Mine')), ImportExistingResources: true });
    assert.match((await reason(template(TOPIC, repository('Mine')), toImport())) ?? '', /belongs to the stack .*first/);
  });
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadAwsServiceSpec } from '@aws-cdk/aws-service-spec';
import type { DescribeEventsInput, DescribeEventsOutput, OperationEvent } from '@aws-sdk/client-cloudformation';
import { specTypes } from '../../../aws/spec.ts';
import { IDENTIFIERS } from '../../engine/identifiers.ts';
import { Objects } from '../../objects.ts';
import { give } from '../../resources/given.ts';
import { Cloud, REAL } from './in-process.ts';

const repository = (id: string, name = 'taken') => `
Resources: {${id}: {Type: AWS::ECR::Repository, DeletionPolicy: Retain, Properties: {RepositoryName: ${name}}}}`;

const FAILED = /^The following hook\(s\)\/validation failed: \[AWS::EarlyValidation::ResourceExistenceCheck\]\. To/;

const commits =
  'Resources: {R: {Type: AWS::CodeCommit::Repository, DeletionPolicy: Retain, Properties: {RepositoryName: taken}}}';

/** A repository that no stack has, left by one that is gone. */
async function withRepository(TemplateBody = repository('Images')): Promise<Cloud> {
  const cloud = new Cloud(REAL);
  await cloud.deploy('gone', { TemplateBody });
  await cloud.call('DeleteStack', { StackName: 'gone' });
  await cloud.idle();
  assert.equal(cloud.made().length, 1);
  return cloud;
}

/** What DescribeEvents tells, oldest first. */
async function eventsOf(cloud: Cloud, input: DescribeEventsInput): Promise<readonly OperationEvent[]> {
  const events: OperationEvent[] = [];
  let NextToken: string | undefined;
  do {
    const page: DescribeEventsOutput = await cloud.call('DescribeEvents', {
      ...input,
      ...(NextToken && { NextToken }),
    });
    events.push(...(page.OperationEvents ?? []));
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return events.reverse();
}

describe('early validation of a change set', () => {
  test('fails it where a name to be made is taken, and DescribeEvents alone tells whose', async () => {
    const cloud = await withRepository();
    const described = await cloud.deploy('next', { TemplateBody: repository('Mine') });
    assert.deepEqual([described.Status, described.ExecutionStatus], ['FAILED', 'UNAVAILABLE']);
    assert.match(described.StatusReason ?? '', FAILED);
    assert.equal((await cloud.stack('next')).StackStatus, 'REVIEW_IN_PROGRESS');
    const events = await eventsOf(cloud, {
      ChangeSetName: described.ChangeSetId,
      Filters: { FailedEvents: true },
    });
    assert.deepEqual(
      events.map(({ EventType, OperationType, OperationStatus }) => [EventType, OperationType, OperationStatus]),
      [
        ['VALIDATION_ERROR', 'CREATE_CHANGESET', undefined],
        ['STACK_EVENT', 'CREATE_CHANGESET', 'FAILED'],
      ],
    );
    const [found] = events;
    assert.deepEqual(
      [found?.LogicalResourceId, found?.ResourceType, found?.ValidationName, found?.ValidationFailureMode],
      ['Mine', 'AWS::ECR::Repository', 'NAME_CONFLICT_VALIDATION', 'FAIL'],
    );
    assert.equal(found?.ValidationPath, '/Resources/Mine');
    assert.equal(
      found?.ValidationStatusReason,
      "Resource of type 'AWS::ECR::Repository' with identifier 'taken' already exists.",
    );
    const ofOperation = await eventsOf(cloud, { OperationId: found?.OperationId });
    assert.equal(ofOperation.length, 3);
  });

  test('looks into nested stacks, and the root only names the change sets that failed', async () => {
    const cloud = new Cloud(REAL);
    const system = cloud.system('hello-server');
    const name = system.Parameters.find(({ ParameterKey }) => ParameterKey === 'SystemName')?.ParameterValue;
    give(cloud.account, 'AWS::ECR::Repository', String(name ?? 'hello-server'));
    const described = await cloud.deploy(String(name ?? 'hello-server'), system);
    assert.equal(described.Status, 'FAILED');
    const [, nested = ''] =
      /^Nested change set (\S+) was not successfully created: Currently in FAILED\.$/.exec(
        described.StatusReason ?? '',
      ) ?? [];
    const inner = await cloud.changeSet('', nested);
    assert.match(inner.StatusReason ?? '', FAILED);
    const events = await eventsOf(cloud, { ChangeSetName: nested, Filters: { FailedEvents: true } });
    assert.equal(events[0]?.LogicalResourceId, 'ImageRepository');
  });

  test('leaves what it cannot know to the creation, and looks at nothing where it is told not to', async () => {
    // Its identifier is made by the service.
    const unknown = await withRepository(commits);
    assert.equal((await unknown.deploy('commit', { TemplateBody: commits })).Status, 'CREATE_COMPLETE');
    assert.equal((await unknown.stack('commit')).StackStatus, 'ROLLBACK_COMPLETE');
    const cloud = await withRepository();
    const off = await cloud.deploy('off', { TemplateBody: repository('Mine'), DisableValidation: true });
    assert.equal(off.Status, 'CREATE_COMPLETE');
    assert.equal((await cloud.stack('off')).StackStatus, 'ROLLBACK_COMPLETE');
  });

  test('warns of a bucket that is not empty and is to go, and lets it be executed', async () => {
    const cloud = new Cloud(REAL);
    const bucket = 'B: {Type: AWS::S3::Bucket, Properties: {BucketName: full-one}}';
    const topic = 'T: {Type: AWS::SNS::Topic}';
    await cloud.deploy('small', { TemplateBody: `Resources: {${bucket}, ${topic}}` });
    new Objects(cloud.account).put('full-one', 'a', new Uint8Array());
    const described = await cloud.deploy('small', { TemplateBody: `Resources: {${topic}}` }, 'UPDATE');
    assert.equal(described.Status, 'CREATE_COMPLETE');
    const [found] = await eventsOf(cloud, { ChangeSetName: described.ChangeSetId, Filters: { FailedEvents: true } });
    assert.deepEqual([found?.ValidationName, found?.ValidationFailureMode], ['BUCKET_EMPTINESS_VALIDATION', 'WARN']);
  });
});

describe('early validation without a change set', () => {
  test('fails a creation before anything is made, and DescribeStackEvents does not tell why', async () => {
    const cloud = await withRepository();
    const { TemplateBody } = { TemplateBody: `${repository('Mine').slice(0, -1)}, T: {Type: AWS::SNS::Topic}}` };
    await cloud.call('CreateStack', { StackName: 'next', TemplateBody });
    await cloud.idle();
    assert.equal((await cloud.stack('next')).StackStatus, 'ROLLBACK_COMPLETE');
    const told = await cloud.told('next');
    assert.ok(told.some((line) => line.includes("Validation failure detected. See the operation's FAILED event")));
    assert.ok(!told.some((line) => /already exists|^T /.test(line)));
    const [found, ...others] = await eventsOf(cloud, { StackName: 'next', Filters: { FailedEvents: true } });
    assert.deepEqual(
      [found?.EventType, found?.OperationType, found?.LogicalResourceId],
      ['VALIDATION_ERROR', 'CREATE_STACK', 'Mine'],
    );
    assert.ok(
      others.every(({ EventType, OperationStatus }) => EventType === 'STACK_EVENT' && OperationStatus === 'FAILED'),
    );
    await cloud.call('CreateStack', { StackName: 'unlooked', TemplateBody, DisableValidation: true });
    await cloud.idle();
    const failed = await eventsOf(cloud, { StackName: 'unlooked', Filters: { FailedEvents: true } });
    assert.equal(failed.find(({ EventType }) => EventType === 'PROVISIONING_ERROR')?.LogicalResourceId, 'Mine');
  });

  test('fails an update, and what was there stays as it was', async () => {
    const cloud = await withRepository();
    const topic = 'T: {Type: AWS::SNS::Topic}';
    await cloud.deploy('small', { TemplateBody: `Resources: {${topic}}` });
    const TemplateBody = `${repository('Mine').slice(0, -1)}, ${topic}}`;
    await cloud.call('UpdateStack', { StackName: 'small', TemplateBody });
    await cloud.idle();
    assert.equal((await cloud.stack('small')).StackStatus, 'UPDATE_ROLLBACK_COMPLETE');
  });
});

describe('DescribeEvents', () => {
  test('tells of all operations of a stack, each event once over all pages', async () => {
    const cloud = new Cloud(REAL);
    const system = cloud.system('hello-server');
    await cloud.deploy('hello-server', system);
    const all = await eventsOf(cloud, { StackName: 'hello-server' });
    assert.equal(new Set(all.map(({ EventId }) => EventId)).size, all.length);
    const types = new Set(all.map(({ OperationType }) => OperationType));
    assert.deepEqual(types, new Set(['CREATE_CHANGESET', undefined, 'CREATE_STACK']));
    const creation = all.find(({ OperationType }) => OperationType === 'CREATE_STACK')?.OperationId;
    const own = await eventsOf(cloud, { OperationId: creation });
    assert.ok(own.length > 10 && own.every(({ OperationId }) => OperationId === creation));
    assert.equal(own.at(-1)?.OperationStatus, 'SUCCEEDED');
    assert.deepEqual(await eventsOf(cloud, { StackName: 'hello-server', Filters: { FailedEvents: true } }), []);
  });

  test('wants to be told of what: a change set by its ARN, or with its stack', async () => {
    const cloud = await withRepository();
    const missing = 'ValidationError: One of ChangeSetName, OperationId or StackName must be specified';
    assert.equal(await cloud.refused('DescribeEvents', {}), missing);
    assert.equal(await cloud.refused('DescribeEvents', { ChangeSetName: 'first' }), missing);
    assert.match(await cloud.refused('DescribeEvents', { StackName: 'nowhere' }), /nowhere does not exist/);
    assert.match(await cloud.refused('DescribeEvents', { OperationId: '1-2' }), /Operation \[1-2\] does not exist/);
    const { ChangeSetName } = await cloud.deploy('next', { TemplateBody: repository('Mine') });
    const events = await eventsOf(cloud, { StackName: 'next', ChangeSetName });
    assert.equal(events.length, 3);
  });
});

test('the identifiers are those of the service specification, of the types that a handler reads', async () => {
  const database = await loadAwsServiceSpec();
  const whole = specTypes.flatMap((type) => {
    const [resource] = database.lookup('resource', 'cloudFormationType', 'equals', type);
    const names = resource?.primaryIdentifier ?? [];
    // Record sets are in the registry without a handler.
    const isIn = type !== 'AWS::Route53::RecordSet' && names.length > 0;
    return isIn && names.every((name) => name in (resource?.properties ?? {})) ? [[type, names] as const] : [];
  });
  assert.deepEqual(IDENTIFIERS, Object.fromEntries(whole));
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { allChanges } from '../review/compare/changes.ts';
import { cleanChangeSets, planChanges } from './change-set.ts';
import { fillParameters } from './parameters.ts';
import { smallTarget, standingClock } from './testing/small-target.ts';
import { type Answers, refuses, standIn } from './testing/stand-in-client.ts';

const ARN = 'arn:aws:cloudformation:eu-central-1:111122223333:changeSet';

function plan(answers: Answers) {
  const target = smallTarget();
  const clients = standIn({
    CreateChangeSet: () => ({ Id: `${ARN}/root/1` }),
    DeleteChangeSet: () => ({}),
    DescribeEvents: () => ({}),
    ...answers,
  });
  const options = { isNew: false, parameters: fillParameters(target, 'blue') };
  return { clients, made: planChanges(clients, standingClock(), target, options) };
}

const add = (LogicalResourceId: string, more: object = {}) => ({
  ResourceChange: { Action: 'Add', LogicalResourceId, ResourceType: 'AWS::IAM::Role', ...more },
});

describe('a change set', () => {
  test('is waited for, read page by page, and so are those of nested stacks', async () => {
    let asked = 0;
    const { made, clients } = plan({
      DescribeChangeSet: ({ ChangeSetName, NextToken }) => {
        if (String(ChangeSetName).includes('nested')) {
          return { StackName: 'inner', Status: 'CREATE_COMPLETE', Changes: [add('D')] };
        }
        asked += 1;
        if (asked < 3) return { Status: 'CREATE_IN_PROGRESS' };
        const facts = { StackId: 'arn:stack', Status: 'CREATE_COMPLETE' };
        if (NextToken === 'two') return { ...facts, Changes: [add('B'), add('C', { ChangeSetId: `${ARN}/nested/1` })] };
        return { ...facts, Changes: [add('A')], NextToken: 'two' };
      },
    });
    const result = await made;
    assert.ok(result.kind === 'changes');
    assert.equal(result.stackId, 'arn:stack');
    assert.deepEqual(
      allChanges(result.tree).map(({ stackName, change }) => `${stackName} ${change.logicalId}`),
      ['small A', 'small B', 'small C', 'inner D'],
    );
    assert.equal(clients.inputsOf('CreateChangeSet')[0]?.ChangeSetType, 'UPDATE');
  });

  test('that fails tells the reason of the nested stack that it failed for, and is taken away', async () => {
    const failed = (StackName: string, StatusReason: string) => ({ StackName, Status: 'FAILED', StatusReason });
    const { made, clients } = plan({
      DescribeChangeSet: ({ ChangeSetName }) => {
        const name = String(ChangeSetName);
        const said = (inner: string) =>
          `Nested change set ${ARN}/${inner}/1 was not successfully created: Currently in FAILED.`;
        if (name.includes('/root/')) return failed('small', said('middle'));
        if (name.includes('/middle/')) return failed('small-Service', said('inner'));
        return failed('small-Service-Inner', 'Parameters: [X] must have values');
      },
    });
    await assert.rejects(
      made,
      /change-set-failed: .*Parameters: \[X\] must have values \(in small-Service-Inner\) \(in small-Service\)/,
    );
    assert.equal(clients.inputsOf('DeleteChangeSet').length, 1);
    const asked = clients.inputsOf('DescribeEvents').map(({ ChangeSetName }) => ChangeSetName);
    assert.deepEqual(asked, [`${ARN}/root/1`, `${ARN}/middle/1`, `${ARN}/inner/1`]);
  });

  test('is known by its ARN also where the answer to its creation was lost', async () => {
    const { made } = plan({
      CreateChangeSet: refuses('AlreadyExistsException', 'already exists', 400, 2),
      DescribeChangeSet: () => ({ ChangeSetId: `${ARN}/root/1`, Status: 'CREATE_COMPLETE', Changes: [add('A')] }),
    });
    const result = await made;
    assert.ok(result.kind === 'changes');
    assert.equal(result.changeSetId, `${ARN}/root/1`);
  });

  for (const reason of [
    "The submitted information didn't contain changes. Submit different information to create a change set.",
    'No updates are to be performed.',
  ]) {
    test(`is none where CloudFormation says: ${reason.slice(0, 30)}`, async () => {
      const { made } = plan({ DescribeChangeSet: () => ({ Status: 'FAILED', StatusReason: reason }) });
      assert.equal((await made).kind, 'nothing-to-change');
    });
  }

  test('that CloudFormation does not make for nested stacks is made without, and nested templates are compared', async () => {
    const refusal = 'Template error: every Fn::Select object requires two non-null parameters';
    const deployed = {
      Resources: {
        Old: { Type: 'AWS::SNS::Topic' },
        Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.1.0.0/16' } },
      },
    };
    const nested = {
      ResourceChange: { Action: 'Modify', LogicalResourceId: 'Network', ResourceType: 'AWS::CloudFormation::Stack' },
    };
    const { made, clients } = plan({
      CreateChangeSet: ({ IncludeNestedStacks }) => ({
        Id: `${ARN}/${IncludeNestedStacks === true ? 'whole' : 'root'}/1`,
      }),
      DescribeChangeSet: ({ ChangeSetName }) =>
        String(ChangeSetName).includes('/whole/')
          ? { Status: 'FAILED', StatusReason: refusal }
          : { StackId: 'arn:stack', Status: 'CREATE_COMPLETE', Changes: [nested, add('Other')] },
      ListStackResources: () => ({
        StackResourceSummaries: [
          { LogicalResourceId: 'Network', PhysicalResourceId: 'arn:network' },
          { LogicalResourceId: 'A' },
        ],
      }),
      DescribeStacks: () => ({
        Stacks: [{ StackId: 'arn:stack', StackName: 'small', StackStatus: 'CREATE_COMPLETE' }],
      }),
      GetTemplate: ({ StackName }) => ({ TemplateBody: StackName === 'arn:network' ? JSON.stringify(deployed) : '{}' }),
    });
    const result = await made;
    assert.ok(result.kind === 'changes');
    assert.equal(result.blindFor, refusal);
    assert.deepEqual(
      allChanges(result.tree).map(({ change }) => `${change.action} ${change.logicalId} ${change.replacement}`),
      ['Modify Network no', 'Remove Old no', 'Modify Vpc yes', 'Add Other no'],
    );
    assert.deepEqual(
      clients.inputsOf('DeleteChangeSet').map(({ ChangeSetName }) => ChangeSetName),
      [`${ARN}/whole/1`],
    );
  });

  test('that is never ready is given up after half an hour', async () => {
    const { made } = plan({ DescribeChangeSet: () => ({ Status: 'CREATE_IN_PROGRESS' }) });
    await assert.rejects(made, /change-set-failed: .* in half an hour/);
  });

  test('that may not be made is told with the permission that is missing', async () => {
    const message = 'User: x is not authorized to perform: cloudformation:CreateChangeSet';
    const { made } = plan({ CreateChangeSet: refuses('AccessDenied', message, 403) });
    await assert.rejects(made, /access-denied: the caller may not cloudformation:CreateChangeSet on small/);
  });

  test('of a run that was killed is taken away; others are left', async () => {
    const pages = [
      {
        Summaries: [
          { ChangeSetName: 'tealform-1', ExecutionStatus: 'AVAILABLE' },
          { ChangeSetName: 'by-hand', ExecutionStatus: 'AVAILABLE' },
        ],
        NextToken: 'two',
      },
      {
        Summaries: [
          { ChangeSetName: 'tealform-2', ExecutionStatus: 'EXECUTE_IN_PROGRESS' },
          { ChangeSetName: 'tealform-3', ExecutionStatus: 'UNAVAILABLE', Status: 'DELETE_IN_PROGRESS' },
          { ChangeSetName: 'tealform-4', ExecutionStatus: 'UNAVAILABLE', Status: 'FAILED' },
        ],
      },
    ];
    const clients = standIn({
      ListChangeSets: ({ NextToken }) => pages[NextToken === 'two' ? 1 : 0] ?? {},
      DeleteChangeSet: refuses('ChangeSetNotFound'),
    });
    assert.deepEqual(await cleanChangeSets(clients, 'small'), ['tealform-1', 'tealform-4']);
  });
});

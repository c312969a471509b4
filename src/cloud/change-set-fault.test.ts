import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { TealformError } from '../dsl/error.ts';
import { planChanges } from './change-set.ts';
import { fillParameters } from './parameters.ts';
import { smallTarget, standingClock } from './testing/small-target.ts';
import { type Answer, type Answers, refuses, standIn } from './testing/stand-in-client.ts';

const ARN = 'arn:aws:cloudformation:eu-central-1:111122223333:changeSet';
const EARLY =
  'The following hook(s)/validation failed: [AWS::EarlyValidation::ResourceExistenceCheck]. To troubleshoot Early Validation errors, use the DescribeEvents API for detailed failure information.';

const found = (LogicalResourceId: string, ResourceType: string, more: object = {}) => ({
  EventType: 'VALIDATION_ERROR',
  LogicalResourceId,
  ResourceType,
  ValidationName: 'NAME_CONFLICT_VALIDATION',
  ValidationFailureMode: 'FAIL',
  ValidationStatusReason: `Resource of type '${ResourceType}' with identifier 'small' already exists.`,
  ValidationPath: `/Resources/${LogicalResourceId}`,
  ...more,
});

function plan(DescribeEvents: Answer, more: Answers = {}) {
  const target = smallTarget();
  const clients = standIn({
    CreateChangeSet: () => ({ Id: `${ARN}/root/1` }),
    DeleteChangeSet: () => ({}),
    DescribeChangeSet: ({ ChangeSetName }) =>
      String(ChangeSetName).includes('/root/')
        ? {
            StackName: 'small',
            Status: 'FAILED',
            StatusReason: `Nested change set ${ARN}/nested/1 was not successfully created: Currently in FAILED.`,
          }
        : { StackName: 'small-Service-1A2B3C4D', Status: 'FAILED', StatusReason: EARLY },
    DescribeEvents,
    ...more,
  });
  const options = { isNew: false, parameters: fillParameters(target, 'blue') };
  return { clients, made: planChanges(clients, standingClock(), target, options) };
}

const problemsOf = async (made: Promise<unknown>) => {
  const error = await made.then(
    () => assert.fail('it did not fail'),
    (each: unknown) => each,
  );
  assert.ok(error instanceof TealformError);
  return error.problems;
};

describe('a change set that early validation fails', () => {
  test('lists every finding of every page with its place, its template and what to do', async () => {
    const { made } = plan(({ ChangeSetName, NextToken }) => {
      if (!String(ChangeSetName).includes('nested')) return { OperationEvents: [{ EventType: 'STACK_EVENT' }] };
      return NextToken === undefined
        ? { OperationEvents: [found('Images', 'AWS::ECR::Repository')], NextToken: 'two' }
        : { OperationEvents: [found('Application', 'AWS::CodeDeploy::Application')] };
    });
    const [head, images, application, ...others] = await problemsOf(made);
    assert.equal(others.length, 0);
    assert.match(
      String(head?.message),
      /^CloudFormation cannot change small like this: The following hook.*\(in small-S/,
    );
    assert.deepEqual([images?.code, images?.stack, images?.logicalId], ['name-taken', 'small/Service', 'Images']);
    assert.match(
      String(images?.message),
      /'small' already exists \(AWS::ECR::Repository, NAME_CONFLICT_VALIDATION, \/Resources\/Images in output\/small\/service\.yaml\)$/,
    );
    assert.match(String(images?.hint), /^take it into the stack as it is: make adopt ENV=dev SYSTEM=small\n/);
    assert.match(
      String(application?.hint),
      /^take it away, if nobody needs it\n {5}or give the system another SystemName/,
    );
  });

  test('tells a finding once that the root tells as well', async () => {
    const { made } = plan(() => ({ OperationEvents: [found('Images', 'AWS::ECR::Repository', { StackId: 'arn:s' })] }));
    assert.equal((await problemsOf(made)).length, 2);
  });

  test('tells the plain reason and the right that is missing where the events may not be read', async () => {
    const { made } = plan(refuses('AccessDenied', 'not authorized', 403));
    const [head, unread] = await problemsOf(made);
    assert.match(String(head?.message), /AWS::EarlyValidation::ResourceExistenceCheck/);
    assert.deepEqual([head?.code, unread?.code], ['change-set-failed', 'validation-unread']);
    assert.match(String(unread?.message), /cloudformation:DescribeEvents is missing/);
  });

  test('tells the plain reason alone where the endpoint does not know the operation', async () => {
    const { made } = plan(refuses('NotImplemented'));
    assert.equal((await problemsOf(made)).length, 1);
  });
});

describe('a change set that early validation only warns of', () => {
  const changes = (Action: string) => ({
    DescribeChangeSet: () => ({
      StackId: 'arn:stack',
      StackName: 'small',
      Status: 'CREATE_COMPLETE',
      Changes: [{ ResourceChange: { Action, LogicalResourceId: 'Bucket', ResourceType: 'AWS::S3::Bucket' } }],
    }),
  });

  test('has its warnings with it', async () => {
    const warning = { ValidationName: 'BUCKET_EMPTINESS_VALIDATION', ValidationFailureMode: 'WARN' };
    const { made } = plan(
      () => ({ OperationEvents: [found('Bucket', 'AWS::S3::Bucket', warning)] }),
      changes('Remove'),
    );
    const result = await made;
    assert.ok(result.kind === 'changes');
    assert.deepEqual(
      result.warnings.found.map(({ path, logicalId, mode }) => [path.join('/'), logicalId, mode]),
      [['small', 'Bucket', 'WARN']],
    );
  });

  test('is not asked for any where nothing comes, goes or is replaced', async () => {
    const { made, clients } = plan(() => assert.fail('asked'), changes('Modify'));
    await made;
    assert.deepEqual(clients.inputsOf('DescribeEvents'), []);
  });
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Cleanups } from '../deploy/cleanups.ts';
import type { DeployResult } from '../deploy/context.ts';
import type { Progress, Question } from '../progress.ts';
import { readTarget } from '../read-target.ts';
import { clientsOf, deployedAccount, emptyAccount, type SmallAccount, watcherOf } from '../testing/small-account.ts';
import { ENVIRONMENT, outputOf, sha256, standingClock, systemFiles } from '../testing/small-target.ts';
import type { Answers, StandIn } from '../testing/stand-in-client.ts';
import { refusal } from '../testing/stand-in-client.ts';
import { adopt } from './adopt.ts';

const NESTED = 'arn:aws:cloudformation:eu-central-1:111122223333:changeSet/nested/1';

const INNER = `Parameters:
  SystemName:
    Type: String
Resources:
  Images:
    Type: AWS::ECR::Repository
    DeletionPolicy: Delete
    Properties:
      RepositoryName: !Ref SystemName
  Commits:
    Type: AWS::CodeCommit::Repository
    Properties:
      RepositoryName: !Ref SystemName
`;

const ROOT = `Parameters:
  SystemName:
    Type: String
    Default: small
Resources:
  Source:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: https://x/source.${sha256(INNER).slice(0, 12)}.yaml
      Parameters:
        SystemName: !Ref SystemName
`;

const TARGET = readTarget(
  outputOf(systemFiles('small', { 'root.yaml': ROOT, 'source.yaml': INNER, 'parameters/dev.json': '[]' })),
  'small',
  ENVIRONMENT,
);

const conflict = (LogicalResourceId: string, ResourceType: string) => ({
  EventType: 'VALIDATION_ERROR',
  LogicalResourceId,
  ResourceType,
  ValidationName: 'NAME_CONFLICT_VALIDATION',
  ValidationFailureMode: 'FAIL',
  ValidationStatusReason: `Resource of type '${ResourceType}' with identifier 'small' already exists.`,
  ValidationPath: `/Resources/${LogicalResourceId}`,
});

interface Run {
  readonly result: DeployResult;
  readonly kinds: readonly string[];
  readonly told: readonly Progress[];
  readonly asked: readonly Question[];
  readonly clients: StandIn;
}

/** A system whose names are taken by these, as a change set without imports finds. */
async function run(
  account: SmallAccount,
  taken: readonly object[],
  { answers = {}, answer = true, planOnly = false }: { answers?: Answers; answer?: boolean; planOnly?: boolean } = {},
): Promise<Run> {
  const told: Progress[] = [];
  const asked: Question[] = [];
  let importing = false;
  const base = clientsOf(account);
  const send = (operation: string) => (input: Readonly<Record<string, unknown>>) => forwarded(base, operation, input);
  const clients = clientsOf(account, {
    CreateChangeSet: (input) => {
      importing = input.ImportExistingResources === true;
      return send('CreateChangeSet')(input);
    },
    DescribeChangeSet: (input) => {
      const isNested = String(input.ChangeSetName).includes('nested');
      if (importing || taken.length === 0 || account.status?.endsWith('_COMPLETE'))
        return send('DescribeChangeSet')(input);
      return isNested
        ? {
            StackName: 'small-Source-1A2B',
            Status: 'FAILED',
            StatusReason: 'AWS::EarlyValidation::ResourceExistenceCheck',
          }
        : {
            StackId: 'arn:small',
            StackName: 'small',
            Status: 'FAILED',
            StatusReason: `Nested change set ${NESTED} failed`,
          };
    },
    GetTemplate: () => {
      const changeSet = clients.inputsOf('CreateChangeSet').at(-1);
      return { TemplateBody: changeSet ? uploaded(clients, changeSet.TemplateURL) : 'Resources: {}' };
    },
    DescribeEvents: ({ ChangeSetName }) => ({ OperationEvents: importing || ChangeSetName !== NESTED ? [] : taken }),
    DescribeStackResources: () => {
      throw refusal('ValidationError', 'Stack for small does not exist');
    },
    ListStackResources: () => ({ StackResourceSummaries: [] }),
    DetectStackDrift: () => ({ StackDriftDetectionId: '1' }),
    DescribeStackDriftDetectionStatus: () => ({ DetectionStatus: 'DETECTION_COMPLETE' }),
    DescribeStackResourceDrifts: () => ({ StackResourceDrifts: [] }),
    ...answers,
  });
  const result = await adopt({
    clients,
    clock: standingClock(),
    target: TARGET,
    source: () => [],
    tell: (progress) => told.push(progress),
    ask: async (question) => {
      asked.push(question);
      return answer;
    },
    watcher: watcherOf(account),
    cleanups: new Cleanups(),
    planOnly,
  });
  return { result, told, asked, clients, kinds: told.map(({ kind }) => kind) };
}

/** The text of a template that was uploaded. */
function uploaded(clients: StandIn, url: unknown): string {
  const object = clients.inputsOf('PutObject').find(({ Key }) => String(url).endsWith(`/${Key}`));
  assert.ok(object?.Body instanceof Uint8Array);
  return Buffer.from(object.Body).toString();
}

async function forwarded(base: StandIn, operation: string, input: Readonly<Record<string, unknown>>): Promise<object> {
  const command = { input, constructor: { name: `${operation}Command` } };
  // Only the name and the input of a command are looked at by what stands in.
  return (base.cloudFormation.send as unknown as (command: object) => Promise<object>)(command);
}

const images = conflict('Images', 'AWS::ECR::Repository');

describe('make adopt', () => {
  test('imports by templates with the name written out, then brings the reviewed ones, and asks once', async () => {
    const account = { ...emptyAccount(), becomes: ['CREATE_COMPLETE', 'UPDATE_COMPLETE'] };
    const { result, kinds, asked, clients, told } = await run(account, [images]);
    assert.equal(result, 'done', JSON.stringify(told.at(-1)));
    const made = clients.inputsOf('CreateChangeSet');
    assert.deepEqual(
      made.map(({ ImportExistingResources, ChangeSetType }) => [ChangeSetType, ImportExistingResources]),
      [
        ['CREATE', undefined],
        ['CREATE', true],
        ['UPDATE', undefined],
      ],
    );
    const [reviewed, derived, again] = made.map(({ TemplateURL }) => TemplateURL);
    assert.notEqual(derived, reviewed);
    assert.equal(again, reviewed);
    assert.deepEqual(
      asked.map(({ text }) => text),
      ['Adopt what is listed, and create small in dev (111122223333, eu-central-1) like this?'],
    );
    assert.deepEqual(
      kinds.filter((kind) => /adopt|done/.test(kind)),
      ['adopting', 'adopted', 'done', 'adopted-drift'],
    );
  });

  test('says that there is nothing to adopt where no name is taken, and changes nothing', async () => {
    const account = emptyAccount();
    const { result, kinds, clients } = await run(account, []);
    assert.deepEqual([result, kinds.at(-1)], ['done', 'nothing-to-adopt']);
    assert.deepEqual(clients.inputsOf('ExecuteChangeSet'), []);
    assert.equal(account.status, undefined);
    assert.deepEqual(account.changeSets, []);
  });

  test('is refused with the way round for what cannot be adopted, and adopts nothing beside', async () => {
    const { result, told, clients } = await run(emptyAccount(), [
      images,
      conflict('Commits', 'AWS::CodeCommit::Repository'),
    ]);
    assert.equal(result, 'refused');
    const last = told.at(-1);
    assert.ok(last?.kind === 'refused');
    assert.deepEqual(
      last.problems.map(({ logicalId }) => logicalId),
      ['Commits'],
    );
    assert.match(last.problems[0]?.hint ?? '', /^release from it, .*existingCodeCommit/);
    assert.deepEqual(clients.inputsOf('ExecuteChangeSet'), []);
  });

  test('is refused before any change set for what the preflight finds and cannot be adopted', async () => {
    const taken = new Set(['AWS::CodeCommit::Repository', 'AWS::ECR::Repository']);
    const { result, told, clients } = await run({ ...emptyAccount(), taken }, [images]);
    const last = told.at(-1);
    assert.ok(result === 'refused' && last?.kind === 'refused');
    const [problem, ...others] = last.problems;
    assert.deepEqual(others, []);
    assert.match(
      problem?.message ?? '',
      /^the CodeCommit repository small is there already, .*; it cannot be adopted$/,
    );
    assert.match(
      problem?.hint ?? '',
      /^release from it, .*existingCodeCommit\(.*\n {5}or take it away: aws codecommit /,
    );
    assert.deepEqual(clients.inputsOf('CreateChangeSet'), []);
  });

  test('goes on with what the preflight finds and can be adopted', async () => {
    const account = { ...emptyAccount(), becomes: ['CREATE_COMPLETE', 'UPDATE_COMPLETE'] };
    const { result } = await run({ ...account, taken: new Set(['AWS::ECR::Repository']) }, [images]);
    assert.equal(result, 'done');
  });

  test('is refused for what is taken and CloudFormation does not find', async () => {
    const { result, told, clients } = await run({ ...emptyAccount(), taken: new Set(['AWS::ECR::Repository']) }, []);
    assert.equal(result, 'refused');
    assert.match(
      JSON.stringify(told.at(-1)),
      /the ECR repository small is there already, .*; CloudFormation does not find it.*"hint":"take it away, if nobody/,
    );
    assert.deepEqual(clients.inputsOf('ExecuteChangeSet'), []);
  });

  test('is refused for what another stack has, by its name', async () => {
    const DescribeStackResources = () => ({
      StackResources: [{ StackName: 'other', PhysicalResourceId: 'small', ResourceType: 'AWS::ECR::Repository' }],
    });
    const { result, told } = await run(emptyAccount(), [images], { answers: { DescribeStackResources } });
    assert.equal(result, 'refused');
    assert.match(JSON.stringify(told.at(-1)), /ECR repository small belongs to the stack other/);
  });

  test('as a plan, or where the answer is no, leaves everything as it is', async () => {
    for (const options of [{ planOnly: true }, { answer: false }]) {
      const account = emptyAccount();
      const { clients, kinds } = await run(account, [images], options);
      assert.ok(kinds.includes('adopting'));
      assert.deepEqual(clients.inputsOf('ExecuteChangeSet'), []);
      assert.equal(account.status, undefined);
    }
  });

  test('goes no further where the first step fails', async () => {
    const account = { ...emptyAccount(), becomes: ['ROLLBACK_COMPLETE'] };
    const { result, clients } = await run(account, [images]);
    assert.equal(result, 'failed');
    assert.equal(clients.inputsOf('ExecuteChangeSet').length, 1);
  });

  test('says what is left to do where the reviewed templates could not be brought back', async () => {
    const account = { ...emptyAccount(), becomes: ['CREATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE'] };
    const { result, told } = await run(account, [images]);
    assert.equal(result, 'failed');
    assert.match(JSON.stringify(told.at(-1)), /adoption-unfinished.*make deploy ENV=dev SYSTEM=small/);
  });

  test('throws what else is wrong with the change set', async () => {
    const account = { ...deployedAccount(), changeSetFailure: 'Parameter X must have values' };
    await assert.rejects(run(account, []), /change-set-failed: .*Parameter X/);
  });
});

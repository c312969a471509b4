import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ChangeTree, PlannedChange } from '../review/compare/changes.ts';
import { printProgress } from './print-progress.ts';
import type { Progress } from './progress.ts';

const options = {
  width: 80,
  paint: (_: string, text: string) => text,
  again: 'make deploy ENV=dev SYSTEM=small',
  isRecapped: false,
  isPlan: false,
};
const print = (progress: Progress) => printProgress(progress, options).join('\n');

describe('what a deployment prints', () => {
  test('says first where it goes and who calls', () => {
    const text = print({
      kind: 'target',
      system: 'small',
      environment: 'dev',
      account: '111122223333',
      region: 'eu-central-1',
      stackName: 'small',
      caller: 'arn:aws:sts::111122223333:assumed-role/ci/me',
    });
    assert.match(text, /^small to dev: stack small, account 111122223333, eu-central-1\nas arn:/);
  });

  test('tells warnings and notes of preflight; errors stand where it is refused for them', () => {
    const finding = (level: 'error' | 'warning' | 'note') => ({
      level,
      code: level,
      message: `a ${level}`,
      hint: 'do it',
    });
    const findings = [finding('error'), finding('warning'), finding('note')];
    assert.equal(
      print({ kind: 'preflight', findings }),
      'warning: warning: a warning\n  -> do it\nnote: a note\n  -> do it',
    );
    assert.equal(
      print({ kind: 'refused', problems: [finding('error')], before: [] }),
      'error: a error\n  -> do it\nrefused; nothing has been changed in the stack',
    );
  });

  test('says what has been done before where nothing else is', () => {
    const before = ['LiveColour has been brought to green'];
    const problems = [{ code: 'plan-changed', message: 'other changes' }];
    assert.equal(
      print({ kind: 'refused', problems, before }),
      'plan-changed: other changes\nrefused; nothing else has been changed in the stack: LiveColour has been brought\n    to green',
    );
    const told = { kind: 'nothing-to-change', stackName: 'small' } as const;
    assert.equal(print({ ...told, before: [] }), 'nothing to change in small');
    assert.equal(print({ ...told, before }), 'nothing else to change in small: LiveColour has been brought to green');
  });

  test('breaks what is told on a terminal, and no command, which is there to be copied', () => {
    const findings = [
      {
        level: 'note',
        code: 'x',
        message: 'somebody may not look at the certificate',
        hint: 'grant it, or look it up',
      },
      { level: 'warning', code: 'y', message: 'short', hint: `run aws deploy stop-deployment --deployment-id d-ABC` },
    ] as const;
    assert.deepEqual(printProgress({ kind: 'preflight', findings }, { ...options, width: 30 }), [
      'note: somebody may not look at',
      '    the certificate',
      '  -> grant it, or look it up',
      'warning: y: short',
      '  -> run aws deploy stop-deployment --deployment-id d-ABC',
    ]);
  });

  test('tells a creation by stack, and a plan of one in full', () => {
    const change = (logicalId: string, nested?: ChangeTree): PlannedChange => ({
      action: 'Add',
      logicalId,
      type: nested ? 'AWS::CloudFormation::Stack' : 'AWS::EC2::VPC',
      physicalId: undefined,
      replacement: 'no',
      policy: undefined,
      causes: [],
      nested,
    });
    const network = { stackName: 'small-Network', changes: [change('Vpc'), change('Other')] };
    const tree = { stackName: 'small', changes: [change('Network', network), change('Topic')] };
    const progress = { kind: 'changes', isNew: true, tags: [], tree } as const;
    assert.equal(
      print(progress),
      'what will be created: 3 resources in 1 nested stacks (--plan lists them)\n  Network               2\n  in the root itself    1',
    );
    assert.match(printProgress(progress, { ...options, isPlan: true }).join('\n'), /\n {2}\+ Vpc {2}AWS::EC2::VPC\n/);
  });

  test('ends with the outputs, in columns', () => {
    const outputs = { Url: 'http://x/', BlueTargetGroupName: 'blue' };
    assert.equal(
      print({ kind: 'done', stackId: 'arn', outputs }),
      'done\n  BlueTargetGroupName  blue\n  Url                  http://x/',
    );
  });

  test('ends a failure with what it began with', () => {
    const rootCause = {
      logicalId: 'Service',
      type: 'AWS::ECS::Service',
      reason: 'did not stabilize',
      stack: 'small-Service',
    };
    assert.equal(
      print({
        kind: 'failed',
        stackId: 'arn',
        outcome: { status: 'failed', stackStatus: 'ROLLBACK_COMPLETE', rootCause },
      }),
      'failed: the stack is ROLLBACK_COMPLETE, because of Service (AWS::ECS::Service)\n    in small-Service:\n  did not stabilize',
    );
  });

  test('says nothing at the end that the watcher has said', () => {
    const done = { kind: 'done', stackId: 'arn', outputs: { Url: 'http://x/' } } as const;
    assert.deepEqual(printProgress(done, { ...options, isRecapped: true }), []);
  });

  test('says that the colour is brought along, or will be, and where users have got to', () => {
    const told = { kind: 'aligning', colour: 'green' } as const;
    assert.match(
      print({ ...told, isPlanned: false }),
      /^LiveColour is brought to green first, so that going back keeps/,
    );
    assert.match(print({ ...told, isPlanned: true }), /^LiveColour will be brought to green first/);
    const problems = [{ code: 'colour-lost', message: 'users are elsewhere', hint: 'aws elbv2' }];
    assert.equal(print({ kind: 'colour-lost', problems }), 'colour-lost: users are elsewhere\n  -> aws elbv2');
  });

  test('says how to come back to what goes on', () => {
    const outcome = { status: 'left-running', stackStatus: 'UPDATE_IN_PROGRESS' } as const;
    assert.match(print({ kind: 'left-running', stackId: 'arn', outcome }), /make deploy ENV=dev SYSTEM=small$/);
  });
});

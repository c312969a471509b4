import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Outcome } from '../outcome.ts';
import type { Progress, Question } from '../progress.ts';
import {
  clientsOf,
  deployedAccount,
  emptyAccount,
  modifyService,
  OUTPUTS,
  type SmallAccount,
  watcherOf,
} from '../testing/small-account.ts';
import { smallTarget, standingClock } from '../testing/small-target.ts';
import type { Answers, StandIn } from '../testing/stand-in-client.ts';
import { refusal, refuses } from '../testing/stand-in-client.ts';
import type { Watcher } from '../watcher.ts';
import { Cleanups } from './cleanups.ts';
import type { DeployResult } from './context.ts';
import { deploy } from './deploy.ts';

interface Run {
  readonly result: DeployResult;
  readonly told: readonly Progress[];
  readonly kinds: readonly string[];
  readonly asked: readonly Question[];
  /** The titles of what was watched; undefined for what was asked for. */
  readonly watched: readonly (string | undefined)[];
  readonly clients: StandIn;
}

interface RunOptions {
  readonly answer?: boolean;
  readonly planOnly?: boolean;
  readonly answers?: Answers;
  readonly cleanups?: Cleanups;
  readonly clients?: StandIn;
  /** Whether whoever watches leaves while the update goes on. */
  readonly leaves?: boolean;
}

async function run(
  account: SmallAccount,
  {
    answer = true,
    planOnly = false,
    answers = {},
    cleanups,
    leaves = false,
    clients = clientsOf(account, answers),
  }: RunOptions = {},
): Promise<Run> {
  const told: Progress[] = [];
  const asked: Question[] = [];
  const watched: (string | undefined)[] = [];
  const watcher = leaves ? leavingWatcher(account) : watcherOf(account);
  const result = await deploy({
    clients,
    clock: standingClock(),
    target: smallTarget(),
    source: () => [],
    tell: (progress) => told.push(progress),
    ask: async (question) => {
      asked.push(question);
      account.meanwhile();
      return answer;
    },
    watcher: {
      begin: (stackName, step) => {
        watched.push(step?.title);
        return watcher.begin(stackName, step);
      },
      attach: (stackId, step) => {
        watched.push(step?.title);
        return watcher.attach(stackId, step);
      },
    },
    cleanups: cleanups ?? new Cleanups(),
    planOnly,
  });
  return { result, told, asked, watched, clients, kinds: told.map(({ kind }) => kind) };
}

function leavingWatcher(account: SmallAccount): Watcher {
  const leave = async (): Promise<Outcome> => {
    account.status = 'UPDATE_IN_PROGRESS';
    return { status: 'left-running', stackStatus: 'UPDATE_IN_PROGRESS' };
  };
  return { begin: async () => leave, attach: leave };
}

function refusals({ told }: Run): readonly string[] {
  return told.flatMap((each) => (each.kind === 'refused' ? each.problems.map(({ code }) => code) : []));
}

describe('a first deployment', () => {
  test('looks, uploads, shows, asks, executes, protects, and gives the outputs', async () => {
    const done = await run(emptyAccount());
    assert.equal(done.result, 'done');
    const expected = [
      'target',
      'preflight',
      'colour',
      'uploaded',
      'changes',
      'question',
      'executing',
      'protected',
      'done',
    ];
    assert.deepEqual(done.kinds, expected);
    assert.deepEqual(
      done.asked.map(({ text }) => text),
      ['Create small in dev (111122223333, eu-central-1) like this?'],
    );
    assert.deepEqual(done.told.at(-1), {
      kind: 'done',
      stackId: 'arn:aws:cloudformation:eu-central-1:111122223333:stack/small/1a2b',
      outputs: OUTPUTS,
    });
  });

  test('makes the change set with the role, the tags and the parameters, nested stacks included', async () => {
    const { clients } = await run(emptyAccount());
    const [input] = clients.inputsOf('CreateChangeSet');
    assert.equal(input?.ChangeSetType, 'CREATE');
    assert.equal(input?.IncludeNestedStacks, true);
    assert.deepEqual(input?.Capabilities, ['CAPABILITY_NAMED_IAM']);
    assert.equal(input?.RoleARN, 'arn:aws:iam::111122223333:role/small-cloudformation-eu-central-1');
    assert.deepEqual(input?.Tags, [{ Key: 'stage', Value: 'dev' }]);
    assert.deepEqual(input?.Parameters, [
      { ParameterKey: 'DesiredCount', ParameterValue: '2' },
      { ParameterKey: 'TemplateBucket', ParameterValue: 'templates-111122223333-eu-central-1' },
      { ParameterKey: 'TemplatePrefix', ParameterValue: 'tealform/small' },
      { ParameterKey: 'LiveColour', ParameterValue: 'blue' },
    ]);
  });

  test('makes service-linked roles that are missing, when it executes and not before', async () => {
    const { clients } = await run(emptyAccount());
    const operations = clients.operations();
    assert.ok(operations.indexOf('CreateServiceLinkedRole') > operations.indexOf('DescribeChangeSet'));
    assert.deepEqual(
      clients.inputsOf('CreateServiceLinkedRole').map(({ AWSServiceName }) => AWSServiceName),
      ['elasticloadbalancing.amazonaws.com', 'ecs.amazonaws.com'],
    );
    const planned = await run(emptyAccount(), { planOnly: true });
    assert.deepEqual(planned.clients.inputsOf('CreateServiceLinkedRole'), []);
  });

  test('has service-linked roles made that it may not look at, as AWS has it of those that are missing', async () => {
    const GetRole: Answers[string] = ({ RoleName }) => {
      if (String(RoleName).startsWith('small-')) return { Role: {} };
      throw refusal('AccessDenied', `not authorized to perform: iam:GetRole on resource: role ${RoleName}`, 403);
    };
    const CreateServiceLinkedRole: Answers[string] = ({ AWSServiceName }) => {
      if (AWSServiceName !== 'ecs.amazonaws.com') return {};
      throw refusal('InvalidInput', 'Service role name AWSServiceRoleForECS has been taken in this account');
    };
    const done = await run(emptyAccount(), { answers: { GetRole, CreateServiceLinkedRole } });
    assert.equal(done.result, 'done');
    assert.deepEqual(
      done.clients.inputsOf('CreateServiceLinkedRole').map(({ AWSServiceName }) => AWSServiceName),
      ['elasticloadbalancing.amazonaws.com', 'ecs.amazonaws.com'],
    );
    assert.ok(!done.kinds.includes('warned'));
    // One that is refused keeps no other from being made.
    const refused = await run(emptyAccount(), {
      answers: { GetRole, CreateServiceLinkedRole: refuses('AccessDenied', 'not authorized', 403) },
    });
    assert.equal(refused.result, 'done');
    assert.equal(refused.clients.inputsOf('CreateServiceLinkedRole').length, 2);
    assert.ok(refused.kinds.includes('warned'));
  });

  test('sets the policy of each stack that has one', async () => {
    const { clients } = await run(emptyAccount());
    assert.deepEqual(
      clients.inputsOf('SetStackPolicy').map(({ StackPolicyBody }) => StackPolicyBody),
      ['{"Statement":[]}', '{"Statement":["service"]}'],
    );
  });

  test('is refused where a name is taken by something else', async () => {
    const taken = await run(emptyAccount(), { answers: { GetApplication: () => ({ application: {} }) } });
    assert.equal(taken.result, 'refused');
    assert.deepEqual(refusals(taken), ['name-taken']);
    assert.deepEqual(taken.clients.inputsOf('CreateChangeSet'), []);
  });

  test('that failed before is deleted and tried again, if that is wanted', async () => {
    const account = { ...emptyAccount(), status: 'ROLLBACK_COMPLETE', becomes: ['DELETE_COMPLETE', 'CREATE_COMPLETE'] };
    const done = await run(account);
    assert.equal(done.result, 'done');
    assert.deepEqual(
      done.asked.map(({ about }) => about),
      ['delete-and-retry', 'execute'],
    );
    assert.deepEqual(done.watched, ['deleting what there is of small', undefined]);
    const declined = await run({ ...account, status: 'ROLLBACK_COMPLETE' }, { answer: false });
    assert.equal(declined.result, 'refused');
    assert.deepEqual(declined.clients.inputsOf('DeleteStack'), []);
  });

  test('begins with what is left of a change set that nobody has executed', async () => {
    const account = { ...emptyAccount(), status: 'REVIEW_IN_PROGRESS', changeSets: ['tealform-1', 'by-hand'] };
    const done = await run(account);
    assert.equal(done.result, 'done');
    assert.deepEqual(
      done.told.find(({ kind }) => kind === 'cleaned'),
      { kind: 'cleaned', what: ['tealform-1'] },
    );
    assert.equal(done.clients.inputsOf('CreateChangeSet')[0]?.ChangeSetType, 'CREATE');
  });

  test('leaves nothing behind when it was only planned', async () => {
    const account = emptyAccount();
    const planned = await run(account, { planOnly: true });
    assert.equal(planned.result, 'done');
    assert.equal(planned.kinds.at(-1), 'planned');
    assert.deepEqual(account.changeSets, []);
    assert.equal(account.status, undefined);
    assert.deepEqual(planned.clients.inputsOf('ExecuteChangeSet'), []);
  });
});

describe('an update', () => {
  test('passes the colour that is live', async () => {
    const account = { ...deployedAccount(), weights: { blue: 0, green: 1 } };
    const { result, clients } = await run(account);
    assert.equal(result, 'done');
    const parameters = clients.inputsOf('CreateChangeSet')[0]?.Parameters;
    assert.ok(Array.isArray(parameters));
    assert.deepEqual(parameters.at(-1), { ParameterKey: 'LiveColour', ParameterValue: 'green' });
  });

  test('is shown with the tags of the stack that change, and a creation is not', async () => {
    const tagsOf = ({ told }: Run) => told.flatMap((each) => (each.kind === 'changes' ? each.tags : []));
    const to = smallTarget().environment.tags.stage;
    assert.deepEqual(tagsOf(await run(deployedAccount())), [{ key: 'stage', from: 'old', to }]);
    assert.deepEqual(tagsOf(await run(emptyAccount())), []);
  });

  test('brings the stack to the colour that serves first, by a change set of its own', async () => {
    const account = {
      ...deployedAccount(),
      liveColour: 'blue',
      weights: { blue: 0, green: 1 },
      becomes: ['UPDATE_COMPLETE', 'UPDATE_COMPLETE'],
    };
    const { result, clients, kinds, watched } = await run(account);
    assert.equal(result, 'done');
    assert.deepEqual(watched, ['bringing LiveColour of small to green', undefined]);
    const expected = ['changes', 'question', 'transition', 'aligning', 'executing', 'executing', 'protected'];
    assert.deepEqual(kinds.slice(kinds.indexOf('changes'), -2), expected);
    const made = clients.inputsOf('CreateChangeSet');
    assert.equal(made.length, 3);
    const { ChangeSetName, ClientToken, Description, ...own } = made[1] ?? {};
    assert.equal(ClientToken, ChangeSetName);
    assert.match(String(ChangeSetName), /^tealform-\d+-[0-9a-f]{6}-colour$/);
    assert.equal(Description, 'LiveColour of small to green');
    assert.deepEqual(own, {
      StackName: 'small',
      ChangeSetType: 'UPDATE',
      UsePreviousTemplate: true,
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      Parameters: [
        { ParameterKey: 'DesiredCount', UsePreviousValue: true },
        { ParameterKey: 'LiveColour', ParameterValue: 'green' },
      ],
      Tags: [{ Key: 'stage', Value: 'old' }],
      RoleARN: 'arn:aws:iam::111122223333:role/small-cloudformation-eu-central-1',
    });
    const operations = clients.operations();
    assert.ok(operations.indexOf('DisableStageTransition') < operations.indexOf('ExecuteChangeSet'));
    assert.ok(operations.indexOf('EnableStageTransition') > operations.lastIndexOf('ExecuteChangeSet'));
  });

  test('says what it has brought the stack to where there is nothing else to change then', async () => {
    const account = { ...deployedAccount(), liveColour: 'blue', weights: { blue: 0, green: 1 } };
    const ExecuteChangeSet = () => {
      account.changeSetFailure = 'No updates are to be performed.';
      return {};
    };
    const { result, told } = await run(account, { answers: { ExecuteChangeSet } });
    const before = ['LiveColour has been brought to green'];
    assert.equal(result, 'done');
    assert.deepEqual(
      told.filter(({ kind }) => kind === 'nothing-to-change'),
      [{ kind: 'nothing-to-change', stackName: 'small', before }],
    );
  });
  for (const [looks, executed, when] of [
    [1, 0, 'while somebody is asked'],
    [2, 0, 'while that is prepared'],
    [3, 1, 'after that'],
  ] as const) {
    test(`is refused where a release past the pipeline begins ${when}`, async () => {
      const account = { ...deployedAccount(), liveColour: 'blue', weights: { blue: 0, green: 1 } };
      let seen = 0;
      const ListDeployments = () => {
        seen += 1;
        return { deployments: seen > looks ? ['d-1'] : [] };
      };
      const done = await run(account, { answers: { ListDeployments } });
      assert.deepEqual(refusals(done), ['release-under-way']);
      assert.equal(done.clients.inputsOf('ExecuteChangeSet').length, executed);
      // One that was executed stays.
      assert.deepEqual([account.changeSets.length, account.transition.enabled], [executed, true]);
    });
  }

  test('does not go on where bringing the stack to that colour fails', async () => {
    const account = {
      ...deployedAccount(),
      liveColour: 'blue',
      weights: { blue: 0, green: 1 },
      becomes: ['UPDATE_ROLLBACK_COMPLETE'],
    };
    const { result, clients } = await run(account);
    assert.equal(result, 'failed');
    assert.equal(clients.inputsOf('ExecuteChangeSet').length, 1);
    assert.deepEqual(account.transition, { enabled: true });
  });

  test('only plans to bring the stack to that colour with --plan, and does not where it is', async () => {
    const account = { ...deployedAccount(), liveColour: 'blue', weights: { blue: 0, green: 1 } };
    const planned = await run(account, { planOnly: true });
    assert.deepEqual(planned.told.at(-2), { kind: 'aligning', colour: 'green', isPlanned: true });
    assert.deepEqual(planned.clients.inputsOf('ExecuteChangeSet'), []);
    const done = await run({ ...account, liveColour: 'green' });
    assert.ok(!done.kinds.includes('aligning'));
    assert.equal(done.clients.inputsOf('ExecuteChangeSet').length, 1);
  });

  test('that is refused for what was not shown before changes no more than the colour', async () => {
    const account = { ...deployedAccount(), liveColour: 'blue', weights: { blue: 0, green: 1 } };
    const ExecuteChangeSet = () => {
      account.changes = [
        ...account.changes,
        { ResourceChange: { Action: 'Add', LogicalResourceId: 'Late', ResourceType: 'AWS::SNS::Topic' } },
      ];
      return {};
    };
    const done = await run(account, { answers: { ExecuteChangeSet } });
    assert.deepEqual(refusals(done), ['plan-changed']);
    const refused = done.told.find((each) => each.kind === 'refused');
    assert.deepEqual(refused?.before, ['LiveColour has been brought to green']);
    assert.equal(done.clients.inputsOf('ExecuteChangeSet').length, 1);
  });

  test('that fails and has moved users to the other colour ends with how to bring them back', async () => {
    const account = {
      ...deployedAccount(),
      weights: { blue: 0, green: 1 },
      becomes: ['UPDATE_ROLLBACK_COMPLETE'],
    };
    const ExecuteChangeSet = () => {
      account.weights = { blue: 1, green: 0 };
      return {};
    };
    const { result, told } = await run(account, { answers: { ExecuteChangeSet } });
    assert.equal(result, 'failed');
    const last = told.at(-1);
    assert.ok(last?.kind === 'colour-lost');
    const [problem] = last.problems;
    assert.equal(problem?.code, 'colour-lost');
    assert.match(problem.message, /the production listener \(\S+\) forwards to small-blue, before to small-green$/);
    const [, json = ''] =
      /aws elbv2 modify-listener --region eu-central-1 --listener-arn \S+\/small\/1\/2 --default-actions '(.*)'$/.exec(
        problem.hint ?? '',
      ) ?? [];
    const group = (colour: string, Weight: number) => ({
      TargetGroupArn: `arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/small-${colour}/1`,
      Weight,
    });
    const TargetGroups = [group('blue', 0), group('green', 1)];
    assert.deepEqual(JSON.parse(json), [{ Type: 'forward', ForwardConfig: { TargetGroups } }]);
  });

  test('keeps releases out of the deploy stage meanwhile', async () => {
    const account = deployedAccount();
    const done = await run(account);
    const operations = done.clients.operations();
    const order = ['DisableStageTransition', 'ExecuteChangeSet', 'SetStackPolicy', 'EnableStageTransition'];
    const places = order.map((name) => operations.indexOf(name));
    assert.deepEqual(
      places,
      [...places].sort((a, b) => a - b),
    );
    assert.ok(places.every((place) => place >= 0));
    assert.deepEqual(account.transition, { enabled: true });
  });

  test('lets releases in again also when it fails, and when a call fails', async () => {
    const failing = { ...deployedAccount(), becomes: ['UPDATE_ROLLBACK_COMPLETE'] };
    assert.equal((await run(failing)).result, 'failed');
    assert.deepEqual(failing.transition, { enabled: true });
    const broken = deployedAccount();
    await assert.rejects(
      run(broken, { answers: { ExecuteChangeSet: refuses('LimitExceededException') } }),
      /^TealformError: refused/,
    );
    assert.deepEqual(broken.transition, { enabled: true });
  });

  test('that finds its stack deleted in the end says so, and not that traffic has moved', async () => {
    const account = { ...deployedAccount(), becomes: ['DELETE_COMPLETE'] };
    const ExecuteChangeSet = () => {
      account.weights = { blue: 0, green: 0 };
      return {};
    };
    const { result, told } = await run(account, { answers: { ExecuteChangeSet } });
    assert.equal(result, 'failed');
    const last = told.at(-1);
    assert.ok(last?.kind === 'warned');
    assert.match(last.problems[0]?.message ?? '', /^somebody else has deleted small while this run deployed it$/);
    assert.ok(!told.some(({ kind }) => kind === 'colour-lost'));
  });

  test('is refused where another run was faster, and lets releases in where nothing goes on', async () => {
    const account = deployedAccount();
    const gone = await run(account, { answers: { ExecuteChangeSet: refuses('ChangeSetNotFound') } });
    assert.deepEqual([gone.result, refusals(gone)], ['refused', ['overtaken']]);
    assert.deepEqual(account.transition, { enabled: true });
    const busy = deployedAccount();
    const ExecuteChangeSet = () => {
      busy.status = 'DELETE_IN_PROGRESS';
      throw refusal('ValidationError', 'Stack small is in DELETE_IN_PROGRESS state and can not be updated.');
    };
    const overtaken = await run(busy, { answers: { ExecuteChangeSet } });
    assert.deepEqual([overtaken.result, refusals(overtaken)], ['refused', ['overtaken']]);
    assert.equal(busy.transition.enabled, false);
  });

  test('keeps releases out also where another run lets them in just as it begins', async () => {
    const account = deployedAccount();
    let isClosed: boolean | undefined;
    const ExecuteChangeSet = () => {
      account.transition = { enabled: true };
      return {};
    };
    const SetStackPolicy = () => {
      isClosed ??= !account.transition.enabled;
      return {};
    };
    assert.equal((await run(account, { answers: { ExecuteChangeSet, SetStackPolicy } })).result, 'done');
    assert.equal(isClosed, true);
    assert.deepEqual(account.transition, { enabled: true });
  });

  test('of another run that begins just as this one lets releases in: they are kept out again', async () => {
    const account = { ...deployedAccount(), transition: { enabled: false, disabledReason: 'tealform: closed' } };
    const EnableStageTransition = () => {
      account.transition = { enabled: true, disabledReason: '' };
      account.status = 'UPDATE_IN_PROGRESS';
      return {};
    };
    const { told } = await run(account, { answer: false, answers: { EnableStageTransition } });
    assert.match(JSON.stringify(told), /transition-closed/);
    assert.equal(account.transition.enabled, false);
  });

  test('is refused where the change set holds another template than was read, and where an object was replaced', async () => {
    const account = deployedAccount();
    const held = await run(account, { answers: { GetTemplate: () => ({ TemplateBody: 'Resources: {}\n' }) } });
    assert.deepEqual([held.result, refusals(held)], ['refused', ['template-changed', 'template-changed']]);
    assert.match(
      JSON.stringify(held.told),
      /change set of small\/Service holds another template .*output\/small\/service\.yaml/,
    );
    assert.deepEqual(held.clients.inputsOf('ExecuteChangeSet'), []);
    assert.deepEqual(account.changeSets, []);
    const meanwhile = () => {
      for (const key of account.objects?.keys() ?? []) account.objects?.set(key, '3 abc');
    };
    const replaced = await run(Object.assign(account, { meanwhile }));
    assert.equal(replaced.result, 'refused');
    assert.match(JSON.stringify(replaced.told), /somebody has replaced templates-\S+\/tealform\/small\/service\./);
  });

  test('keeps releases out when the process is told to end in the middle of it, and says how to let them in', async () => {
    for (const status of ['UPDATE_IN_PROGRESS', 'CREATE_COMPLETE']) {
      const account = deployedAccount();
      const cleanups = new Cleanups();
      const ExecuteChangeSet = () => {
        account.status = status;
        return cleanups.run().then(() => ({}));
      };
      const { clients, told } = await run(account, { cleanups, answers: { ExecuteChangeSet } });
      assert.deepEqual(clients.inputsOf('EnableStageTransition'), []);
      const warned = JSON.stringify(told.filter(({ kind }) => kind === 'warned'));
      assert.match(
        warned,
        /transition-closed.*stays closed.*make deploy ENV=dev SYSTEM=small opens it.*enable-stage-transition/,
      );
    }
  });

  test('lets releases in when the process is told to end before it has begun, and then does not begin', async () => {
    const account = deployedAccount();
    const cleanups = new Cleanups();
    const answers = {
      // The second look, with the way in closed.
      ListDeployments: () => (account.transition.enabled ? {} : cleanups.run().then(() => ({}))),
    };
    const told = clientsOf(account, answers);
    await assert.rejects(run(account, { cleanups, clients: told }), /^TealformError: ended: nothing has been changed/);
    assert.equal(told.inputsOf('EnableStageTransition').length, 1);
    assert.deepEqual(told.inputsOf('ExecuteChangeSet'), []);
  });

  test('that is left running keeps releases out, and the next run lets them in', async () => {
    const account = deployedAccount();
    const left = await run(account, { leaves: true });
    assert.equal(left.result, 'left-running');
    assert.equal(account.transition.enabled, false);
    assert.ok(left.kinds.includes('warned'));
    account.becomes = ['UPDATE_ROLLBACK_COMPLETE'];
    const next = await run(account);
    assert.equal(next.result, 'failed');
    assert.ok(next.kinds.includes('attached'));
    assert.deepEqual(account.transition, { enabled: true });
  });

  test('that is attached to and left again keeps releases out', async () => {
    const account = {
      ...deployedAccount(),
      status: 'UPDATE_IN_PROGRESS',
      transition: { enabled: false, disabledReason: 'tealform: closed while the stack is updated' },
    };
    assert.equal((await run(account, { leaves: true })).result, 'left-running');
    assert.equal(account.transition.enabled, false);
  });

  test('that is attached to, fails and has moved users to the other colour ends with how to bring them back', async () => {
    const group = (colour: string) =>
      `arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/small-${colour}/1`;
    const forwardsTo = (colour: string) => ({
      Listeners: [{ DefaultActions: [{ Type: 'forward', TargetGroupArn: group(colour) }] }],
    });
    const account = {
      ...deployedAccount(),
      status: 'UPDATE_IN_PROGRESS',
      becomes: ['UPDATE_ROLLBACK_COMPLETE'],
      transition: { enabled: false, disabledReason: 'tealform: closed while the stack is updated' },
    };
    const DescribeListeners = () => forwardsTo(account.status === 'UPDATE_IN_PROGRESS' ? 'green' : 'blue');
    const { result, told, kinds } = await run(account, { answers: { DescribeListeners } });
    assert.equal(result, 'failed');
    assert.deepEqual(kinds.slice(-3), ['transition', 'failed', 'colour-lost']);
    const last = told.at(-1);
    assert.ok(last?.kind === 'colour-lost');
    assert.match(last.problems[0]?.message ?? '', /forwards to small-blue, before to small-green$/);
    assert.match(last.problems[0]?.hint ?? '', /aws elbv2 modify-listener .*targetgroup\/small-green\/1/);
  });

  test('that is attached to and fails says nothing of colours where users get to the same', async () => {
    const account = { ...deployedAccount(), status: 'UPDATE_IN_PROGRESS', becomes: ['UPDATE_ROLLBACK_COMPLETE'] };
    const { result, kinds } = await run(account);
    assert.deepEqual([result, kinds.at(-1)], ['failed', 'failed']);
  });

  test('that is attached to is watched to its end where the listeners may not be read', async () => {
    const account = { ...deployedAccount(), status: 'UPDATE_IN_PROGRESS', becomes: ['UPDATE_ROLLBACK_COMPLETE'] };
    const answers = { DescribeListeners: refuses('AccessDenied', 'not authorized', 403) };
    const { result, kinds } = await run(account, { answers });
    assert.equal(result, 'failed');
    assert.deepEqual(kinds.slice(1), ['attached', 'warned', 'failed']);
  });

  test('leaves a transition closed that somebody else has closed', async () => {
    const account = { ...deployedAccount(), transition: { enabled: false, disabledReason: 'holidays' } };
    const { result, clients } = await run(account);
    assert.equal(result, 'done');
    assert.deepEqual(clients.inputsOf('EnableStageTransition'), []);
    assert.equal(account.transition.disabledReason, 'holidays');
  });

  test('opens what a run that was killed has left closed, also where there is nothing to change', async () => {
    const account = {
      ...deployedAccount(),
      transition: { enabled: false, disabledReason: 'tealform: closed while the stack is updated' },
      changeSetFailure: "The submitted information didn't contain changes.",
    };
    const done = await run(account);
    assert.equal(done.result, 'done');
    assert.ok(done.kinds.includes('nothing-to-change'));
    assert.deepEqual(account.transition, { enabled: true });
  });

  test('with nothing to change says so, takes its change set away, and asks nobody', async () => {
    const account = { ...deployedAccount(), changeSetFailure: 'No updates are to be performed.' };
    const done = await run(account);
    assert.equal(done.result, 'done');
    assert.equal(done.kinds.at(-1), 'nothing-to-change');
    assert.deepEqual(account.changeSets, []);
    assert.deepEqual(done.asked, []);
  });

  test('that fails for another reason is an error with that reason', async () => {
    const account = { ...deployedAccount(), changeSetFailure: 'Parameter X must have values' };
    await assert.rejects(
      run(account),
      /change-set-failed: CloudFormation cannot change small like this: Parameter X must/,
    );
    assert.deepEqual(account.changeSets, []);
  });

  test('is refused while a release is under way, with how to stop it', async () => {
    const account = { ...deployedAccount(), deployments: ['d-ABC'], weights: { blue: 90, green: 10 } };
    const done = await run(account);
    assert.equal(done.result, 'refused');
    assert.deepEqual(refusals(done), ['release-under-way']);
    const refused = done.told.find((each) => each.kind === 'refused');
    assert.match(
      JSON.stringify(refused),
      /d-ABC is InProgress since 2026-11-27T11:00:00\.000Z.*make status ENV=dev SYSTEM=small\).*make stop ENV=dev SYSTEM=small, .*stop-deployment --deployment-id d-ABC/,
    );
  });

  test('is refused where both colours have weight and nothing is under way', async () => {
    const done = await run({ ...deployedAccount(), weights: { blue: 50, green: 50 } });
    assert.deepEqual(refusals(done), ['no-colour']);
  });

  test('is refused when a release has swapped the colours while somebody was thinking', async () => {
    const account = deployedAccount();
    account.meanwhile = () => {
      account.weights = { blue: 0, green: 1 };
    };
    const done = await run(account);
    assert.deepEqual(refusals(done), ['colour-changed']);
    assert.deepEqual(done.clients.inputsOf('ExecuteChangeSet'), []);
    assert.deepEqual(account.transition, { enabled: true });
  });

  test('is refused when a version has got into the stage just before it was closed', async () => {
    const account = deployedAccount();
    account.meanwhile = () => {
      account.stageStatus = 'InProgress';
    };
    assert.deepEqual(refusals(await run(account)), ['release-under-way']);
  });

  test('that a service with CODE_DEPLOY cannot take is refused, whatever the answer would be', async () => {
    const account = { ...deployedAccount(), nestedChanges: [modifyService('TaskDefinition')] };
    const done = await run(account);
    assert.deepEqual(refusals(done), ['service-revision']);
    assert.deepEqual(done.asked, []);
    assert.deepEqual(account.changeSets, []);
  });

  test('of a service is refused while the latest revision is not the one that runs', async () => {
    const latest = {
      DescribeTaskDefinition: () => ({ taskDefinition: { taskDefinitionArn: 'arn:task-definition/small:8' } }),
    };
    assert.deepEqual(refusals(await run(deployedAccount(), { answers: latest })), ['latest-not-running']);
  });

  test('is not made when the answer is no', async () => {
    const account = deployedAccount();
    const done = await run(account, { answer: false });
    assert.deepEqual(refusals(done), ['declined']);
    assert.deepEqual(account.changeSets, []);
  });

  test('waits for what is under way, then goes on', async () => {
    const account = {
      ...deployedAccount(),
      status: 'UPDATE_IN_PROGRESS',
      becomes: ['UPDATE_COMPLETE', 'UPDATE_COMPLETE'],
    };
    const done = await run(account);
    assert.equal(done.result, 'done');
    assert.equal(done.kinds[1], 'attached');
    assert.deepEqual(done.watched, ['what was under way with small', undefined]);
  });

  test('goes on with a way back that got stuck, if that is wanted', async () => {
    const account = {
      ...deployedAccount(),
      status: 'UPDATE_ROLLBACK_FAILED',
      becomes: ['UPDATE_ROLLBACK_COMPLETE', 'UPDATE_COMPLETE'],
    };
    const done = await run(account);
    assert.equal(done.result, 'done');
    assert.deepEqual(
      done.asked.map(({ about }) => about),
      ['continue-rollback', 'execute'],
    );
    assert.deepEqual(done.watched, ['going on with the way back of small', undefined]);
    assert.equal(
      done.clients.inputsOf('ContinueUpdateRollback')[0]?.RoleARN,
      'arn:aws:iam::111122223333:role/small-cloudformation-eu-central-1',
    );
  });

  test('is not planned while something is under way', async () => {
    const done = await run({ ...deployedAccount(), status: 'UPDATE_IN_PROGRESS' }, { planOnly: true });
    assert.deepEqual(refusals(done), ['no-plan']);
  });
});

test('the credentials of another account are refused before anything else is asked', async () => {
  const answers = { GetCallerIdentity: () => ({ Account: '999999999999', Arn: 'arn:aws:iam::999999999999:user/me' }) };
  const done = await run(emptyAccount(), { answers });
  assert.deepEqual(refusals(done), ['wrong-account']);
  assert.deepEqual(done.clients.operations(), ['GetCallerIdentity']);
});

test('what the caller may not look at is a note, and no failure', async () => {
  const done = await run(emptyAccount(), { answers: { GetApplication: refuses('AccessDeniedException') } });
  assert.equal(done.result, 'done');
  const found = done.told.find((each) => each.kind === 'preflight');
  assert.match(
    JSON.stringify(found),
    /name of the CodeDeploy application: not checked, the caller may not codedeploy:GetApplication/,
  );
});

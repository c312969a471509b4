import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import {
  type CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackSetCommand,
  ListStacksCommand,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';
import type { Account } from '../../local/account.ts';
import { deployFleet } from './deploy-fleet.ts';
import { destroyFleet } from './destroy-fleet.ts';
import {
  contextFor,
  type FleetCloudOptions,
  fileWith,
  ONE,
  REGIONS,
  servingAt,
  startFleetCloud,
  swap,
  THREE,
  TWO,
  targetWith,
  templateWith,
} from './fleet.fixtures.ts';
import { readFleetStatus } from './fleet-status.ts';
import type { FleetTarget } from './fleet-target.ts';
import type { FleetProgress } from './progress.ts';
import { readInstances } from './stack-set.ts';

type Cloud = Awaited<ReturnType<typeof startFleetCloud>>;

/** A cloud to which the small fleet is deployed. */
async function deployed(context: TestContext, options: FleetCloudOptions = {}): Promise<Cloud> {
  const cloud = await startFleetCloud(context, options);
  assert.equal((await run(cloud)).result, 'done');
  return cloud;
}

async function run(
  { clients }: Cloud,
  target: FleetTarget = targetWith(),
  more: Parameters<typeof contextFor>[2] = {},
) {
  const { context, told } = contextFor(clients, target, more);
  return { result: await deployFleet(context), ...told };
}

const kindsOf = (progress: readonly FleetProgress[]) => progress.map(({ kind }) => kind);

const problemsOf = (progress: readonly FleetProgress[]) =>
  progress.flatMap((each) => (each.kind === 'refused' || each.kind === 'failed' ? each.problems : []));

const instancesOf = async ({ clients }: Cloud) =>
  (await readInstances(clients, fileWith().stackSet))
    .map(({ account, region, status, overrides }) => ({ account, region, status, overrides }))
    .sort((a, b) => (a.account + a.region < b.account + b.region ? -1 : 1));

// Everything that there is in any account: the same after as before means that nothing was called that changes anything.
const everythingIn = (account: Account) =>
  JSON.stringify(
    account.cloud.all().map((each) => [each.everything(), each.kept('cloudformation'), each.kept('s3-objects')]),
  );

describe('deploying a fleet', () => {
  test('makes roles, buckets, the set and every stack, wave by wave, and looks after each', async (context) => {
    const cloud = await startFleetCloud(context);
    const { result, progress, questions } = await run(cloud);
    assert.equal(result, 'done');
    assert.deepEqual(
      questions.map(({ about }) => about),
      ['roles', 'execute'],
    );
    const waves = progress.flatMap((each) => (each.kind === 'wave' || each.kind === 'gate' ? [each] : []));
    assert.deepEqual(
      waves.map((each) => (each.kind === 'wave' ? each.name : `after ${each.wave}: ${each.looked} of them`)),
      ['first', 'after first: 2 of them', 'rest', 'after rest: 4 of them'],
    );
    assert.deepEqual(
      (await instancesOf(cloud)).map(({ account, region, status }) => [account, region, status]),
      [ONE, TWO, THREE].flatMap((account) => REGIONS.map((region) => [account, region, 'CURRENT'])),
    );
  });

  test('once more calls nothing that changes anything, also after one account went green', async (context) => {
    const cloud = await deployed(context);
    await swap(await cloud.member(TWO, 'eu-west-1'));
    const before = everythingIn(cloud.account);
    const { result, progress } = await run(cloud);
    assert.deepEqual(
      [result, progress.at(-1)],
      ['done', { kind: 'nothing-to-change', stackSet: 'small-test', instances: 6 }],
    );
    assert.equal(everythingIn(cloud.account), before);
  });

  test('only plans where it is told to, and says what of the set and of each stack would change', async (context) => {
    const cloud = await deployed(context);
    const before = everythingIn(cloud.account);
    const file = fileWith({
      overrides: [
        { accounts: [TWO], regions: ['eu-west-1'], parameters: [{ ParameterKey: 'Size', ParameterValue: '2' }] },
      ],
    });
    const { result, progress } = await run(cloud, targetWith(file), { planOnly: true });
    assert.equal(result, 'done');
    const plan = progress.flatMap((each) => (each.kind === 'plan' ? [each.plan] : []))[0];
    assert.equal(plan?.set, 'none');
    assert.deepEqual(
      plan?.instances.flatMap(({ account, region, action, because }) =>
        action === 'none' ? [] : [[account, region, action, because]],
      ),
      [[TWO, 'eu-west-1', 'update', ['Size']]],
    );
    assert.equal(everythingIn(cloud.account), before);
  });

  test('changes nothing where the answer is no', async (context) => {
    const cloud = await startFleetCloud(context);
    const before = everythingIn(cloud.account);
    const { result, progress } = await run(cloud, targetWith(), { answer: false });
    assert.equal(result, 'refused');
    assert.deepEqual(
      problemsOf(progress).map(({ code }) => code),
      ['declined'],
    );
    assert.equal(everythingIn(cloud.account), before);
  });
});

describe('the colour that serves in a stack of a fleet', () => {
  test('is kept by an update of the listener, in each stack its own, and told before', async (context) => {
    const cloud = await deployed(context);
    await swap(await cloud.member(TWO, 'eu-west-1'));
    const changed = targetWith(
      fileWith(),
      templateWith('\n      ListenerAttributes: [{ Key: routing.http.response.server.enabled, Value: "false" }]'),
    );
    const { result, progress } = await run(cloud, changed);
    assert.equal(result, 'done', JSON.stringify(problemsOf(progress)));
    assert.deepEqual(
      progress.flatMap((each) => (each.kind === 'operation' ? [[each.purpose, each.accounts, each.regions]] : [])),
      [
        ['update', [ONE], [...REGIONS]],
        ['align', [TWO], ['eu-west-1']],
        ['update', [TWO, THREE], [...REGIONS]],
      ],
    );
    assert.equal(await servingAt(await cloud.member(TWO, 'eu-west-1')), 'green');
    for (const [account, region] of [
      [ONE, 'eu-west-1'],
      [TWO, 'eu-central-1'],
      [THREE, 'eu-west-1'],
    ] as const)
      assert.equal(await servingAt(await cloud.member(account, region)), 'blue');
    assert.deepEqual(
      (await instancesOf(cloud)).flatMap(({ account, region, overrides }) =>
        overrides.LiveColour ? [[account, region, overrides]] : [],
      ),
      [[TWO, 'eu-west-1', { LiveColour: 'green' }]],
    );
    const again = await run(cloud, changed);
    assert.equal(again.progress.at(-1)?.kind, 'nothing-to-change', JSON.stringify(again.progress));
  });

  test('is read once more before each wave: a release may have moved users since the plan was shown', async (context) => {
    const cloud = await deployed(context);
    const changed = targetWith(
      fileWith(),
      templateWith('\n      ListenerAttributes: [{ Key: routing.http.response.server.enabled, Value: "false" }]'),
    );
    const { result, progress } = await run(cloud, changed, {
      ask: async () => {
        await swap(await cloud.member(THREE, 'eu-central-1'));
        return true;
      },
    });
    assert.equal(result, 'done', JSON.stringify(problemsOf(progress)));
    assert.equal(await servingAt(await cloud.member(THREE, 'eu-central-1')), 'green');
    assert.equal(await servingAt(await cloud.member(THREE, 'eu-west-1')), 'blue');
  });

  test('cannot be read without a reader: what touches a listener is refused, and the rest is not', async (context) => {
    const cloud = await deployed(context);
    const { reader: _, ...blind } = fileWith();
    const listener = targetWith(
      blind,
      templateWith('\n      ListenerAttributes: [{ Key: routing.http.response.server.enabled, Value: "false" }]'),
    );
    const before = everythingIn(cloud.account);
    const refused = await run(cloud, listener);
    assert.equal(refused.result, 'refused');
    const [problem] = problemsOf(refused.progress);
    assert.equal(problem?.code, 'colour-unseen');
    assert.match(problem?.message ?? '', /^Production would be changed in 6 stacks /);
    assert.equal(everythingIn(cloud.account), before);
    const topic = targetWith(blind, templateWith().replace('size-', 'size='));
    assert.equal((await run(cloud, topic)).result, 'done');
  });

  test('a replaced target group is refused, as in one account', async (context) => {
    const cloud = await deployed(context);
    const { result, progress } = await run(
      cloud,
      targetWith(fileWith(), templateWith().replaceAll('Port: 80, Protocol', 'Port: 81, Protocol')),
    );
    assert.equal(result, 'refused');
    assert.match(JSON.stringify(problemsOf(progress)), /AWS::ElasticLoadBalancingV2::TargetGroup would be replaced/);
  });
});

describe('what goes wrong in a fleet', () => {
  test('a wave of new stacks alone, which would be made of the template before, is refused', async (context) => {
    const cloud = await startFleetCloud(context);
    const [, rest] = fileWith().waves;
    assert.ok(rest);
    assert.equal((await run(cloud, targetWith(fileWith({ waves: [rest] })))).result, 'done');
    const changed = templateWith().replace('size-', 'size=');
    const { result, progress } = await run(cloud, targetWith(fileWith(), changed));
    assert.equal(result, 'refused');
    const [problem] = problemsOf(progress);
    assert.match(`${problem?.code}: ${problem?.message}`, /^wave-of-new-stacks: wave first has only new stacks/);
    // In a run of their own they can be made.
    assert.equal((await run(cloud)).result, 'done');
    assert.equal((await run(cloud, targetWith(fileWith(), changed))).result, 'done');
  });

  test('in the first wave keeps the later ones as they are; the next run does only what is left', async (context) => {
    const cloud = await startFleetCloud(context);
    const broken = await cloud.member(ONE, 'eu-west-1');
    // Somebody has the name already.
    const squatter =
      'Resources: { Taken: { Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: { Name: small-blue, TargetType: lambda } } }';
    await broken.cloudFormation.send(new CreateStackCommand({ StackName: 'squatter', TemplateBody: squatter }));
    const { result, progress } = await run(cloud);
    assert.equal(result, 'failed');
    const [problem] = problemsOf(progress);
    assert.equal(problem?.code, 'instance-failed');
    assert.match(problem?.message ?? '', new RegExp(`^${ONE}, eu-west-1: .*Blue`));
    assert.deepEqual(
      (await instancesOf(cloud)).map(({ account, region, status }) => [account, region, status]),
      [
        [ONE, 'eu-central-1', 'CURRENT'],
        [ONE, 'eu-west-1', 'OUTDATED'],
      ],
    );
    await broken.cloudFormation.send(new DeleteStackCommand({ StackName: 'squatter' }));
    await waitUntilStackDeleteComplete(
      { client: broken.cloudFormation as CloudFormationClient, maxWaitTime: 60, minDelay: 0.1 },
      { StackName: 'squatter' },
    );
    const again = await run(cloud);
    assert.equal(again.result, 'done', JSON.stringify(problemsOf(again.progress)));
    assert.equal((await instancesOf(cloud)).filter(({ status }) => status === 'CURRENT').length, 6);
    for (const account of [ONE, TWO, THREE]) {
      const { cloudFormation } = await cloud.member(account, 'eu-west-1');
      const { StackSummaries = [] } = await cloudFormation.send(
        new ListStacksCommand({ StackStatusFilter: ['CREATE_COMPLETE', 'UPDATE_COMPLETE'] }),
      );
      assert.equal(StackSummaries.filter(({ StackName }) => StackName?.startsWith('StackSet-')).length, 1);
    }
  });

  test('as often as is tolerated does not stop the operation, and still no further wave is begun', async (context) => {
    const cloud = await startFleetCloud(context);
    const file = fileWith({
      preferences: { ...fileWith().preferences, FailureToleranceCount: 1 },
      waves: [
        { name: 'two', targets: { Accounts: [ONE, TWO] } },
        { name: 'rest', targets: { Accounts: [THREE] } },
      ],
    });
    assert.equal((await run(cloud, targetWith(file), { planOnly: true })).result, 'done');
    const broken = await cloud.member(ONE, 'eu-central-1');
    const squatter =
      'Resources: { Taken: { Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: { Name: small-blue, TargetType: lambda } } }';
    await broken.cloudFormation.send(new CreateStackCommand({ StackName: 'squatter', TemplateBody: squatter }));
    const { result, progress } = await run(cloud, targetWith(file));
    assert.equal(result, 'failed');
    assert.deepEqual(
      progress.flatMap((each) => (each.kind === 'operation-ended' ? [each.operation.status] : [])),
      ['SUCCEEDED'],
    );
    assert.deepEqual(
      (await instancesOf(cloud)).map(({ account, region, status }) => [account, region, status]),
      [
        [ONE, 'eu-central-1', 'OUTDATED'],
        [ONE, 'eu-west-1', 'CURRENT'],
        [TWO, 'eu-central-1', 'CURRENT'],
        [TWO, 'eu-west-1', 'CURRENT'],
      ],
    );
  });

  test('a region that is not enabled is found before anything is made', async (context) => {
    const cloud = await startFleetCloud(context, { enabled: ['eu-central-1'] });
    const { result, progress } = await run(cloud, targetWith(), { makesRoles: true });
    assert.equal(result, 'refused');
    const [problem, ...others] = problemsOf(progress);
    assert.deepEqual([problem?.code, others], ['region-not-enabled', []]);
    assert.match(problem?.message ?? '', new RegExp(`^eu-west-1 is not enabled for ${ONE}, ${TWO}, ${THREE}$`));
    const { StackSet } = await cloud.clients.cloudFormation
      .send(new DescribeStackSetCommand({ StackSetName: 'small-test' }))
      .catch(() => ({ StackSet: undefined }));
    assert.equal(StackSet, undefined);
  });

  test('a set without its administration role is refused with how to make it', async (context) => {
    const cloud = await startFleetCloud(context);
    const { result, progress } = await run(cloud, targetWith(), { makesRoles: false });
    assert.equal(result, 'refused');
    assert.match(JSON.stringify(problemsOf(progress)), /no-administration-role.*--make-roles/);
  });

  test('credentials of another account are refused', async (context) => {
    const cloud = await startFleetCloud(context);
    const file = fileWith({ administrator: { ...fileWith().administrator, account: '999988887777' } });
    const { result, progress } = await run(cloud, targetWith(file));
    assert.equal(result, 'refused');
    assert.deepEqual(kindsOf(progress), ['fleet', 'refused']);
    assert.equal(problemsOf(progress)[0]?.code, 'wrong-account');
  });
});

describe('an account that has left the fleet', () => {
  const smaller = targetWith(fileWith({ waves: [{ name: 'all', targets: { Accounts: [ONE, TWO] } }] }));

  test('loses its stacks only after that was asked', async (context) => {
    const cloud = await deployed(context);
    const before = await instancesOf(cloud);
    const no = await run(cloud, smaller, { answer: false });
    assert.equal(no.result, 'refused');
    assert.deepEqual(
      no.questions.map(({ about }) => about).filter((about) => about !== 'roles'),
      ['remove'],
    );
    assert.deepEqual(await instancesOf(cloud), before);
    const yes = await run(cloud, smaller);
    assert.equal(yes.result, 'done');
    assert.deepEqual(new Set((await instancesOf(cloud)).map(({ account }) => account)), new Set([ONE, TWO]));
    const { StackSummaries = [] } = await (await cloud.member(THREE, 'eu-west-1')).cloudFormation.send(
      new ListStacksCommand({}),
    );
    const own = StackSummaries.filter(({ StackName }) => StackName?.startsWith('StackSet-'));
    assert.deepEqual(
      own.map(({ StackStatus }) => StackStatus),
      ['DELETE_COMPLETE'],
    );
  });

  test('keeps them where that was said', async (context) => {
    const cloud = await deployed(context);
    assert.equal((await run(cloud, smaller, { retainsStacks: true })).result, 'done');
    assert.equal((await instancesOf(cloud)).length, 4);
    const { StackSummaries = [] } = await (await cloud.member(THREE, 'eu-west-1')).cloudFormation.send(
      new ListStacksCommand({}),
    );
    assert.ok(
      StackSummaries.some(
        ({ StackName, StackStatus }) => StackName?.startsWith('StackSet-') && StackStatus === 'CREATE_COMPLETE',
      ),
    );
  });
});

describe('a service-managed fleet', () => {
  const units = { 'ou-abcd-11111111': [ONE], 'ou-abcd-22222222': [TWO, THREE] };
  const { administration: _a, member: _m, ...own } = fileWith();
  const { AdministrationRoleARN: _r, ExecutionRoleName: _e, ...set } = own.stackSet;
  const file = {
    ...own,
    administrator: { ...own.administrator, organisation: 'o-a1b2c3d4e5' },
    stackSet: { ...set, PermissionModel: 'SERVICE_MANAGED', CallAs: 'SELF', AutoDeployment: { Enabled: false } },
    waves: [
      { name: 'first', targets: { OrganizationalUnitIds: ['ou-abcd-11111111'], AccountFilterType: 'NONE' } },
      {
        name: 'rest',
        targets: { OrganizationalUnitIds: ['ou-abcd-22222222'], AccountFilterType: 'DIFFERENCE', Accounts: [THREE] },
      },
    ],
    overrides: [
      { units: ['ou-abcd-22222222'], regions: REGIONS, parameters: [{ ParameterKey: 'Size', ParameterValue: '3' }] },
    ],
  } as const;

  test('is deployed to the accounts that are in its units, with the values of these, and with a reader of its own', async (context) => {
    const cloud = await startFleetCloud(context, { units });
    const { result, progress } = await run(cloud, targetWith(file));
    assert.equal(result, 'done', JSON.stringify(problemsOf(progress)));
    assert.deepEqual(
      (await instancesOf(cloud)).map(({ account, region, overrides }) => [account, region, overrides]),
      [
        [ONE, 'eu-central-1', {}],
        [ONE, 'eu-west-1', {}],
        [TWO, 'eu-central-1', { Size: '3' }],
        [TWO, 'eu-west-1', { Size: '3' }],
      ],
    );
    await swap(await cloud.member(TWO, 'eu-west-1'));
    const status = await readFleetStatus(cloud.clients, targetWith(file));
    assert.deepEqual(status.instances.map(({ account, region, colour }) => `${account} ${region} ${colour}`).sort(), [
      `${ONE} eu-central-1 blue`,
      `${ONE} eu-west-1 blue`,
      `${TWO} eu-central-1 blue`,
      `${TWO} eu-west-1 green`,
    ]);
    assert.equal((await run(cloud, targetWith(file))).progress.at(-1)?.kind, 'nothing-to-change');
  });

  test('of another organisation is refused', async (context) => {
    const cloud = await startFleetCloud(context, { units });
    const other = { ...file, administrator: { ...file.administrator, organisation: 'o-zzzzzzzzzz' } };
    const { result, progress } = await run(cloud, targetWith(other));
    assert.equal(result, 'refused');
    assert.equal(problemsOf(progress)[0]?.code, 'wrong-organisation');
  });
});

test('taking a fleet down leaves no stack and no set', async (context) => {
  const cloud = await deployed(context);
  const { context: down, told } = contextFor(cloud.clients, targetWith());
  assert.equal(await destroyFleet(down), 'done');
  assert.deepEqual(
    told.questions.map(({ about }) => about),
    ['remove'],
  );
  assert.equal((await readFleetStatus(cloud.clients, targetWith())).isDeployed, false);
  const { context: again, told: then } = contextFor(cloud.clients, targetWith());
  assert.equal(await destroyFleet(again), 'done');
  assert.equal(then.progress.at(-1)?.kind, 'nothing-to-change');
});

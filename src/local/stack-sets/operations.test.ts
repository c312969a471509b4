import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadState } from '../engine/state.ts';
import { GENERIC } from '../resources/generic.ts';
import { modelWith } from '../services/cloudformation/in-process.ts';
import { Fleet, memberId, REGIONS, refusingIn } from './fleet.fixtures.ts';

const [FIRST, SECOND, THIRD] = [memberId(1), memberId(2), memberId(3)] as const;
const Accounts = [FIRST, SECOND, THIRD];
const [HERE, THERE] = REGIONS;

describe('an operation', () => {
  test('stops in a region where more fail than may, and does not begin in those after it', async () => {
    const fleet = await new Fleet(refusingIn([SECOND])).selfManaged();
    const { status, results } = await fleet.operate('CreateStackInstances', { Accounts, Regions: REGIONS });
    assert.equal(status, 'FAILED');
    const cancelled = 'CANCELLED: Cancelled since failure tolerance has exceeded';
    assert.deepEqual(
      results.map((each) => each.replace(/(FAILED).*/, '$1')),
      [
        `${FIRST} ${HERE} SUCCEEDED`,
        `${SECOND} ${HERE} FAILED`,
        `${THIRD} ${HERE} ${cancelled}`,
        ...Accounts.map((id) => `${id} ${THERE} ${cancelled}`),
      ],
    );
    assert.ok((await fleet.instances()).includes(`${THIRD} ${THERE} OUTDATED CANCELLED`));
  });

  test('works through regions in the order that is wanted, and at once in no more accounts than may', async () => {
    for (const [preferences, most] of [
      [{}, 1],
      [{ MaxConcurrentCount: 3 }, 1],
      [{ MaxConcurrentCount: 3, FailureToleranceCount: 1 }, 2],
      [{ MaxConcurrentCount: 3, ConcurrencyMode: 'SOFT_FAILURE_TOLERANCE' }, 3],
      [{ MaxConcurrentPercentage: 99, FailureToleranceCount: 2 }, 2],
      [{ MaxConcurrentCount: 3, FailureToleranceCount: 2, RegionConcurrencyType: 'PARALLEL' }, 6],
    ] as const) {
      let atWork = 0;
      let seen = 0;
      const order: string[] = [];
      const model = modelWith({
        create: (request) => {
          order.push(request.account.whereabouts.region);
          return GENERIC.create(request);
        },
      });
      const fleet = await new Fleet({ models: () => model, pace: { milliseconds: 4 } }).selfManaged();
      const watch = setInterval(() => {
        const stacks = fleet.accounts.all().flatMap((account) => loadState(account).stacks);
        atWork = stacks.filter((stack) => stack.status === 'CREATE_IN_PROGRESS').length;
        seen = Math.max(seen, atWork);
      }, 1);
      const OperationPreferences = { RegionOrder: [THERE, HERE], ...preferences };
      await fleet.operate('CreateStackInstances', { Accounts, Regions: REGIONS, OperationPreferences });
      clearInterval(watch);
      assert.equal(seen, most, JSON.stringify(preferences));
      if (most < 6) assert.deepEqual(order, [THERE, THERE, THERE, HERE, HERE, HERE]);
    }
  });

  test('keeps another one out until it has ended, and is the same one when it is asked for again', async () => {
    const fleet = await new Fleet({ pace: { milliseconds: 5 } }).selfManaged();
    const input = { StackSetName: 'fleet', Accounts, Regions: [HERE], OperationId: 'first' };
    await fleet.call('CreateStackInstances', input);
    assert.deepEqual(await fleet.call('CreateStackInstances', input), { OperationId: 'first' });
    const other = { ...input, OperationId: 'second' };
    assert.match(
      await fleet.refused('CreateStackInstances', other),
      /^OperationInProgressException: Another Operation on StackSet arn:aws:cloudformation:eu-central-1:111122223333:stackset\/fleet:\S+ is in progress: first$/,
    );
    assert.match(
      await fleet.refused('CreateStackInstances', { ...input, Regions: [THERE] }),
      /^OperationIdAlreadyExistsException/,
    );
    await fleet.idle();
    await fleet.call('CreateStackInstances', other);
    await fleet.idle();
  });

  test('waits its turn where operations are managed, unless nothing before it is in its way', async () => {
    const fleet = await new Fleet({ pace: { milliseconds: 5 } }).selfManaged({ ManagedExecution: { Active: true } });
    const begin = async (name: string, account: string) =>
      fleet.call(name, {
        StackSetName: 'fleet',
        Accounts: [account],
        Regions: [HERE],
        OperationId: `${name}-${account}`,
      });
    await begin('CreateStackInstances', FIRST);
    await begin('CreateStackInstances', SECOND);
    await fleet.call('UpdateStackSet', { StackSetName: 'fleet', UsePreviousTemplate: true, OperationId: 'update' });
    const status = async (id: string) => (await fleet.outcome(id)).status;
    const ids = [`CreateStackInstances-${FIRST}`, `CreateStackInstances-${SECOND}`, 'update'];
    assert.deepEqual(await Promise.all(ids.map(status)), ['RUNNING', 'RUNNING', 'QUEUED']);
    await fleet.idle();
    assert.deepEqual(await Promise.all(ids.map(status)), ['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
  });

  test('that is stopped brings what is under way to its end, and begins nothing more', async () => {
    const asked = { StackSetName: 'fleet', OperationId: 'first' };
    let stopped: Promise<object> | undefined;
    const model = modelWith({
      create: (request) => {
        stopped ??= fleet.call('StopStackSetOperation', asked);
        return GENERIC.create(request);
      },
    });
    const fleet: Fleet = await new Fleet({ models: () => model }).selfManaged();
    await fleet.call('CreateStackInstances', { ...asked, Accounts, Regions: REGIONS });
    await fleet.idle();
    await stopped;
    const { status, results } = await fleet.outcome('first');
    assert.equal(status, 'STOPPED');
    assert.equal(results.filter((each) => each.includes('SUCCEEDED')).length, 1);
    assert.equal(results.filter((each) => each.includes('CANCELLED')).length, 5);
    assert.match(await fleet.refused('StopStackSetOperation', asked), /^InvalidOperationException/);
  });

  test('is refused where its preferences or targets do not fit', async () => {
    const fleet = await new Fleet().selfManaged();
    const refused = (input: object) =>
      fleet.refused('CreateStackInstances', { StackSetName: 'fleet', Accounts, Regions: REGIONS, ...input });
    const preferring = (OperationPreferences: object) => refused({ OperationPreferences });
    assert.match(await preferring({ MaxConcurrentCount: 0 }), /MaxConcurrentCount must be between 1/);
    assert.match(await preferring({ FailureToleranceCount: 1, FailureTolerancePercentage: 1 }), /at the same time/);
    assert.match(await preferring({ RegionOrder: [HERE] }), /RegionOrder must name each region.*eu-west-1/);
    assert.match(await refused({ Accounts: ['12'] }), /Value '12' at 'accounts'/);
    assert.match(await refused({ Regions: [] }), /At least one region/);
    assert.match(
      await refused({ ParameterOverrides: [{ ParameterKey: 'X', ParameterValue: 'y' }] }),
      /\[X\] do not exist/,
    );
    const units = { Accounts: undefined, DeploymentTargets: { OrganizationalUnitIds: ['ou-abcd-11111111'] } };
    assert.match(await refused(units), /SELF_MANAGED permission model can only have Accounts as target/);
    assert.match(
      await fleet.refused('UpdateStackInstances', { StackSetName: 'fleet', Accounts, Regions: REGIONS }),
      /^StackInstanceNotFoundException/,
    );
  });
});

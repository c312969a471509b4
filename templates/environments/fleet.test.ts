import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { FLEETS } from '../environments.ts';
import { environment } from './environment.ts';
import { type Fleet, fleet, rest, selfManaged, serviceManaged } from './fleet.ts';
import { checkFleetSystems, checkFleets } from './fleet-check.ts';

const own = selfManaged({ accounts: ['111122223333', '444455556666'] });
const units = serviceManaged({ organisation: 'o-a1b2c3d4e5', units: ['ou-a1b2-11111111', 'ou-a1b2-22222222'] });
const least = {
  name: 'all',
  account: '111122223333',
  region: 'eu-central-1',
  permissions: own,
  regions: ['eu-central-1', 'eu-west-1'],
  systems: ['shop'],
} as const;

const told = (...fleets: readonly Fleet[]) =>
  checkFleets(fleets).map(({ code, path, message }) => {
    assert.equal(code, 'invalid-environment');
    return `${path}: ${message}`;
  });

describe('a fleet', () => {
  test('is flat, one account and one region at a time, and stops at the first failure unless told', () => {
    const { form, regionConcurrency, concurrency, failureTolerance, mode, waves, place } = fleet(least);
    assert.deepEqual(
      [form, regionConcurrency, concurrency, failureTolerance, mode],
      ['flat', 'sequential', { count: 1 }, { count: 0 }, 'strict'],
    );
    assert.deepEqual(waves, [{ name: 'rest', targets: { Accounts: ['111122223333', '444455556666'] } }]);
    assert.match(String(place), /fleet\.test\.ts:\d+$/);
    assert.deepEqual(told(fleet(least)), []);
  });

  test('that makes no sense does not compile', () => {
    // @ts-expect-error: service-managed stack sets do not take nested stacks
    fleet({ ...least, permissions: units, form: 'nested' });
    // @ts-expect-error: nor are there any in China
    fleet({ ...least, permissions: units, region: 'cn-north-1', regions: ['cn-north-1'] });
    // @ts-expect-error: nor from elsewhere to China
    fleet({ ...least, permissions: units, regions: ['eu-central-1', 'cn-north-1'] });
    // @ts-expect-error: a self-managed fleet has no units
    fleet({ ...least, waves: [{ name: 'one', units: ['ou-a1b2-11111111'] }, rest()] });
    // @ts-expect-error: the account is not in the fleet
    fleet({ ...least, waves: [{ name: 'one', accounts: ['777788889999'] }, rest()] });
    // @ts-expect-error: the unit is not in the fleet
    fleet({ ...least, permissions: units, waves: [{ name: 'one', units: ['ou-a1b2-33333333'] }, rest()] });
    // @ts-expect-error: the last wave takes the rest, so that nothing is forgotten
    fleet({ ...least, waves: [{ name: 'one', accounts: ['111122223333'] }] });
    // @ts-expect-error: nothing can come after the rest
    fleet({ ...least, waves: [rest(), { name: 'one', accounts: ['111122223333'] }] });
    // @ts-expect-error: which accounts there are is not known when files are written
    fleet({ ...least, permissions: units, parameters: { SeedBucket: ({ account }) => `seeds-${account}` } });
    // @ts-expect-error: a number of accounts or a share of them, not both
    fleet({ ...least, failureTolerance: { count: 1, percent: 10 } });
    // @ts-expect-error: it is no region of the fleet
    fleet({ ...least, overrides: [{ regions: ['us-east-1'], parameters: { DesiredCount: 1 } }] });
    // @ts-expect-error: a self-managed fleet has no units
    fleet({ ...least, overrides: [{ units: ['ou-a1b2-11111111'], parameters: { DesiredCount: 1 } }] });
    // @ts-expect-error: other is not one of its systems
    fleet({ ...least, parametersOf: { other: {} } });
    // @ts-expect-error: names are lower case
    fleet({ ...least, name: 'All' });
    // @ts-expect-error: it is one or the other
    serviceManaged({ organisation: 'o-a1b2c3d4e5', units: ['r-a1b2'], accounts: { only: ['1'], except: ['2'] } });
    // @ts-expect-error: an organisational unit is no account
    serviceManaged({ organisation: 'o-a1b2c3d4e5', units: ['111122223333'] });
    // @ts-expect-error: there are no units among accounts
    selfManaged({ accounts: ['ou-a1b2-11111111'] });
    // @ts-expect-error: who reads is a role or a user
    fleet({ ...least, reader: { trusts: 'deploy' } });
    const nested: Fleet<'all'> = fleet({ ...least, form: 'nested', parameters: { A: ({ account }) => account } });
    assert.equal(nested.form, 'nested');
  });

  test('in China is self-managed', () => {
    assert.deepEqual(told(fleet({ ...least, region: 'cn-north-1', regions: ['cn-north-1', 'cn-northwest-1'] })), []);
    const forced = { ...fleet({ ...least, region: 'cn-north-1', regions: ['cn-north-1'] }), permissions: units };
    assert.deepEqual(told(forced), ['all.permissions: cn-north-1 has no service-managed stack sets']);
  });

  test('tells everything that is wrong with it at once', () => {
    const wrong = fleet({
      ...least,
      name: 'a-fleet-with-a-name-that-is-too-long',
      account: '1',
      regions: ['eu-central-1', 'eu-central-1', 'cn-north-1'],
      permissions: selfManaged({ accounts: ['12', '12'], organisation: 'o-A', executionRole: 'a b' }),
      templateBucket: () => 'UPPER',
      tags: { 'aws:x': 'y' },
      reader: { trusts: 'role/a b' },
      concurrency: { count: 3 },
      failureTolerance: { percent: 101 },
      overrides: [{ parameters: { A: 1 } }],
    });
    const paths = checkFleets([wrong]).map(({ path = '' }) => path.replace(`${wrong.name}.`, ''));
    const expected = ['name', 'account', 'regions', 'templateBucket', 'tags', 'reader.trusts', 'failureTolerance'];
    for (const path of [
      ...expected,
      'permissions.accounts',
      'permissions.organisation',
      'permissions',
      'overrides[0]',
    ]) {
      assert.ok(paths.includes(path), path);
    }
  });

  test('does not run in more accounts at once than may fail and one, where that is strict', () => {
    const strict = { ...least, concurrency: { count: 3 }, failureTolerance: { count: 1 } } as const;
    assert.deepEqual(told(fleet(strict)), [
      'all.concurrency: 3 accounts at once are more than one beyond the 1 that may fail',
    ]);
    assert.deepEqual(told(fleet({ ...strict, mode: 'soft' })), []);
    assert.deepEqual(told(fleet({ ...strict, mode: 'soft', failureTolerance: { count: 2 } })), [
      'all.failureTolerance: 2 of 2 accounts may fail, which is all of them',
    ]);
  });

  test('has a name that no environment and no other fleet has, and systems that there are', () => {
    const dev = environment({ name: 'all', account: '111122223333', region: 'eu-central-1' });
    assert.equal(checkFleets([fleet(least)], [dev])[0]?.message, 'all is there twice');
    assert.deepEqual(told(fleet(least), fleet(least)), ['all.name: all is there twice']);
    assert.equal(checkFleetSystems([fleet(least)], ['shop', 'other']).length, 0);
    assert.equal(checkFleetSystems([fleet(least)], ['other'])[0]?.message, '"shop" is not a system');
    const [unaware] = checkFleetSystems([fleet(least)], ['shop'], (_, path) => path !== 'fleets/all.json');
    assert.equal(unaware?.message, 'shop does not know of it');
  });

  test('names each account and unit in one wave only', () => {
    const waves = [
      { name: 'one', accounts: ['111122223333'] },
      { name: 'two', accounts: ['111122223333'] },
      rest(),
    ] as const;
    assert.deepEqual(told(fleet({ ...least, waves })), ['all.waves[1]: 111122223333 is in a wave before two']);
    const twice = [
      { name: 'one', units: ['ou-a1b2-11111111'] },
      { name: 'one', units: ['ou-a1b2-11111111'] },
      rest(),
    ] as const;
    assert.deepEqual(told(fleet({ ...least, permissions: units, waves: twice })), [
      'all.waves: two are called "one"',
      'all.waves: ou-a1b2-11111111 is in two of them',
    ]);
  });
});

describe('the waves of a service-managed fleet', () => {
  const { waves } = fleet({
    ...least,
    permissions: serviceManaged({
      organisation: 'o-a1b2c3d4e5',
      units: ['ou-a1b2-11111111', 'ou-a1b2-22222222'],
      accounts: { except: ['444455556666'] },
    }),
    waves: [{ name: 'one', accounts: ['777788889999'] }, { name: 'unit', units: ['ou-a1b2-11111111'] }, rest()],
  });

  test('are an account of any unit, a unit without what has been, and the units that are left', () => {
    assert.deepEqual(
      waves.map(({ targets }) => targets),
      [
        {
          OrganizationalUnitIds: ['ou-a1b2-11111111', 'ou-a1b2-22222222'],
          AccountFilterType: 'INTERSECTION',
          Accounts: ['777788889999'],
        },
        {
          OrganizationalUnitIds: ['ou-a1b2-11111111'],
          AccountFilterType: 'DIFFERENCE',
          Accounts: ['444455556666', '777788889999'],
        },
        {
          OrganizationalUnitIds: ['ou-a1b2-22222222'],
          AccountFilterType: 'DIFFERENCE',
          Accounts: ['444455556666', '777788889999'],
        },
      ],
    );
  });

  test('are without the last where the others have all units', () => {
    const all = fleet({
      ...least,
      permissions: units,
      waves: [{ name: 'all', units: ['ou-a1b2-11111111', 'ou-a1b2-22222222'] }, rest()],
    });
    assert.deepEqual(
      all.waves.map(({ name, targets }) => [name, targets.AccountFilterType]),
      [['all', 'NONE']],
    );
  });
});

describe('the fleets that are checked in', () => {
  test('are right, of both kinds, one of them of 20 accounts in three regions of an emulator', () => {
    assert.deepEqual(checkFleets(FLEETS), []);
    assert.deepEqual(
      FLEETS.map(({ name, emulator, permissions }) => [name, emulator, permissions.model]),
      [
        ['fleet', false, 'service-managed'],
        ['fleet-local', true, 'self-managed'],
      ],
    );
    const [, local] = FLEETS;
    assert.equal(local.permissions.model === 'self-managed' && local.permissions.accounts.length, 20);
    assert.equal(local.regions.length, 3);
  });
});

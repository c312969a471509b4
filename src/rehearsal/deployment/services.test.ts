import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { TealformError } from '../../dsl/error.ts';
import { SERVICE } from '../../local/resources/ecs-service.ts';
import { codedeploy } from '../../local/services/codedeploy.ts';
import { caller, make, smallSystem } from '../../local/services/small-system.ts';
import { paceOf } from '../pace.ts';
import { attachPlayer } from './player.ts';
import { appSpec, eventually, fakeWorld, GROUP } from './small-stage.ts';
import type { PlayerOptions } from './stage.ts';

describe('the services of a player', () => {
  test('that come later are started, and the tasks of those that go are ended', async (context) => {
    const { account, world, player, service } = attach(context);
    const [first = ''] = world.did;
    assert.match(first, /^start ecs-svc\/\d+$/);
    make(account, SERVICE, 'Other', { ...service.properties, ServiceName: 'other' });
    player.look();
    player.look();
    assert.equal(world.did.length, 2);
    account.remove(SERVICE, service.id);
    player.look();
    await eventually(() => world.did.length === 3);
    assert.equal(world.did[2], first.replace('start', 'stop'));
    player.look();
    assert.equal(world.did.length, 3);
  });

  test('that cannot run are left out with the reason, and their deployments are refused', async (context) => {
    const world = fakeWorld();
    const why = new TealformError({ code: 'not-rehearsed', message: 'the container cannot run here' });
    const fail = () => {
      throw why;
    };
    assert.throws(() => attach(context, { world: { ...world, startTaskSet: fail } }), why);
    const refused: string[] = [];
    const { account, service } = attach(context, {
      world: { ...world, startTaskSet: fail },
      onRefused: ({ id }, { message }) => refused.push(`${id} ${message}`),
    });
    assert.deepEqual(refused, [`${service.id} not-rehearsed: the container cannot run here`]);
    await refuses(account, /deployments of \S+service\/shop\/web are not played here: the container cannot run here/);
    // Nothing is left that would keep the next one out.
    account.player = undefined;
    await create(account);
  });

  test('that nobody wants played are left out too', async (context) => {
    const { account, world } = attach(context, { plays: () => false });
    assert.deepEqual(world.did, []);
    await refuses(account, /it is not among the systems that are/);
  });
});

function attach(context: TestContext, options: Partial<PlayerOptions> = {}) {
  const system = smallSystem(() => new Date());
  const { account } = system;
  const world = fakeWorld();
  const player = attachPlayer({
    account,
    world,
    pace: paceOf(60_000),
    tell: () => {},
    endpoint: 'http://127.0.0.1:1',
    folder: '/nowhere',
    ...options,
  });
  context.after(() => player.close());
  return { ...system, world, player };
}

function create(account: PlayerOptions['account']): Promise<object> {
  const [first] = account.all('AWS::ECS::TaskDefinition');
  make(account, 'AWS::ECS::TaskDefinition', 'Next', { ...first?.properties });
  return caller(codedeploy, account)('CreateDeployment', { ...GROUP, revision: appSpec('web:2') });
}

async function refuses(account: PlayerOptions['account'], message: RegExp): Promise<void> {
  await assert.rejects(create(account), { code: 'NotImplemented', message });
}

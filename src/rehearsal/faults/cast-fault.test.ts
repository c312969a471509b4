import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { putTaskSets } from '../../local/resources/task-sets.ts';
import { smallSystem } from '../../local/services/small-system.ts';
import { fakeWorld } from '../deployment/small-stage.ts';
import type { TaskFault } from '../tasks/fault.ts';
import type { TimelineEntry } from '../timeline.ts';
import { castFault } from './cast-fault.ts';
import type { FaultName } from './rows.ts';
import { faultNamed } from './rows.ts';

/** A fault with a world of which is noted what comes over its task sets. */
function cast(
  name: FaultName,
  { stop = async () => {}, before = [] }: { stop?: () => Promise<void>; before?: readonly TimelineEntry[] } = {},
) {
  const { account, blue, green, service } = smallSystem();
  const set = { taskDefinition: 'web:1', containerName: 'web', containerPort: 80, createdAt: '' };
  putTaskSets(account, service.id, [
    { ...set, id: 'old', targetGroupArn: blue.id, status: 'PRIMARY' },
    { ...set, id: 'new', targetGroupArn: green.id, status: 'ACTIVE' },
  ]);
  const faults: (readonly [id: string, fault: TaskFault | undefined])[] = [];
  const world = {
    ...fakeWorld(),
    isSteady: () => true,
    setFault: (id: string, fault: TaskFault | undefined) => void faults.push([id, fault]),
    look: async () => {},
    close: async () => {},
  };
  const told: TimelineEntry[] = [];
  const fault = castFault({ name, account, tell: (entry) => told.push(entry), at: () => 1, stop, before });
  const order = (targetGroupArn: string) =>
    fault.faultOf({
      id: 'x',
      taskDefinitionArn: 'web:1',
      targetGroupArn,
      containerName: 'web',
      containerPort: 80,
      count: 1,
    });
  return {
    ...fault,
    world,
    faults,
    onBlue: () => order(blue.id),
    onGreen: () => order(green.id),
    weigh: (share: number) =>
      fault.hear({ at: 1, kind: 'weights', listener: 'production', blue: 100 - share, green: share }, world),
    statuses: () => told.flatMap((entry) => (entry.kind === 'fault' ? [entry.status] : [])),
    told,
  };
}

describe('a fault', () => {
  test('of the new version comes over its tasks at their start, and over no others', () => {
    const { onBlue, onGreen, statuses, announce } = cast('green-500');
    announce();
    assert.equal(onBlue(), undefined);
    assert.deepEqual(statuses(), ['asked']);
    assert.deepEqual(onGreen(), { kind: 'answer', status: 500 });
    onGreen();
    assert.deepEqual(statuses(), ['asked', 'strikes']);
  });

  test('in the middle of the shift strikes once, when green has 30 %', () => {
    const { weigh, faults, statuses, onGreen } = cast('green-crashes-mid-shift');
    assert.equal(onGreen(), undefined);
    for (const share of [10, 20]) weigh(share);
    assert.deepEqual(faults, []);
    for (const share of [30, 40]) weigh(share);
    assert.deepEqual(faults, [['new', { kind: 'crash', afterMilliseconds: 1_000 }]]);
    assert.deepEqual(statuses(), ['strikes']);
  });

  test('of the old version is over when the release is stopped', () => {
    const { weigh, faults, hear, world, statuses } = cast('blue-crashes');
    hear({ at: 1, kind: 'deployment', deploymentId: 'd', status: 'Stopped' }, world);
    weigh(30);
    hear({ at: 1, kind: 'deployment', deploymentId: 'd', status: 'Baking' }, world);
    assert.equal(faults.length, 1);
    hear({ at: 1, kind: 'deployment', deploymentId: 'd', status: 'Stopped' }, world);
    assert.deepEqual(faults.at(-1), ['old', undefined]);
    hear({ at: 1, kind: 'deployment', deploymentId: 'e', status: 'Failed', rollbackOf: 'd' }, world);
    assert.deepEqual(statuses(), ['strikes', 'over']);
  });

  test('that is somebody who stops it calls that once, and what it says is told', async () => {
    let calls = 0;
    const stop = async () => {
      calls += 1;
      throw new Error('nothing runs');
    };
    const { weigh, told } = cast('stop-mid-shift', { stop });
    for (const share of [30, 40]) weigh(share);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(calls, 1);
    assert.deepEqual(told.at(-1), { at: 1, kind: 'log', source: 'make stop', text: 'nothing runs' });
  });

  test('that another process has begun goes on where it was', () => {
    const entry = (status: 'asked' | 'strikes' | 'over') =>
      ({ at: 0, kind: 'fault', fault: 'blue-crashes', status, text: '' }) as const;
    const begun = cast('blue-crashes', { before: [entry('asked'), entry('strikes')] });
    begun.announce();
    assert.equal(begun.onBlue()?.kind, 'crash');
    assert.equal(begun.onGreen(), undefined);
    begun.weigh(40);
    assert.deepEqual([begun.statuses(), begun.faults], [[], []]);
    begun.hear({ at: 1, kind: 'deployment', deploymentId: 'd', status: 'Stopped' }, begun.world);
    assert.deepEqual(begun.faults, [['old', undefined]]);
    assert.equal(cast('blue-crashes', { before: [entry('strikes'), entry('over')] }).onBlue(), undefined);
  });

  test('of a hook is refused where the system has none', () => {
    assert.throws(() => cast('hook-hangs').prepare(), { code: 'not-rehearsed', message: /hook-hangs: .*no hook/ });
  });

  test('is not waited for any longer once users were served for two seconds', async () => {
    const { calm, hear, world } = cast('hook-fails');
    const side = { requests: 1, failures: 0, p50: 1, p99: 1 };
    for (const failed of [0, 1, 0]) hear({ at: 1, kind: 'traffic', blue: side, green: side, failed }, world);
    let isCalm = false;
    const waiting = calm(world).then(() => {
      isCalm = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 120));
    assert.equal(isCalm, false);
    hear({ at: 1, kind: 'traffic', blue: side, green: side, failed: 0 }, world);
    await waiting;
  });

  test('that there is not is refused with the list', () => {
    assert.equal(faultNamed('hook-denied'), 'hook-denied');
    const list = /there is no fault "toString"[\s\S]*hook-fails, hook-denied, .*, stop-mid-shift/;
    assert.throws(() => faultNamed('toString'), { code: 'usage', message: list });
  });
});

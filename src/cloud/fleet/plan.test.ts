import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Colour } from '../colour.ts';
import type { ActualInstance, DesiredInstance } from './instance.ts';
import { isNothing, type PlanInput, planFleet, recoloured } from './plan.ts';

const HERE = { account: '111122223333', region: 'eu-central-1' };

const desired = (more: Partial<DesiredInstance> = {}): DesiredInstance => ({
  ...HERE,
  wave: 0,
  overrides: {},
  ...more,
});

const actual = (more: Partial<ActualInstance> = {}): ActualInstance => ({
  ...HERE,
  stackId: 'arn:stack',
  status: 'CURRENT',
  lastResult: 'SUCCEEDED',
  reason: undefined,
  overrides: {},
  ...more,
});

const plan = (more: Partial<PlanInput>) =>
  planFleet({
    setChanges: [],
    isForInstances: false,
    desired: [desired()],
    actual: [actual()],
    regions: ['eu-central-1'],
    colourOf: () => undefined,
    ...more,
  });

describe('the plan of a fleet', () => {
  test('makes a set that is not there, and every stack', () => {
    const made = plan({ setChanges: undefined, actual: [] });
    assert.equal(made.set, 'create');
    assert.deepEqual(
      made.instances.map(({ action }) => action),
      ['create'],
    );
  });

  test('has nothing to do where all is as it should be, whichever colour serves', () => {
    for (const colour of ['blue', 'green'] as const) {
      for (const told of [{}, { LiveColour: 'green' }, { LiveColour: 'blue' }]) {
        const made = plan({ colourOf: () => colour, actual: [actual({ overrides: told })] });
        assert.ok(isNothing(made), `${colour} ${JSON.stringify(told)}`);
      }
    }
  });

  test('tells a stack which colour serves before it changes it, and keeps the rest of its own values', () => {
    const [one] = plan({
      setChanges: ['template'],
      isForInstances: true,
      desired: [desired({ overrides: { DesiredCount: '2' } })],
      actual: [actual({ overrides: { DesiredCount: '2' } })],
      colourOf: () => 'green',
    }).instances;
    assert.deepEqual(one?.aligned, { DesiredCount: '2', LiveColour: 'green' });
    assert.deepEqual(one?.overrides, { DesiredCount: '2', LiveColour: 'green' });
    assert.equal(one?.hasNewOverrides, false);
  });

  test('follows a colour that has changed since, back and forth, and leaves alone what is not changed', () => {
    const input = { setChanges: ['template'], isForInstances: true, desired: [desired({ overrides: { Size: '2' } })] };
    const [one] = plan({ ...input, colourOf: () => 'green' }).instances;
    assert.ok(one);
    assert.deepEqual(recoloured(one, 'blue'), plan({ ...input, colourOf: () => 'blue' }).instances[0]);
    assert.deepEqual(recoloured(recoloured(one, 'blue'), 'green'), one);
    assert.deepEqual(recoloured(one, undefined), one);
    const [still] = plan({}).instances;
    assert.ok(still);
    assert.deepEqual(recoloured(still, 'green'), still);
  });

  test('keeps the colour that a stack was told where nobody can read which serves', () => {
    const [one] = plan({
      desired: [desired({ overrides: { DesiredCount: '3' } })],
      actual: [actual({ overrides: { LiveColour: 'green' } })],
    }).instances;
    assert.deepEqual(one?.overrides, { DesiredCount: '3', LiveColour: 'green' });
    assert.equal(one?.aligned, undefined);
    assert.deepEqual(one?.because, ['DesiredCount']);
  });

  test('does again what was left undone, and says why', () => {
    for (const left of [
      { status: 'OUTDATED', lastResult: 'FAILED', reason: 'no role' },
      { status: 'OUTDATED', lastResult: 'CANCELLED' },
      { status: 'OUTDATED', lastResult: undefined },
    ]) {
      const [one] = plan({ actual: [actual(left)] }).instances;
      assert.equal(one?.action, 'update');
      assert.match(one?.because[0] ?? '', /^was left OUTDATED/);
    }
  });

  test('leaves stacks alone for what only the set has', () => {
    const made = plan({ setChanges: ['description'], isForInstances: false });
    assert.equal(made.set, 'update');
    assert.equal(made.instances[0]?.action, 'none');
    assert.equal(isNothing(made), false);
  });

  test('takes away what is no longer in the fleet, and nothing else', () => {
    const made = plan({ actual: [actual(), actual({ account: '444455556666' })] });
    assert.deepEqual(
      made.instances.map(({ account, action, wave }) => [account, action, wave]),
      [
        ['111122223333', 'none', 0],
        ['444455556666', 'remove', undefined],
      ],
    );
  });

  test('is kept back by a stack that cannot be worked on', () => {
    const { problems } = plan({ actual: [actual({ status: 'INOPERABLE', reason: 'a deletion failed' })] });
    assert.equal(problems.length, 1);
    assert.match(problems[0]?.message ?? '', /111122223333, eu-central-1 .* a deletion failed/);
  });

  test('once it is done has nothing to do', () => {
    const places = fc.record({
      account: fc.constantFrom('111122223333', '444455556666', '777788889999'),
      region: fc.constantFrom('eu-central-1', 'us-east-1'),
    });
    const overrides = fc.dictionary(fc.constantFrom('DesiredCount', 'VpcId'), fc.constantFrom('1', '2'));
    const unique = { selector: ({ account, region }: { account: string; region: string }) => account + region };
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.record({ place: places, overrides }), { selector: ({ place }) => unique.selector(place) }),
        fc.uniqueArray(fc.record({ place: places, overrides }), { selector: ({ place }) => unique.selector(place) }),
        fc.constantFrom<Colour | undefined>('blue', 'green', undefined),
        fc.boolean(),
        (wanted, found, colour, isForInstances) => {
          const input = {
            setChanges: isForInstances ? ['template'] : [],
            isForInstances,
            desired: wanted.map(({ place, overrides: own }) => desired({ ...place, overrides: own })),
            actual: found.map(({ place, overrides: own }) => actual({ ...place, overrides: own })),
            colourOf: () => colour,
          };
          const { instances } = plan(input);
          const after = instances
            .filter(({ action }) => action !== 'remove')
            .map(({ account, region, overrides: own }) => actual({ account, region, overrides: own }));
          assert.ok(isNothing(plan({ ...input, setChanges: [], isForInstances: false, actual: after })));
        },
      ),
    );
  });
});

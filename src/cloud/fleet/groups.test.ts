import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { groupInstances } from './groups.ts';
import { keyOf } from './instance.ts';

const REGIONS = ['eu-central-1', 'eu-west-1', 'us-east-1', 'ap-south-1'];

const instance = fc.record({
  account: fc.integer({ min: 1, max: 6 }).map((number) => String(number).padStart(12, '1')),
  region: fc.constantFrom(...REGIONS),
  value: fc.constantFrom('a', 'b', 'c'),
});

const group = (instances: readonly { account: string; region: string; value: string }[]) =>
  groupInstances(
    instances,
    REGIONS,
    ({ value }) => value,
    (value) => value,
  );

describe('groups of instances', () => {
  test('name every instance once with its value, and none that is not among them', () => {
    fc.assert(
      fc.property(fc.uniqueArray(instance, { selector: keyOf, maxLength: 24 }), (instances) => {
        const named = group(instances).flatMap(({ accounts, regions, value }) =>
          accounts.flatMap((account) => regions.map((region) => `${account}/${region}=${value}`)),
        );
        assert.deepEqual(named.toSorted(), instances.map((each) => `${keyOf(each)}=${each.value}`).toSorted());
      }),
    );
  });

  test('are one where all accounts have the same regions and value, with the regions in their order', () => {
    const accounts = ['111111111111', '222222222222'];
    const all = accounts.flatMap((account) =>
      ['us-east-1', 'eu-central-1'].map((region) => ({ account, region, value: 'a' })),
    );
    assert.deepEqual(group(all), [{ accounts, regions: ['eu-central-1', 'us-east-1'], value: 'a' }]);
  });

  test('come in the order of their first regions', () => {
    const all = REGIONS.toReversed().map((region) => ({ account: '111111111111', region, value: region }));
    assert.deepEqual(
      group(all).map(({ regions }) => regions[0]),
      REGIONS,
    );
  });
});

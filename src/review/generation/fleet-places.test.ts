import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { changedPlaces } from './fleet-places.ts';
import type { SystemFiles } from './system-files.ts';

function files(overrides: readonly object[], accounts: readonly string[] = ['1', '2']): SystemFiles {
  const text = JSON.stringify({ regions: ['eu-west-1'], waves: [{ targets: { Accounts: accounts } }], overrides });
  const texts = new Map([['fleets/all.json', text]]);
  return { system: 'shop', trees: [], flat: undefined, environments: { all: { Tasks: '1', Size: 'small' } }, texts };
}

const override = (accounts: readonly string[], Tasks: string) => ({
  accounts,
  regions: ['eu-west-1'],
  parameters: [{ ParameterKey: 'Tasks', ParameterValue: Tasks }],
});

describe('places of a fleet that have other values than before', () => {
  test('have those of the fleet, and their own before them', () => {
    assert.deepEqual(changedPlaces(files([]), files([override(['2'], '3')])), {
      'all/2/eu-west-1': { before: { Tasks: '1', Size: 'small' }, after: { Tasks: '3', Size: 'small' } },
    });
  });

  test('are told once where several have the same', () => {
    const places = changedPlaces(files([override(['1', '2'], '2')]), files([override(['2', '1'], '3')]));
    assert.deepEqual(Object.keys(places), ['all/1/eu-west-1']);
  });

  test('are none where only the grouping is another', () => {
    const [before, after] = [files([override(['1', '2'], '2')]), files([override(['1'], '2'), override(['2'], '2')])];
    assert.deepEqual(changedPlaces(before, after), {});
  });

  test('are none that were not in the fleet before', () => {
    assert.deepEqual(changedPlaces(files([], ['1']), files([override(['2'], '3')])), {});
  });
});

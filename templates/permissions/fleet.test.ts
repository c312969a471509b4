import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { failures, may } from '../../src/check/permissions/table.ts';
import { openFleet } from './fleet.ts';
import { FLEET_TABLE } from './fleet-rows.ts';
import { TARGETS } from './hello.ts';

const fleets = TARGETS.map((target) => openFleet(target));

describe('permissions of the roles of a fleet', () => {
  for (const [title, rows] of Object.entries(FLEET_TABLE)) {
    test(title, () => {
      for (const fleet of fleets) {
        assert.deepEqual(failures(rows(fleet), fleet.permissions), [], fleet.system.region);
      }
    });
  }

  test('where the accounts are of no organisation, the reader role asks for none', () => {
    const { role, permissions } = openFleet(TARGETS[0], '');
    assert.deepEqual(failures([may('Operator', 'sts:AssumeRole', role('ReaderRole'))], permissions), []);
  });
});

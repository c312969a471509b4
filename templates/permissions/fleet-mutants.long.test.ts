import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isUnnoticed, mutants } from '../../src/check/permissions/table.ts';
import { openFleet } from './fleet.ts';
import { FLEET_TABLE } from './fleet-rows.ts';
import { TARGETS } from './hello.ts';

describe('policies of a fleet with one thing changed', () => {
  const fleet = openFleet(TARGETS[0]);
  const rows = Object.values(FLEET_TABLE).flatMap((each) => each(fleet));
  const { permissions } = fleet;
  // Operators and strangers stand for somebody else's roles.
  const ours = (change: string) => !/^(Operator2?|Stranger) /.test(change);

  test('the table notices whatever statement is missing', () => {
    const unnoticed = [...mutants(permissions, false)].filter((mutant) => isUnnoticed(rows, mutant));
    assert.deepEqual(unnoticed.map(({ change }) => change).filter(ours), []);
  });

  test('the table notices whatever action or condition is missing, and whatever resource is widened', () => {
    const unnoticed = [...mutants(permissions, true)].filter((mutant) => isUnnoticed(rows, mutant));
    assert.deepEqual(unnoticed.map(({ change }) => change).filter(ours), []);
  });
});

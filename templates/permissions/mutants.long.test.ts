import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isUnnoticed, mutants } from '../../src/check/permissions/table.ts';
import { everything, here } from './table.ts';

describe('policies with one thing changed', () => {
  test('the table notices whatever statement is missing', () => {
    const unnoticed = [...mutants(here.permissions, false)].filter((mutant) => isUnnoticed(everything, mutant));
    assert.deepEqual(
      unnoticed.map(({ change }) => change),
      [],
    );
  });

  /** Changes that change nothing: what they take away is there twice. */
  const ECHOES = ['the policy of ArtifactKey RolesUseItThroughS3 lacks kms:DescribeKey'];

  test('the table notices whatever action, resource or condition is missing, and whatever resource is widened', () => {
    const all = [...mutants(here.permissions, true)];
    assert.ok(all.length > 200, `${all.length}`);
    const unnoticed = all.filter((mutant) => isUnnoticed(everything, mutant));
    assert.deepEqual(
      unnoticed.map(({ change }) => change),
      ECHOES,
    );
  });
});

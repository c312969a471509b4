import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { specOf } from '../../src/aws/spec.ts';
import { synthesize } from '../../src/synth/synthesize.ts';
import { newVpc, probe, type SystemOptions } from '../options.ts';
import { blueGreenSystem } from '../system.ts';
import { at, VARIANTS } from '../variants.ts';
import { UNTAGGED } from './untagged.ts';

const tags = { team: 'platform', 'cost centre': '4711' };

describe('tags and boundary of a system', () => {
  for (const [name, variant] of Object.entries<SystemOptions>(VARIANTS)) {
    test(`${name}: both reach everything that takes them, in every template`, () => {
      for (const { where, type, properties } of resourcesOf({ ...variant, tags, permissionsBoundary: true })) {
        if (type === 'AWS::IAM::Role') {
          assert.deepEqual(at(properties, 'PermissionsBoundary'), { Ref: 'PermissionsBoundaryArn' }, where);
        }
        const property = specOf(type)?.tags;
        if (property === undefined || type in UNTAGGED) continue;
        const given = at(properties, property);
        assert.ok(Array.isArray(given), `${where} has no tags`);
        // A launch template's tags stand one level deeper, by what is tagged.
        const lists = type === 'AWS::EC2::LaunchTemplate' ? given.map((each) => at(each, 'Tags')) : [given];
        for (const list of lists) assertHasTags(list, where);
      }
    });
  }

  test('tags reach instances, their disks and all else that a launch template tags, as they start', () => {
    const network = newVpc();
    const system = { ...VARIANTS['internal, behind a NAT'], network, tags };
    const template = resourcesOf(system).find(({ where }) => where === 'cluster.yaml LaunchTemplate');
    const specifications = at(template?.properties, 'LaunchTemplateData', 'TagSpecifications') as readonly object[];
    const kinds = specifications.map((each) => at(each, 'ResourceType'));
    for (const kind of ['instance', 'volume']) assert.ok(kinds.includes(kind), kind);
    for (const each of specifications) assertHasTags(at(each, 'Tags'), String(at(each, 'ResourceType')));
  });

  test('no role has a boundary in a system without one, and no template asks for it', () => {
    const hooks = { BeforeAllowTraffic: probe({ path: '/' }) };
    const { templates } = synthesize(blueGreenSystem({ ...VARIANTS['internal, behind a NAT'], hooks }));
    for (const { file, text } of templates) assert.doesNotMatch(text, /PermissionsBoundary/, file);
  });
});

function assertHasTags(list: unknown, where: string): void {
  assert.ok(Array.isArray(list), where);
  for (const [key, value] of Object.entries(tags)) {
    assert.ok(
      list.some((tag) => at(tag, 'Key') === key && at(tag, 'Value') === value),
      `${where} lacks ${key}`,
    );
  }
  const keys = list.map((tag) => String(at(tag, 'Key')));
  assert.ok(keys.includes('Name'), `${where} has no name`);
  assert.equal(new Set(keys).size, keys.length, `${where} has a key twice`);
}

function resourcesOf(options: object) {
  const { templates } = synthesize(blueGreenSystem(options as SystemOptions));
  return templates.flatMap(({ file, stack }) =>
    Object.entries(stack.template.Resources).map(([id, { Type, Properties }]) => ({
      where: `${file} ${id}`,
      type: Type,
      properties: Properties,
    })),
  );
}

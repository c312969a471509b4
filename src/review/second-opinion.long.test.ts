// What `@aws-cdk/cloudformation-diff` says of the same changes: another program on the same data of AWS's.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { fullDiff, ResourceImpact } from '@aws-cdk/cloudformation-diff';
import fc from 'fast-check';
import { specOf, specTypes } from '../aws/spec.ts';
import { isObject } from '../dsl/border.ts';
import type { Data, DataObject } from '../dsl/template.ts';
import { parseTemplate } from '../dsl/yaml/parse.ts';
import { compareResources } from './compare/compare.ts';
import { resolveTree } from './resolve/resolve.ts';
import { objectIn } from './resolve/values.ts';

const VERDICTS: Readonly<Record<string, string>> = {
  [ResourceImpact.NO_CHANGE]: 'no',
  [ResourceImpact.WILL_UPDATE]: 'no',
  [ResourceImpact.MAY_REPLACE]: 'maybe',
  [ResourceImpact.WILL_REPLACE]: 'yes',
};

function ours(before: DataObject, after: DataObject) {
  const resources = (template: DataObject) =>
    resolveTree({ name: 'root', template, nested: {} }, { parameters: {} }).resources;
  return compareResources(resources(before), resources(after));
}

function theirs(before: DataObject, after: DataObject): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  fullDiff(before, after).resources.forEachDifference((id, { changeImpact }) => found.set(id, changeImpact));
  return found;
}

// The other one looks into what grants rights, and expects it to be there.
function sample(names: readonly string[], name: string, value: string): DataObject {
  const policy = names.includes('PolicyDocument') ? { PolicyDocument: { Statement: [] } } : {};
  if (name === 'PolicyDocument') return { PolicyDocument: { Statement: [], Id: value } };
  if (name === 'Policies') return { Policies: [{ PolicyName: value, PolicyDocument: { Statement: [] } }] };
  return { ...policy, [name]: value };
}

test('of every property of every type that we know, both say the same of whether a change replaces', () => {
  let count = 0;
  const differences: string[] = [];
  for (const type of specTypes) {
    const names = Object.keys(specOf(type)?.properties ?? {});
    const template = (value: string) => ({
      Resources: Object.fromEntries(
        names.map((name) => [name, { Type: type, Properties: sample(names, name, value) }]),
      ),
    });
    const [we, they] = [ours(template('one'), template('two')), theirs(template('one'), template('two'))];
    for (const name of names) {
      count += 1;
      const [mine, other] = [we.get(name)?.replacement, VERDICTS[they.get(name) ?? '']];
      if (mine !== other) differences.push(`${type}.${name}: ${mine}, and they ${other}`);
    }
  }
  assert.deepEqual(differences, []);
  assert.ok(count > 500, `${count} properties are looked at`);
});

/** Where a property changes in place as a whole, and something inside replaces: they look at wholes only. */
const INSIDE = [
  ['AWS::EC2::VPCEndpoint', 'DnsOptions', (value: string) => ({ PrivateDnsPreference: value })],
  ['AWS::EC2::VPCEndpoint', 'DnsOptions', (value: string) => ({ PrivateDnsSpecifiedDomains: [value] })],
  ['AWS::ECS::CapacityProvider', 'AutoScalingGroupProvider', (value: string) => ({ AutoScalingGroupArn: value })],
  [
    'AWS::ECS::CapacityProvider',
    'ManagedInstancesProvider',
    (value: string) => ({ InstanceLaunchTemplate: { FipsEnabled: value } }),
  ],
] as const;

test('where something inside a property replaces, we say so and they do not', () => {
  for (const [Type, property, inside] of INSIDE) {
    const [before, after] = ['one', 'two'].map((value) => ({
      Resources: { X: { Type, Properties: { [property]: inside(value) } } },
    }));
    assert.ok(before && after);
    assert.equal(ours(before, after).get('X')?.replacement, 'yes', `${Type}.${property}`);
    assert.equal(VERDICTS[theirs(before, after).get('X') ?? ''], 'no', `${Type}.${property}`);
  }
});

const output = fileURLToPath(new URL('../../output', import.meta.url));
const flats = readdirSync(output).map((system) =>
  parseTemplate(readFileSync(join(output, system, 'flat.yaml'), 'utf8')),
);

/** A text or number in a property that counts whatever conditions hold. */
interface Place {
  readonly id: string;
  readonly path: readonly string[];
}

function placesIn(template: DataObject): readonly Place[] {
  const visit = (data: Data, path: readonly string[]): readonly (readonly string[])[] => {
    if (typeof data !== 'object' || data === null) return [path];
    if (isObject(data) && 'Fn::If' in data) return [];
    return Object.entries(data).flatMap(([key, each]) => visit(each, [...path, key]));
  };
  return Object.entries(objectIn(template, 'Resources')).flatMap(([id, resource]) =>
    visit(objectIn(resource, 'Properties'), []).map((path) => ({ id, path })),
  );
}

function withAnother(data: Data, [key, ...rest]: readonly string[], value: string): Data {
  if (key === undefined) return value;
  if (Array.isArray(data))
    return data.map((each: Data, index) => (String(index) === key ? withAnother(each, rest, value) : each));
  if (!isObject(data)) return data;
  return Object.fromEntries(
    Object.entries(data).map(([name, each]) => [name, name === key ? withAnother(each, rest, value) : each]),
  );
}

test('over changes of what is generated, we find whatever they find, and whatever they say is replaced', () => {
  const edit = fc.constantFrom(...flats).chain((template) =>
    fc.record({
      template: fc.constant(template),
      places: fc.array(fc.constantFrom(...placesIn(template)), { minLength: 1, maxLength: 2 }),
      gone: fc.option(fc.constantFrom(...Object.keys(objectIn(template, 'Resources'))), { freq: 4 }),
    }),
  );
  let more = 0;
  fc.assert(
    fc.property(edit, ({ template, places, gone }) => {
      const changed = places.reduce<Data>(
        (data, { id, path }) => withAnother(data, ['Resources', id, 'Properties', ...path], 'another'),
        template,
      );
      const { [gone ?? '']: _gone, ...Resources } = objectIn(changed, 'Resources');
      assert.ok(isObject(changed));
      const after = { ...changed, Resources };
      const [we, they] = [ours(template, after), theirs(template, after)];
      const isMade = new Set(
        [template, after]
          .flatMap((each) => resolveTree({ name: 'root', template: each, nested: {} }, { parameters: {} }).resources)
          .map(({ path }) => path),
      );
      const named = usersOfNamed(after, they);
      for (const [id, impact] of they) {
        // What conditions do not let be, and who follows from a name that stays what it is.
        if (!isMade.has(id) || named.has(id)) continue;
        const change = we.get(id);
        assert.ok(change, `${id}: ${impact}`);
        if (impact === ResourceImpact.WILL_REPLACE) assert.equal(change.replacement, 'yes', id);
        if (impact === ResourceImpact.MAY_REPLACE) assert.notEqual(change.replacement, 'no', id);
        if (impact === ResourceImpact.WILL_CREATE) assert.equal(change.action, 'Add', id);
        if (impact === ResourceImpact.WILL_DESTROY || impact === ResourceImpact.WILL_ORPHAN)
          assert.equal(change.action, 'Remove', id);
      }
      more += [...we.keys()].filter((id) => !they.has(id)).length;
    }),
    { numRuns: Number(process.env.TEALFORM_RUNS ?? 40) },
  );
  assert.ok(more > 0, 'references are followed further than they do');
});

// A resource that is given a name is that name to `Ref`, whichever it is: where it is replaced and keeps it, nobody gets another value.
function usersOfNamed(template: DataObject, they: ReadonlyMap<string, string>): ReadonlySet<string> {
  const resources = Object.entries(objectIn(template, 'Resources'));
  const isNamed = ([id, resource]: readonly [string, Data]) => {
    const { kind, path = '' } = specOf(String(isObject(resource) ? resource.Type : ''))?.ref ?? {};
    return they.get(id) === ResourceImpact.WILL_REPLACE && kind === 'name' && path in objectIn(resource, 'Properties');
  };
  const found = new Set<string>();
  const open = resources.filter(isNamed).map(([id]) => id);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const name = next;
    const users = resources.filter(
      ([id, resource]) => !found.has(id) && id !== name && JSON.stringify(resource).includes(`"${name}"`),
    );
    for (const [id] of users) {
      found.add(id);
      open.push(id);
    }
  }
  return found;
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { BuiltStack } from '../built.ts';
import type { TemplateResource } from '../template.ts';
import { flatten } from './flatten.ts';
import { type DeployedStack, deploy, exportsOf, resourcesOf } from './random/deployed.ts';
import { shuffledTree, type Tree, tree } from './random/tree.ts';

// TEALFORM_RUNS=20000 looks longer than a test suite has time for.
const parameters = { numRuns: Number(process.env.TEALFORM_RUNS ?? 200), includeErrorInReport: true };

function holdsForAll(check: (tree: Tree) => void, trees = fc.oneof(tree, shuffledTree)): void {
  fc.assert(fc.property(trees, check), parameters);
}

/** The flat form of a tree that has one. */
function flat(root: BuiltStack): BuiltStack {
  const flattened = flatten(root);
  assert.deepEqual(flattened.problems, []);
  return flattened;
}

test('both forms declare the same resources with the same values, whatever conditions hold', () => {
  holdsForAll(({ root, values }) => {
    const [nested, one] = [deploy(root, values), deploy(flat(root), values)];
    assert.deepEqual(byMarker(one, withoutWaits), byMarker(nested));
  });
});

test('both forms give the same outputs under the same names, and the same exports', () => {
  holdsForAll(({ root, values }) => {
    const [nested, one] = [deploy(root, values), deploy(flat(root), values)];
    for (const [name, value] of nested.outputs) assert.deepEqual(one.outputs.get(name), value);
    assert.deepEqual(sorted(exportsOf(one)), sorted(exportsOf(nested)));
    assert.equal(one.outputs.size - nested.outputs.size, exportsOf(nested).length - nested.exports.length);
  });
});

test('what waits for a nested stack comes after all of its resources that exist, and so do all resources of a nested stack', () => {
  holdsForAll(({ root, values }) => {
    const after = orderOf(deploy(flat(root), values));
    forEachStack(deploy(root, values), ({ members, waitsFor }) => {
      for (const [id, waited] of waitsFor) {
        for (const other of waited) {
          for (const later of markersOf(members, id)) {
            for (const earlier of markersOf(members, other)) {
              assert.ok(after(later).has(earlier), `${later} does not wait for ${earlier}`);
            }
          }
        }
      }
    });
  });
});

test('nothing depends on a resource that is not there', () => {
  holdsForAll(({ root, values }) => {
    const flattened = flat(root);
    const { members } = deploy(flattened, values);
    for (const id of members.keys()) {
      const { DependsOn = [] } = flattened.template.Resources[id] ?? {};
      for (const other of [DependsOn].flat()) assert.ok(members.has(other), `${id} depends on ${other}`);
    }
  });
});

test('no resource of the flat form waits for itself, whatever conditions hold', () => {
  holdsForAll(({ root }) => {
    const { Resources } = flat(root).template;
    const done = new Set<string>();
    const walk = (id: string, path: readonly string[]): void => {
      assert.ok(!path.includes(id), [...path, id].join(' -> '));
      if (done.has(id)) return;
      for (const other of namesIn(Resources[id]).ids) if (other in Resources) walk(other, [...path, id]);
      done.add(id);
    };
    for (const id of Object.keys(Resources)) walk(id, []);
  });
});

test('the flat form names nothing that it does not have, has nothing that nobody names, and no name twice', () => {
  holdsForAll(({ root }) => {
    const { Parameters = {}, Conditions = {}, Mappings = {}, Resources, Outputs = {} } = flat(root).template;
    const ids = [...Object.keys(Parameters), ...Object.keys(Resources)];
    assert.equal(new Set(ids).size, ids.length);
    assert.equal(Object.keys(Resources).length, leafCount(root));
    const used = namesIn([Resources, Outputs, Conditions]);
    for (const id of used.ids) assert.ok(ids.includes(id), id);
    const tables = [...Object.keys(Conditions), ...Object.keys(Mappings)];
    assert.deepEqual([...new Set(used.tables)].sort(), [...new Set(tables)].sort());
  });
});

test("a root's parameters, resources and outputs keep their names", () => {
  holdsForAll(({ root }) => {
    const { template } = flat(root);
    const names = new Map(Object.entries(template.Resources).map(([id, resource]) => [markerOf(resource), id]));
    for (const [id, resource] of ownResources(root)) assert.equal(names.get(markerOf(resource)), id);
    for (const name of Object.keys(root.template.Outputs ?? {})) assert.ok(name in (template.Outputs ?? {}));
    const location = root.nested.size > 0 ? 2 : 0;
    const ofRoot = Object.entries(root.template.Parameters ?? {}).slice(0, -location || undefined);
    for (const [name, parameter] of ofRoot) assert.deepEqual(template.Parameters?.[name], parameter);
  });
});

test('who comes first keeps a name, and a later one gets its stack in front', () => {
  holdsForAll(({ root }) => {
    const { Parameters = {}, Resources } = flat(root).template;
    const names = Object.keys(Resources);
    const taken = new Set([...Object.keys(root.template.Parameters ?? {}), ...ownResources(root).map(([id]) => id)]);
    const visit = (stack: BuiltStack, prefix: string): void => {
      for (const [id, { stack: inner }] of stack.nested) {
        const path = `${prefix}${id}`;
        const lookedUp = Object.entries(inner.template.Parameters ?? {}).filter(([, { Type }]) => Type.includes('SSM'));
        for (const [name] of lookedUp) take(name, path);
        for (const [name, resource] of ownResources(inner)) {
          const flatId = take(name, path);
          assert.equal(markerOf(Resources[flatId]), markerOf(resource));
        }
        visit(inner, path);
      }
    };
    const take = (name: string, path: string): string => {
      const free = [name, `${path}${name}`, ...names.map((_, index) => `${path}${name}${index + 2}`)];
      const flatName = free.find((each) => !taken.has(each)) ?? '';
      assert.ok(flatName in Resources || flatName in Parameters, flatName);
      taken.add(flatName);
      return flatName;
    };
    visit(root, '');
  }, tree);
});

test('a stack added at the end renames nothing', () => {
  holdsForAll(({ root }) => {
    const grown: BuiltStack = {
      ...root,
      template: {
        ...root.template,
        Resources: { ...root.template.Resources, Added: { Type: 'AWS::CloudFormation::Stack' } },
      },
      nested: new Map([...root.nested, ['Added', { stack: root, passed: {} }]]),
    };
    const before = Object.entries(flatten(root).template.Resources);
    const after = Object.entries(flatten(grown).template.Resources).slice(0, before.length);
    assert.deepEqual(after, before);
  });
});

test('the resources of a stack without nested ones stay what they are', () => {
  holdsForAll(({ root }) => {
    const { template } = flat(root);
    assert.deepEqual(flat({ ...root, template, nested: new Map() }).template, template);
  });
});

function byMarker(stack: DeployedStack, view = (says: unknown) => says): Readonly<Record<string, unknown>> {
  const resources = resourcesOf(stack);
  assert.equal(new Set(resources.map(({ marker }) => marker)).size, resources.length);
  return Object.fromEntries(resources.map(({ marker, says }) => [marker, view(says)]).sort());
}

/** What a resource says, but for what only the flat form has to say of its order. */
function withoutWaits(says: unknown): unknown {
  const { Metadata, ...rest } = Object(says);
  const { WaitsFor: _, ...own } = Object(Metadata);
  return Object.keys(own).length > 0 ? { ...rest, Metadata: own } : rest;
}

function sorted(values: readonly unknown[]): readonly string[] {
  return values.map((value) => JSON.stringify(value)).sort();
}

function forEachStack(stack: DeployedStack, visit: (stack: DeployedStack) => void): void {
  visit(stack);
  for (const member of stack.members.values()) if (!('marker' in member)) forEachStack(member, visit);
}

function markersOf(members: DeployedStack['members'], id: string): readonly string[] {
  const member = members.get(id);
  if (!member) return [];
  return 'marker' in member ? [member.marker] : resourcesOf(member).map(({ marker }) => marker);
}

/** For each resource of a stack without nested ones: those that are sure to be there before it. */
function orderOf({ members, waitsFor }: DeployedStack): (marker: string) => ReadonlySet<string> {
  const before = new Map<string, ReadonlySet<string>>();
  const visit = (id: string): ReadonlySet<string> => {
    const known = before.get(id);
    if (known) return known;
    const existing = [...(waitsFor.get(id) ?? [])].filter((other) => members.has(other));
    const all = new Set(existing.flatMap((other) => [...markersOf(members, other), ...visit(other)]));
    before.set(id, all);
    return all;
  };
  const ids = new Map([...members.keys()].map((id) => [markersOf(members, id)[0], id]));
  return (marker) => visit(ids.get(marker) ?? '');
}

function markerOf(resource: TemplateResource | undefined): unknown {
  return resource?.Properties?.Marker;
}

function ownResources(stack: BuiltStack): readonly (readonly [string, TemplateResource])[] {
  return Object.entries(stack.template.Resources).filter(([id]) => !stack.nested.has(id));
}

function leafCount(stack: BuiltStack): number {
  const nested = [...stack.nested.values()].map(({ stack: inner }) => leafCount(inner));
  return nested.reduce((sum, count) => sum + count, ownResources(stack).length);
}

/** The names that data uses, found by other means than the language's: those of resources and parameters, and of tables. */
function namesIn(data: unknown): { ids: readonly string[]; tables: readonly string[] } {
  if (typeof data !== 'object' || data === null) return { ids: [], tables: [] };
  const found = Object.entries(data).flatMap(
    ([key, value]): { ids: readonly string[]; tables: readonly string[] }[] => {
      const first = String(Array.isArray(value) ? value[0] : value);
      const inner = namesIn(value);
      if (key === 'Ref' || key === 'Fn::GetAtt')
        return [inner, { ids: first.startsWith('AWS::') ? [] : [first], tables: [] }];
      if (key === 'DependsOn') return [{ ids: [value].flat().map(String), tables: [] }];
      if (key === 'Condition' || key === 'Fn::If' || key === 'Fn::FindInMap')
        return [inner, { ids: [], tables: [first] }];
      if (key !== 'Fn::Sub') return [inner];
      const variables = Array.isArray(value) ? Object.keys(Object(value[1])) : [];
      const names = [...first.matchAll(/\$\{(\w[^}.]*)/g)].map((match) => match[1] ?? '');
      return [
        inner,
        { ids: names.filter((name) => !variables.includes(name) && !name.startsWith('AWS::')), tables: [] },
      ];
    },
  );
  return { ids: found.flatMap(({ ids }) => ids), tables: found.flatMap(({ tables }) => tables) };
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isObject } from '../dsl/border.ts';
import type { BuiltStack } from '../dsl/built.ts';
import { type DeployedStack, deploy } from '../dsl/flat/random/deployed.ts';
import { shuffledTree, type Tree, tree } from '../dsl/flat/random/tree.ts';
import type { Data, DataObject } from '../dsl/template.ts';
import { compareResources } from './compare/compare.ts';
import type { StackTemplate } from './generation/system-files.ts';
import { resolveTree } from './resolve/resolve.ts';
import { tokensIn, tokenText } from './resolve/token.ts';
import { textIn } from './resolve/values.ts';

// TEALFORM_RUNS=2000 looks longer than a test suite has time for.
const parameters = { numRuns: Number(process.env.TEALFORM_RUNS ?? 60), includeErrorInReport: true };
const holdsForAll = (check: (tree: Tree) => void) =>
  fc.assert(fc.property(fc.oneof(tree, shuffledTree), check), parameters);

const asFiles = (stack: BuiltStack): StackTemplate => ({
  name: stack.name,
  template: JSON.parse(JSON.stringify(stack.template)),
  nested: Object.fromEntries([...stack.nested].map(([id, { stack: inner }]) => [id, asFiles(inner)])),
});

// A deployment worked out by other means than what is under test.
function deployed(
  stack: DeployedStack,
  prefix = '',
): readonly (readonly [path: string, marker: string, says: unknown])[] {
  return [...stack.members].flatMap(([id, member]) =>
    'marker' in member
      ? [[`${prefix}${id}`, member.marker, member.says] as const]
      : deployed(member, `${prefix}${id}/`),
  );
}

test('what a deployment has is there, with the values that it has, as far as they are known before', () => {
  let [known, open] = [0, 0];
  holdsForAll(({ root, values }) => {
    const { resources } = resolveTree(asFiles(root), { parameters: values });
    const mine = new Map(resources.map((resource) => [resource.path, resource]));
    const theirs = deployed(deploy(root, values));
    const markers = new Map(resources.map(({ path, properties }) => [path, textIn(properties, 'Marker')]));
    for (const [path, marker, says] of theirs) {
      const found = mine.get(path);
      assert.equal(found && textIn(found.properties, 'Marker'), marker, path);
      const { Properties }: { Properties?: unknown } = Object(says);
      for (const [name, value] of Object.entries(found?.properties ?? {})) {
        const filled = filledIn(value, markers);
        if (filled === undefined) open += 1;
        else {
          known += 1;
          assert.deepEqual(filled, Object(Properties)[name], `${path} ${name}`);
        }
      }
    }
    const there = new Set(theirs.map(([path]) => path));
    for (const { path, type, attributes } of resources) {
      if (type === 'AWS::CloudFormation::Stack' || there.has(path)) continue;
      assert.ok('Condition' in attributes || isBelowOpen(path, mine), `${path} is not made`);
    }
  });
  assert.ok(known > open, `${known} values are known, and ${open} are not`);
});

function isBelowOpen(path: string, all: ReadonlyMap<string, { readonly attributes: DataObject }>): boolean {
  const above = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  return above !== '' && ('Condition' in (all.get(above)?.attributes ?? {}) || isBelowOpen(above, all));
}

// As the other deployment gives values; undefined where something in it is for a real one to know.
function filledIn(value: Data, markers: ReadonlyMap<string, string>): Data | undefined {
  if (Array.isArray(value)) {
    const all = value.map((each: Data) => filledIn(each, markers));
    return all.includes(undefined) ? undefined : all.map((each) => each ?? null);
  }
  if (isObject(value)) {
    const all = Object.entries(value).map(([key, each]) => [key, filledIn(each, markers)] as const);
    return all.some(([, each]) => each === undefined)
      ? undefined
      : Object.fromEntries(all.map(([key, each]) => [key, each ?? null]));
  }
  let text = String(value);
  for (const token of tokensIn(text)) {
    const marker = markers.get(token.of);
    if (token.of.startsWith('AWS::')) text = text.replaceAll(tokenText(token), `pseudo ${token.of}`);
    else if (marker !== undefined && token.attribute !== 'Names')
      text = text.replaceAll(tokenText(token), token.attribute === undefined ? marker : `${marker}.${token.attribute}`);
  }
  return /[\uE000-\uE005]/.test(text) ? undefined : text;
}

test('renaming all parameters, outputs, conditions and mappings of nested stacks changes nothing', () => {
  holdsForAll(({ root, values }) => {
    const before = resolveTree(asFiles(root), { parameters: values });
    const after = resolveTree(renamed(asFiles(root), false), { parameters: values });
    assert.deepEqual([...compareResources(before.resources, after.resources)], []);
    assert.deepEqual(
      after.exports.map(({ name }) => name),
      before.exports.map(({ name }) => name),
    );
  });
});

test('another text for a parameter changes the same as the text itself in its place', () => {
  holdsForAll(({ root, values }) => {
    const files = asFiles(root);
    const [name] = Object.keys(values);
    if (name === undefined) return;
    const other = { ...values, [name]: `${values[name]}0` };
    const resolved = (given: Readonly<Record<string, string>>, template: StackTemplate) =>
      resolveTree(template, { parameters: given }).resources;
    const [before, after] = [resolved(values, files), resolved(other, files)];
    const declared = Object(files.template.Parameters)[name];
    const Parameters = { ...Object(files.template.Parameters), [name]: { ...declared, Default: other[name] } };
    const { [name]: _given, ...less } = other;
    const pinned = { ...files, template: { ...files.template, Parameters } };
    assert.deepEqual(compareResources(before, resolved(less, pinned)), compareResources(before, after));
  });
});

/** The tree with other names for what nobody outside sees. @param isNested whether the stack's parameters and outputs are such. */
function renamed({ name, template, nested }: StackTemplate, isNested: boolean): StackTemplate {
  const idsOf = (section: string) => Object.keys(isObject(template[section]) ? template[section] : {});
  const inner = isNested ? new Set(idsOf('Parameters')) : new Set<string>();
  const [tables, conditions, stacks] = [
    new Set(idsOf('Mappings')),
    new Set(idsOf('Conditions')),
    new Set(Object.keys(nested)),
  ];
  const to = (id: string) => `New${id}`;
  const pick = (ids: ReadonlySet<string>, id: Data | undefined) =>
    typeof id === 'string' && ids.has(id) ? to(id) : (id ?? null);
  const attribute = (id: Data | undefined, of: Data | undefined) =>
    typeof id === 'string' && stacks.has(id) && typeof of === 'string'
      ? of.replace(/^Outputs\./, 'Outputs.New')
      : (of ?? null);
  const text = (sub: string) =>
    sub.replace(/\$\{([^}!][^}]*)\}/g, (_, path: string) => {
      const [id = '', ...rest] = path.split('.');
      return rest.length === 0
        ? `\${${String(pick(inner, id))}}`
        : `\${${id}.${String(attribute(id, rest.join('.')))}}`;
    });
  const visit = (data: Data): Data => {
    if (Array.isArray(data)) return data.map(visit);
    if (!isObject(data)) return data;
    const [[key, value] = ['', null], ...more] = Object.entries(data);
    const list = Array.isArray(value) ? value : [value ?? null];
    const [first, second, ...others] = list;
    if (more.length === 0 && key === 'Ref') return { Ref: pick(inner, value) };
    if (more.length === 0 && key === 'Condition') return { Condition: pick(conditions, value) };
    if (key === 'Fn::GetAtt') return { [key]: [first ?? null, attribute(first, second)] };
    if (key === 'Fn::If') return { [key]: [pick(conditions, first), ...list.slice(1).map(visit)] };
    if (key === 'Fn::FindInMap') return { [key]: [pick(tables, first), ...list.slice(1).map(visit)] };
    if (key === 'Fn::Sub' && typeof first === 'string') {
      const variables = isObject(second) ? second : {};
      const names = new Set(Object.keys(variables));
      // A variable has its own name, whatever a parameter is called.
      const safe = [...names].some((id) => inner.has(id)) ? first : text(first);
      return typeof value === 'string' ? { [key]: safe } : { [key]: [safe, visit(variables), ...others] };
    }
    return Object.fromEntries(Object.entries(data).map(([id, each]) => [id, visit(each)]));
  };
  const renameKeys = (section: Data | undefined, ids: ReadonlySet<string>) =>
    Object.fromEntries(
      Object.entries(isObject(section) ? section : {}).map(([id, each]) => [String(pick(ids, id)), each]),
    );
  const withConditions = (section: Data | undefined) =>
    Object.fromEntries(
      Object.entries(isObject(section) ? section : {}).map(([id, each]) => {
        if (!isObject(each)) return [id, each];
        const { Condition, ...rest } = each;
        const shown = visit(rest);
        return [
          id,
          { ...Object(shown), ...(Condition === undefined ? {} : { Condition: pick(conditions, Condition) }) },
        ];
      }),
    );
  const Resources = Object.fromEntries(
    Object.entries(withConditions(template.Resources)).map(([id, each]) => {
      const properties = isObject(each) ? each.Properties : undefined;
      if (!stacks.has(id) || !isObject(each) || !isObject(properties) || !isObject(properties.Parameters))
        return [id, each];
      const passed = Object.fromEntries(
        Object.entries(properties.Parameters).map(([parameter, value]) => [to(parameter), value]),
      );
      return [id, { ...each, Properties: { ...properties, Parameters: passed } }];
    }),
  );
  const outputs = withConditions(template.Outputs);
  return {
    name,
    template: {
      ...template,
      Parameters: renameKeys(template.Parameters, inner),
      Mappings: renameKeys(template.Mappings, tables),
      Conditions: renameKeys(visit(template.Conditions ?? {}), conditions),
      Resources,
      Outputs: isNested ? renameKeys(outputs, new Set(Object.keys(outputs))) : outputs,
    },
    nested: Object.fromEntries(Object.entries(nested).map(([id, each]) => [id, renamed(each, true)])),
  };
}

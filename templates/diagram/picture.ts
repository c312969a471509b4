import { allStacks, type BuiltStack, type Data } from '../../src/dsl/index.ts';
import { idsUsed } from '../../src/dsl/references.ts';
import type { TemplateResource } from '../../src/dsl/template.ts';
import { at } from '../rules/data.ts';

/** A resource, where it is, and what it is called in drawings. */
export interface Found {
  readonly key: string;
  readonly id: string;
  readonly stack: BuiltStack;
  readonly resource: TemplateResource;
}

/** What a reference leads to in the end: resources, and parameters that are given from outside. */
export interface Ends {
  readonly found: readonly Found[];
  readonly given: readonly string[];
}

/** The stacks of a system as one: what there is, and what refers to what through parameters and outputs. */
export interface Picture {
  readonly root: BuiltStack;
  /** All but the root. */
  readonly stacks: readonly BuiltStack[];
  /** Those that are deployed by themselves, in the account of the tools. */
  readonly tools: readonly BuiltStack[];
  readonly all: (type: string) => readonly Found[];
  /** What data of a stack refers to. */
  readonly ends: (stack: BuiltStack, data: Data | undefined) => Ends;
}

/**
 * @param tools stacks that no other nests: what they take is by name what the root or one of them gives.
 */
export function openPicture(root: BuiltStack, tools: readonly BuiltStack[]): Picture {
  const stacks = [...allStacks(root).filter((stack) => stack !== root), ...tools];
  const parents = new Map(
    allStacks(root).flatMap((parent) =>
      [...parent.nested.values()].map(({ stack, passed }) => [stack, { parent, passed }]),
    ),
  );

  const trace = (stack: BuiltStack, name: string, attribute = ''): Ends => {
    const resource = stack.template.Resources[name];
    const nested = stack.nested.get(name)?.stack;
    if (nested) return ends(nested, nested.template.Outputs?.[attribute.replace('Outputs.', '')]?.Value);
    if (resource) return { found: [foundIn(stack, name, resource)], given: [] };
    const above = parents.get(stack);
    if (above) {
      const passed = above.passed[name];
      return passed === undefined ? { found: [], given: [name] } : ends(above.parent, passed);
    }
    const giver = tools.includes(stack) ? [root, ...tools].find(({ template }) => template.Outputs?.[name]) : undefined;
    return giver ? ends(giver, giver.template.Outputs?.[name]?.Value) : { found: [], given: [name] };
  };
  const ends = (stack: BuiltStack, data: Data | undefined): Ends => {
    const each = data === undefined ? [] : idsUsed(data).map(({ name, attribute }) => trace(stack, name, attribute));
    const found = new Map(each.flatMap((it) => it.found).map((it) => [it.key, it]));
    return { found: [...found.values()], given: [...new Set(each.flatMap(({ given }) => given))] };
  };
  return {
    root,
    stacks,
    tools,
    ends,
    all: (type) =>
      stacks.flatMap((stack) =>
        Object.entries(stack.template.Resources)
          .filter(([, { Type }]) => Type === type)
          .map(([id, resource]) => foundIn(stack, id, resource)),
      ),
  };
}

/** A property of a resource. */
export function property({ resource }: Found, ...path: readonly (string | number)[]): Data | undefined {
  return at(resource.Properties, ...path);
}

function foundIn(stack: BuiltStack, id: string, resource: TemplateResource): Found {
  return { key: `${stack.name}/${id}`, id, stack, resource };
}

// For tests only: systems that were right, with one thing changed.

import { type BuiltStack, Place, type Problem } from '../../src/dsl/index.ts';
import { completeOptions } from '../options/complete.ts';
import { checkRules, checkTemplateRules } from '../rules.ts';
import { blueGreenSystem } from '../system.ts';
import { outputOf, VARIANTS, type Variant } from '../variants.ts';
import { describeEmitted } from './emit.ts';
import type { Emitted } from './emitted-system.ts';

/** Template data that may be changed. */
// oxlint-disable-next-line typescript/no-explicit-any -- what is changed can be anything
type Open = any;

/** A change of a resource's properties, or of all of a template. */
export type Change = (properties: Open, template: Open) => void;

/** What the rules find when a resource of the whole system is changed, in the flat form. */
export function whenSystem(name: Variant, id: string, change: Change, more: Partial<Emitted> = {}): readonly Problem[] {
  const emitted = emittedOf(name);
  return checkRules({ ...emitted, flat: changed(emitted.flat, id, change), ...more }).filter(isNew(name));
}

/** What the rules find when a resource is changed in the one stack that has it. */
export function whenTemplate(name: Variant, id: string, change: Change): readonly Problem[] {
  const { templates } = outputOf(name);
  const stack = templates.find((each) => id in each.stack.template.Resources)?.stack;
  if (!stack) throw new Error(`${name} has no ${id}`);
  return checkTemplateRules(changed(stack, id, change));
}

/** A variant as the rules see it. */
export function emittedOf(name: Variant): Emitted {
  const options = completeOptions(VARIANTS[name], Place.ofCallerOf(emittedOf));
  const root = blueGreenSystem(VARIANTS[name]).build();
  const flat = outputOf(name).templates.find(({ file }) => file === 'flat.yaml')?.stack;
  if (!flat) throw new Error(`${name} has no flat form`);
  return describeEmitted(options, root, flat);
}

/** The stack with a change of one resource. */
export function changed(stack: BuiltStack, id: string, change: Change): BuiltStack {
  const template: Open = structuredClone(stack.template);
  change(template.Resources[id]?.Properties, template);
  return { ...stack, template };
}

/** The text of the buildspec of a template, changed. */
export function changeBuildSpec(from: string | RegExp, to: string): Change {
  return (properties) => {
    const spec = properties.Source.BuildSpec['Fn::Sub'];
    const text = Array.isArray(spec) ? spec[0] : spec;
    const result = text.replace(from, to);
    if (result === text) throw new Error(`the buildspec has no ${from}`);
    if (Array.isArray(spec)) spec[0] = result;
    else properties.Source.BuildSpec['Fn::Sub'] = result;
  };
}

// A system whose resource is gone still has it in its stacks; only what the change brought is of interest.
function isNew(name: Variant): (problem: Problem) => boolean {
  const before = checkRules(emittedOf(name)).map(({ code, message }) => `${code} ${message}`);
  return ({ code, message }) => !before.includes(`${code} ${message}`);
}

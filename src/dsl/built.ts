import type { Problem } from './error.ts';
import type { Place } from './place.ts';
import type { Data, Template, TemplatePlaces } from './template.ts';

/** A stack after its body has run: a template as data, and what belongs to it but is not part of it. */
export interface BuiltStack {
  readonly name: string;
  /** Its nested stacks' `TemplateURL`s do not carry a digest yet: that is known only when they are printed. */
  readonly template: Template;
  /** By logical id: why the resource is there. */
  readonly comments: Readonly<Record<string, string>>;
  readonly places: TemplatePlaces;
  /** Where the stack itself was declared. */
  readonly place: Place;
  /** The outputs that are lists, joined by commas in the template. */
  readonly listOutputs: ReadonlySet<string>;
  /** The stacks nested in it, by logical id. */
  readonly nested: ReadonlyMap<string, NestedStack>;
  /** What was found wrong while building this stack and those nested in it. */
  readonly problems: readonly Problem[];
}

/** A stack nested in another. */
export interface NestedStack {
  readonly stack: BuiltStack;
  /** What the parent passes, in the parent's terms, by parameter. Lists are still lists here. */
  readonly passed: Readonly<Record<string, Data>>;
}

/** All stacks of the tree, each once and after those nested in it; the root is last. */
export function allStacks(root: BuiltStack): readonly BuiltStack[] {
  return [...new Set([...root.nested.values()].flatMap(({ stack }) => allStacks(stack))), root];
}

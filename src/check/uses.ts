import { type NameUse, namesUsed } from '../dsl/references.ts';
import type { Data, TemplateOutput, TemplateResource } from '../dsl/template.ts';

const known = new WeakMap<object, readonly NameUse[]>();

/** Every name that a resource or an output uses, worked out once: several checks ask. What it waits for and its condition are not among them. */
export function usesOf(entry: TemplateResource | TemplateOutput): readonly NameUse[] {
  // An entry of a template is data, whatever its type says of it.
  const uses = known.get(entry) ?? namesUsed(entry as unknown as Data);
  known.set(entry, uses);
  return uses;
}

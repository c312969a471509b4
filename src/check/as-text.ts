import type { Template } from '../dsl/template.ts';

const known = new WeakMap<Template, string>();

/**
 * A template as JSON, made once: to see that something is nowhere in it takes the engine a tenth of what going through all of it in
 * code does.
 */
export function asText(template: Template): string {
  const text = known.get(template) ?? JSON.stringify(template);
  known.set(template, text);
  return text;
}

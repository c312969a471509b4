import { checkStack } from '../src/check/check.ts';
import { checkSize } from '../src/check/limits.ts';
import { buildStack, type Problem, type Stack, throwIfAny } from '../src/dsl/index.ts';
import { type RenderedTemplate, renderNested } from '../src/dsl/render.ts';
import { ownTexts } from './rules/portable.ts';
import { checkTemplateRules } from './rules.ts';

/** A template that is deployed by itself, beside a system. */
export interface AloneOptions {
  /** Of the system. */
  readonly tags: Readonly<Record<string, string>>;
  /** What its first line says of it after its name: `of hello-server: created once, by an administrator`. */
  readonly what: string;
  /** What else is wrong with it. */
  readonly problems?: readonly Problem[];
}

/**
 * A template of one stack, checked as those of a system are.
 * @throws TealformError with everything that is wrong with it.
 */
export function renderAlone(definition: Stack, { tags, what, problems = [] }: AloneOptions): RenderedTemplate {
  const built = buildStack(definition);
  const own = { own: ownTexts(tags), onEverything: [] };
  throwIfAny([...built.problems, ...problems, ...checkStack(built), ...checkTemplateRules(built, own)]);
  const [rendered] = renderNested(built, ({ name, place }) => [
    `${name} ${what}`,
    `Written by \`make synth\` from ${place.file}; edit that file, not this one.`,
  ]);
  if (rendered === undefined) throw new Error('a stack renders to a template');
  throwIfAny(checkSize(rendered.stack, rendered.text));
  return rendered;
}

// For tests only.
import fc from 'fast-check';
import type { BuiltStack } from '../../built.ts';
import { Choices } from './choices.ts';
import type { ParameterTexts } from './deployed.ts';
import { Grower } from './grower.ts';

/** A system, and texts for its root's parameters to deploy it with. */
export interface Tree {
  readonly root: BuiltStack;
  readonly values: ParameterTexts;
}

/**
 * Random systems, two or three levels deep, with clashing names, conditions, and values that travel through borders. What is
 * drawn from the numbers gets simpler as they get fewer and smaller, so that counterexamples shrink.
 */
export const tree: fc.Arbitrary<Tree> = grown(false);

/** The same with resources in any order, so that some name what comes later. */
export const shuffledTree: fc.Arbitrary<Tree> = grown(true);

function grown(isShuffled: boolean): fc.Arbitrary<Tree> {
  return fc.array(fc.noBias(fc.nat(0xffff)), { maxLength: 700, size: 'max' }).map((numbers) => {
    const choices = new Choices(numbers);
    const { built, values } = new Grower(choices).root();
    const root = isShuffled ? shuffled(built, choices) : built;
    return { root, values, [fc.toStringMethod]: () => describe(root, values) };
  });
}

// The order of a template's resources means nothing: what came by cloudform may name what comes later.
function shuffled(stack: BuiltStack, choices: Choices): BuiltStack {
  const entries = Object.entries(stack.template.Resources);
  const mixed = entries
    .map((entry) => ({ entry, rank: choices.next(1000) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ entry }) => entry);
  const nested = [...stack.nested].map(
    ([id, { stack: inner, passed }]) => [id, { stack: shuffled(inner, choices), passed }] as const,
  );
  return { ...stack, template: { ...stack.template, Resources: Object.fromEntries(mixed) }, nested: new Map(nested) };
}

function describe(root: BuiltStack, values: ParameterTexts): string {
  const data = (stack: BuiltStack): unknown => ({
    ...stack.template,
    nested: Object.fromEntries([...stack.nested].map(([id, nested]) => [id, data(nested.stack)])),
  });
  return JSON.stringify({ values, ...Object(data(root)) }, null, 1);
}

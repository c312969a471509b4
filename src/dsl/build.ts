import type { BuiltStack } from './built.ts';
import { type Problem, TealformError } from './error.ts';
import type { ParameterSet } from './parameter.ts';
import type { OutputSet } from './output.ts';
import type { Stack } from './stack.ts';
import { StackBuilder } from './stack-builder.ts';

/**
 * Runs a stack's body, and those of the stacks nested in it, and gives the templates as data. Pure: the same stack gives the
 * same data each time.
 *
 * What is wrong is in `problems` of the result, so that a checker can add what it finds and report all at once.
 * @throws TealformError when a body itself gives up, with the problems found until then.
 */
export function buildStack<P extends ParameterSet, O extends OutputSet>(stack: Stack<P, O>): BuiltStack {
  return buildWithin(stack, []);
}

function buildWithin(stack: Stack, outer: readonly Stack[]): BuiltStack {
  const builder = new StackBuilder(stack, (inner, place) => {
    const chain = [...outer, stack];
    if (chain.includes(inner)) {
      const circle = [...chain.slice(chain.indexOf(inner)), inner].map(({ name }) => name).join(' -> ');
      throw new TealformError({ code: 'cycle', message: `a stack is nested in itself: ${circle}`, stack: stack.name, place });
    }
    return buildWithin(inner, chain);
  });
  try {
    return builder.build();
  } catch (error) {
    if (!(error instanceof TealformError)) throw error;
    const located = error.problems.map((problem): Problem => ({ ...problem, stack: problem.stack ?? stack.name }));
    throw new TealformError([...builder.problems, ...located]);
  }
}

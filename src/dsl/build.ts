import type { BuiltStack } from './built.ts';
import { type Problem, TealformError } from './error.ts';
import type { OutputSet } from './output.ts';
import type { ParameterSet } from './parameter.ts';
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
  return buildWithin(stack, [], new Map());
}

function buildWithin(stack: Stack, outer: readonly Stack[], done: Map<Stack, BuiltStack>): BuiltStack {
  const builder = new StackBuilder(stack, (inner, place) => {
    const chain = [...outer, stack];
    // By name: a function that makes stacks makes another value each time, and would go on for ever.
    const start = chain.findIndex(({ name }) => name === inner.name);
    if (start >= 0) {
      const circle = [...chain.slice(start), inner].map(({ name }) => name).join(' -> ');
      throw new TealformError({
        code: 'cycle',
        message: `a stack is nested in itself: ${circle}`,
        stack: stack.name,
        place,
        hint: 'give the inner one another name if it is another stack',
      });
    }
    const built = done.get(inner) ?? buildWithin(inner, chain, done);
    done.set(inner, built);
    return built;
  });
  try {
    return builder.build();
  } catch (error) {
    if (!(error instanceof TealformError)) throw error;
    const located = error.problems.map((problem): Problem => ({ ...problem, stack: problem.stack ?? stack.name }));
    throw new TealformError([...builder.problems, ...located]);
  }
}

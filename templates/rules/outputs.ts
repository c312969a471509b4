import { allStacks, type BuiltStack } from '../../src/dsl/index.ts';
import { usesOf } from '../../src/dsl/references.ts';
import type { Rule } from './rule.ts';

/** Rules of the stacks of a system among each other; the subject is the root. */
export const OUTPUTS: readonly Rule<BuiltStack>[] = [
  {
    code: 'unread-output',
    holds: 'Every output of a nested stack is read by something.',
    find: (root) =>
      allStacks(root).flatMap((parent) => {
        const { Resources, Outputs = {} } = parent.template;
        const entries = parent.nested.size === 0 ? [] : [...Object.values(Resources), ...Object.values(Outputs)];
        const read = new Set(
          entries.flatMap((entry) => usesOf(entry).names).map(({ name, attribute }) => `${name}.${attribute}`),
        );
        return [...parent.nested].flatMap(([id, { stack }]) =>
          Object.keys(stack.template.Outputs ?? {})
            .filter((output) => !read.has(`${id}.Outputs.${output}`))
            .map((output) => ({
              stack,
              section: 'Outputs' as const,
              id: output,
              message: `nothing reads the output ${output} of ${id}`,
              hint: 'pass it on to another stack, make it an output of the root, or leave it out',
            })),
        );
      }),
  },
];

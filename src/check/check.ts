import type { BuiltStack } from '../dsl/built.ts';
import type { Problem } from '../dsl/error.ts';
import { checkAscii } from './ascii.ts';
import { checkCycles } from './cycles.ts';
import { checkLimits } from './limits.ts';
import { checkProperties } from './properties.ts';
import { checkReferences } from './references.ts';

/** Everything that types cannot see in one stack; those nested in it are checked by themselves. All problems at once. */
export function checkStack(stack: BuiltStack): readonly Problem[] {
  return [checkProperties, checkReferences, checkCycles, checkLimits, checkAscii].flatMap((check) => check(stack));
}

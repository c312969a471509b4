import { isObject } from '../../dsl/border.ts';
import type { Data } from '../../dsl/template.ts';
import type { Target } from '../target.ts';

/** A parameter of the root that is not what was reviewed. */
export interface ParameterDifference {
  readonly name: string;
  /** What the environment's file says, or the template's default. */
  readonly expected: string | undefined;
  readonly deployed: string | undefined;
}

/** What CloudFormation shows instead of a secret. */
const MASKED = '****';

/**
 * Parameters of a root stack that are not what the environment's file and the template's defaults say.
 * @param filled those that the deploy command fills in by itself.
 */
export function compareParameters(
  { root, parameters }: Pick<Target, 'root' | 'parameters'>,
  deployed: Readonly<Record<string, string>>,
  filled: readonly string[],
): readonly ParameterDifference[] {
  const declared = root.template.Parameters;
  const defaults = Object.entries(isObject(declared) ? declared : {}).flatMap(([name, parameter]) =>
    isObject(parameter) && parameter.Default !== undefined ? [[name, String(parameter.Default)] as const] : [],
  );
  const expected: Readonly<Record<string, string>> = { ...Object.fromEntries(defaults), ...parameters };
  const names = new Set([...Object.keys(expected), ...Object.keys(deployed)]);
  return [...names]
    .filter((name) => !filled.includes(name) && deployed[name] !== MASKED && expected[name] !== deployed[name])
    .map((name) => ({ name, expected: shown(declared, name, expected[name]), deployed: deployed[name] }));
}

// What the template keeps from being shown, nobody shows: not where the stack does not have it yet either.
function shown(declared: Data | undefined, name: string, value: string | undefined): string | undefined {
  const parameter = isObject(declared) ? declared[name] : undefined;
  return value !== undefined && isObject(parameter) && String(parameter.NoEcho) === 'true' ? MASKED : value;
}

import { isObject } from '../dsl/border.ts';
import { type Problem, throwIfAny } from '../dsl/error.ts';
import type { DataObject } from '../dsl/template.ts';
import type { Colour } from './colour.ts';
import { type Target, templateBucket, templatePrefix } from './target.ts';

/** The root's parameters, by name. */
export type StackParameters = Readonly<Record<string, string>>;

/**
 * What the root is given: the environment's file, and what is known only now. Of the latter, only those that the root has.
 * @throws TealformError `unknown-parameter` and `missing-parameter`, all of them at once.
 */
export function fillParameters(target: Target, colour: Colour): StackParameters {
  const { environment, system, root, parameters } = target;
  const declared = declaredParameters(root.template);
  const path = `output/${system}/parameters/${environment.name}.json`;
  const filled: StackParameters = {
    TemplateBucket: templateBucket(environment),
    TemplatePrefix: templatePrefix(system),
    LiveColour: colour,
  };
  const problems: Problem[] = [];
  for (const name of Object.keys(parameters)) {
    if (name in filled) {
      problems.push({
        code: 'unknown-parameter',
        message: `${path} gives ${name}, which the deploy command fills in`,
        hint: 'leave it out of templates/environments.ts and run make synth',
      });
    } else if (!(name in declared)) {
      problems.push({
        code: 'unknown-parameter',
        message: `${path} gives ${name}, which root.yaml does not have`,
        hint: `there are: ${Object.keys(declared).join(', ')}`,
      });
    }
  }
  for (const [name, { hasDefault }] of Object.entries(declared)) {
    if (hasDefault || name in parameters || name in filled) continue;
    problems.push({
      code: 'missing-parameter',
      message: `${path} does not give ${name}, which has no default`,
      hint: `write ${name} for ${environment.name} in templates/environments.ts and run make synth`,
    });
  }
  throwIfAny(problems);
  const own = Object.entries(filled).filter(([name]) => name in declared);
  return { ...parameters, ...Object.fromEntries(own) };
}

/** The parameters that a template declares, and whether each has a default. */
function declaredParameters({ Parameters }: DataObject): Readonly<Record<string, { readonly hasDefault: boolean }>> {
  if (!isObject(Parameters)) return {};
  return Object.fromEntries(
    Object.entries(Parameters).map(([name, parameter]) => [
      name,
      { hasDefault: isObject(parameter) && 'Default' in parameter },
    ]),
  );
}

import { isObject } from '../../dsl/border.ts';
import type { Problem } from '../../dsl/error.ts';
import type { StackTemplate } from '../generation/system-files.ts';
import { objectIn, own } from '../resolve/values.ts';
import { splitPath, type TreeReview } from './whole.ts';

/** What is wrong with an environment's values for the new template: CloudFormation refuses the update, or traffic goes astray. */
export function findValueFaults({ root, values, reserved }: TreeReview): readonly Problem[] {
  const nested = nestedFaults(root, '');
  return values === undefined ? nested : [...nested, ...findFaultsOf(values, root, reserved)];
}

/** What is wrong with the values that one environment has for a template. */
export function findFaultsOf(
  values: Readonly<Record<string, string>>,
  root: StackTemplate,
  reserved: readonly string[],
): readonly Problem[] {
  const declared = objectIn(root.template, 'Parameters');
  const missing = Object.entries(declared).flatMap(([name, parameter]) => {
    const hasDefault = isObject(parameter) && own(parameter, 'Default') !== undefined;
    if (hasDefault || Object.hasOwn(values, name) || reserved.includes(name)) return [];
    const message = `the parameter ${name} has no default, and no value here: CloudFormation refuses the update`;
    return [{ code: 'parameter-missing', logicalId: name, message, hint: 'give it one in templates/environments.ts' }];
  });
  const unknown = Object.keys(values).flatMap((name) => {
    if (Object.hasOwn(declared, name)) return [];
    const message = `there is a value for ${name}, which is no parameter of the template: CloudFormation refuses the update`;
    return [{ code: 'parameter-unknown', logicalId: name, message, hint: 'take it out of templates/environments.ts' }];
  });
  const pinned = reserved.filter((name) => Object.hasOwn(values, name) && name === 'LiveColour');
  return [
    ...missing,
    ...unknown,
    ...pinned.map((name) => ({
      code: 'colour-pinned',
      logicalId: name,
      message: `${name} is fixed to ${values[name]}: after the next release it is the other colour that serves, and users would be sent to the one without tasks`,
      hint: 'leave it out: make deploy and make stackset read it from the live listener of each stack',
    })),
  ];
}

// What a stack gives those that it nests; what an update leaves out there has no former value.
function nestedFaults({ template, nested }: StackTemplate, prefix: string): readonly Problem[] {
  return Object.entries(nested).flatMap(([id, stack]): readonly Problem[] => {
    const given = objectIn(objectIn(objectIn(objectIn(template, 'Resources'), id), 'Properties'), 'Parameters');
    const declared = objectIn(stack.template, 'Parameters');
    const place = splitPath(`${prefix}${id}`);
    const missing = Object.keys(declared).filter(
      (name) => own(objectIn(declared, name), 'Default') === undefined && !Object.hasOwn(given, name),
    );
    const unknown = Object.keys(given).filter((name) => !Object.hasOwn(declared, name));
    const file = `${stack.name}.yaml`;
    return [
      ...missing.map((name) => ({
        ...place,
        code: 'parameter-missing',
        path: `Properties.Parameters.${name}`,
        message: `${file} takes ${name} without a default, and is not given any: CloudFormation refuses the update`,
        hint: `give it where ${file} is nested`,
      })),
      ...unknown.map((name) => ({
        ...place,
        code: 'parameter-unknown',
        path: `Properties.Parameters.${name}`,
        message: `${file} is given ${name}, which is no parameter of it: CloudFormation refuses the update`,
        hint: `take it out where ${file} is nested`,
      })),
      ...nestedFaults(stack, `${prefix}${id}/`),
    ];
  });
}

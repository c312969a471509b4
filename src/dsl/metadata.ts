import { TEMPLATE_LOCATION } from './nested-template.ts';
import type { ParameterGroup } from './stack.ts';
import type { DataObject } from './template.ts';

/**
 * How consoles group and label the parameters. Names of parameters that the stack does without are left out.
 * @param declared the parameters that the stack has, by name.
 * @param isNesting whether the stack also has the parameters that say where nested templates are; they become the last group.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-interface.html
 */
export function interfaceMetadata(
  groups: readonly ParameterGroup<string>[],
  declared: Readonly<Record<string, unknown>>,
  isNesting: boolean,
): DataObject {
  const written: DataObject[] = [];
  const labels: Record<string, DataObject> = {};
  for (const { label, parameters } of groups) {
    const isList = Array.isArray(parameters);
    const named = Object.entries<string | undefined>(parameters).map(([key, value]) =>
      isList ? [value, undefined] : [key, value],
    );
    const names: string[] = [];
    for (const [name, text] of named) {
      if (name === undefined || !Object.hasOwn(declared, name)) continue;
      names.push(name);
      if (text !== undefined) labels[name] = { default: text };
    }
    if (names.length > 0) written.push({ Label: { default: label }, Parameters: names });
  }
  if (isNesting) written.push({ Label: { default: 'Templates' }, Parameters: Object.keys(TEMPLATE_LOCATION) });
  if (written.length === 0) return {};
  const hasLabels = Object.keys(labels).length > 0;
  return {
    'AWS::CloudFormation::Interface': { ParameterGroups: written, ...(hasLabels && { ParameterLabels: labels }) },
  };
}

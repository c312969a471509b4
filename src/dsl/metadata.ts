import { TEMPLATE_LOCATION } from './nested-template.ts';
import type { ParameterGroup } from './stack.ts';
import type { DataObject } from './template.ts';

/**
 * How consoles group and label the parameters.
 * @param isNesting whether the stack also has the parameters that say where nested templates are; they become the last group.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-interface.html
 */
export function interfaceMetadata(groups: readonly ParameterGroup<string>[], isNesting: boolean): DataObject {
  const written: DataObject[] = [];
  const labels: Record<string, DataObject> = {};
  for (const { label, parameters } of groups) {
    const names = Object.entries(parameters).map(([key, value]) => ('length' in parameters ? value : key));
    written.push({ Label: { default: label }, Parameters: names.filter((name) => name !== undefined) });
    if ('length' in parameters) continue;
    for (const [name, text] of Object.entries(parameters)) if (text !== undefined) labels[name] = { default: text };
  }
  if (isNesting) written.push({ Label: { default: 'Templates' }, Parameters: Object.keys(TEMPLATE_LOCATION) });
  const hasLabels = Object.keys(labels).length > 0;
  return {
    'AWS::CloudFormation::Interface': { ParameterGroups: written, ...(hasLabels && { ParameterLabels: labels }) },
  };
}

import { isObject } from '../border.ts';
import { TEMPLATE_LOCATION } from '../nested-template.ts';
import type { Data, DataObject } from '../template.ts';

const INTERFACE = 'AWS::CloudFormation::Interface';

/** A root's metadata without what consoles are told of the parameters that say where nested templates are. */
export function withoutTemplateLocation(metadata: DataObject): DataObject {
  const { [INTERFACE]: described, ...rest } = metadata;
  if (!isObject(described) || !Array.isArray(described.ParameterGroups)) return metadata;
  const groups = described.ParameterGroups.map(withoutLocation).filter((group) => group !== undefined);
  const { ParameterGroups: _, ...labels } = described;
  if (groups.length === 0 && Object.keys(labels).length === 0) return rest;
  return { ...metadata, [INTERFACE]: { ParameterGroups: groups, ...labels } };
}

// Undefined for a group that has no parameter left.
function withoutLocation(group: Data): Data | undefined {
  if (!isObject(group) || !Array.isArray(group.Parameters)) return group;
  const left = group.Parameters.filter((name) => !Object.hasOwn(TEMPLATE_LOCATION, String(name)));
  return left.length === 0 ? undefined : { ...group, Parameters: left };
}

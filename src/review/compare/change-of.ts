import type { ReviewedResource } from '../resolve/resource.ts';
import { textIn } from '../resolve/values.ts';
import type { PlannedChange } from './changes.ts';

/** A change of a resource. What becomes of the one that is deployed is what its own policies say. */
export function changeOf(
  action: string,
  { path, type }: ReviewedResource,
  more: Partial<Pick<PlannedChange, 'before' | 'after' | 'causes' | 'replacement'>>,
): PlannedChange {
  return {
    action,
    logicalId: path.slice(path.lastIndexOf('/') + 1),
    type,
    physicalId: undefined,
    replacement: 'no',
    policy: more.before && policyOf(more.before, action),
    causes: [],
    nested: undefined,
    ...more,
  };
}

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html */
function policyOf({ type, attributes, properties }: ReviewedResource, action: string): string {
  const said = textIn(attributes, action === 'Remove' ? 'DeletionPolicy' : 'UpdateReplacePolicy');
  if (said !== '') return said;
  const isSnapshot =
    action === 'Remove' &&
    (type === 'AWS::RDS::DBCluster' ||
      (type === 'AWS::RDS::DBInstance' && textIn(properties, 'DBClusterIdentifier') === ''));
  return isSnapshot ? 'Snapshot' : 'Delete';
}

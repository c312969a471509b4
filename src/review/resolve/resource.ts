import type { DataObject } from '../../dsl/template.ts';

/**
 * A resource of a system, as one environment would have it: parameters, conditions, mappings and what nested stacks give each other are
 * resolved, so that two are the same if AWS would find them the same. What only a deployment knows stands as tokens (`token.ts`).
 */
export interface ReviewedResource {
  /** Where it is: the logical ids from the root down, `Service/TaskRole`; `Topic` for one of the root's own. */
  readonly path: string;
  readonly type: string;
  /** Numbers and booleans in whatever form the template has them: `80` and `"80"` are the same to CloudFormation. */
  readonly properties: DataObject;
  /** `DeletionPolicy`, `UpdateReplacePolicy`, `DependsOn`, `Metadata`, ...: what stands beside `Properties`, without `Type`. */
  readonly attributes: DataObject;
}

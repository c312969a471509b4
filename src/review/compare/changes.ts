import type { ReviewedResource } from '../resolve/resource.ts';
import type { Difference } from '../resolve/values.ts';

/** Why a resource changes: one property or attribute of it, and where the new value comes from. */
export interface Cause {
  /** `Properties`, `Tags`, `Metadata`, `DeletionPolicy`, ... */
  readonly attribute: string;
  /** The property: `DesiredCount`. */
  readonly property: string | undefined;
  /** Whether a change of it replaces the resource. */
  readonly recreation: 'Always' | 'Conditionally' | 'Never';
  /**
   * Whether CloudFormation knows the new value. What it does not know before the update (an output of a nested stack) may turn out
   * to be what it was.
   */
  readonly isCertain: boolean;
  /** What has changed: `DirectModification` is the template, `ParameterReference` a parameter. */
  readonly source: string | undefined;
  /** The parameter or attribute that the value comes from: `LiveColour`. */
  readonly entity: string | undefined;
  /** What it was and what it will be, place by place, where that is known. */
  readonly differences?: readonly Difference[];
}

/** What a change set would do to one resource. */
export interface PlannedChange {
  /** `Add`, `Modify`, `Remove`, `Import`, `Dynamic`. */
  readonly action: string;
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string | undefined;
  readonly replacement: 'no' | 'maybe' | 'yes';
  /** What becomes of the old one: `Retain`, `Delete`, `ReplaceAndDelete`, ... */
  readonly policy: string | undefined;
  readonly causes: readonly Cause[];
  /** Of a nested stack: what changes in it. */
  readonly nested: ChangeTree | undefined;
  /** Of a nested stack: its own change set, where CloudFormation has made one. */
  readonly nestedChangeSetId?: string;
  /** The resource as it was and as it will be, where templates say so: references resolved. */
  readonly before?: ReviewedResource | undefined;
  readonly after?: ReviewedResource | undefined;
  /** The environments that it is of, where it is not of all that were looked at. */
  readonly environments?: readonly string[];
}

/** What a change set would do to a stack, nested stacks included. */
export interface ChangeTree {
  readonly stackName: string;
  readonly changes: readonly PlannedChange[];
}

/** A change and the stack that it is in. */
export interface PlacedChange {
  readonly stackName: string;
  readonly change: PlannedChange;
}

/** Every change, nested ones after the stack that they are in. */
export function allChanges({ stackName, changes }: ChangeTree): readonly PlacedChange[] {
  return changes.flatMap((change) => [{ stackName, change }, ...(change.nested ? allChanges(change.nested) : [])]);
}

/** How many resources are added, modified, replaced and removed. Nested stacks count for what is in them. */
export function countChanges(tree: ChangeTree): Readonly<Record<'add' | 'modify' | 'replace' | 'remove', number>> {
  const count = { add: 0, modify: 0, replace: 0, remove: 0 };
  for (const { change } of allChanges(tree)) {
    if (change.nested !== undefined && change.replacement === 'no') continue;
    if (change.action === 'Add' || change.action === 'Import') count.add += 1;
    else if (change.action === 'Remove') count.remove += 1;
    else if (change.replacement === 'no') count.modify += 1;
    else count.replace += 1;
  }
  return count;
}

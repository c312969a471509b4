import type { Change, ResourceChange, ResourceChangeDetail } from '@aws-sdk/client-cloudformation';

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
}

/** What a change set would do to a stack, nested stacks included. */
export interface ChangeTree {
  readonly stackName: string;
  readonly changes: readonly PlannedChange[];
}

/** A change, as the API tells it. */
export function plannedChange(change: ResourceChange, nested?: ChangeTree): PlannedChange {
  const { Action = 'Modify', LogicalResourceId = '', ResourceType = '', PhysicalResourceId, PolicyAction } = change;
  return {
    action: Action,
    logicalId: LogicalResourceId,
    type: ResourceType,
    physicalId: PhysicalResourceId,
    replacement: replacementOf(change),
    policy: PolicyAction,
    causes: mergeCauses((change.Details ?? []).map(causeOf)),
    nested,
    ...(change.ChangeSetId === undefined ? {} : { nestedChangeSetId: change.ChangeSetId }),
  };
}

/** The resource changes among the changes of a page. */
export function resourceChanges(changes: readonly Change[] | undefined): readonly ResourceChange[] {
  return (changes ?? []).flatMap(({ ResourceChange: change }) => change ?? []);
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

function replacementOf({ Replacement }: ResourceChange): PlannedChange['replacement'] {
  if (Replacement === 'True') return 'yes';
  return Replacement === 'Conditional' ? 'maybe' : 'no';
}

function causeOf({ Target, Evaluation, ChangeSource, CausingEntity }: ResourceChangeDetail): Cause {
  return {
    attribute: Target?.Attribute ?? 'Properties',
    property: Target?.Name,
    recreation: Target?.RequiresRecreation ?? 'Never',
    isCertain: Evaluation !== 'Dynamic',
    source: ChangeSource,
    entity: CausingEntity,
  };
}

// CloudFormation tells a property several times where a reference changes it: once for the reference, and once as if the template had
// changed. Where it tells the latter alone, the template has.
function mergeCauses(causes: readonly Cause[]): readonly Cause[] {
  const byProperty = new Map<string, readonly Cause[]>();
  for (const cause of causes) {
    // Of a nested stack each parameter that changes is a cause of its own.
    const parameter = cause.property === 'Parameters' ? cause.entity : undefined;
    const key = `${cause.attribute}.${cause.property ?? ''}.${parameter ?? ''}`;
    byProperty.set(key, [...(byProperty.get(key) ?? []), cause]);
  }
  return [...byProperty.values()].flatMap((all) => mergeOne(all) ?? []);
}

function mergeOne(causes: readonly Cause[]): Cause | undefined {
  const [first] = causes;
  const telling = causes.find(({ isCertain, entity }) => isCertain && entity !== undefined);
  const reference = telling ?? causes.find(({ entity }) => entity !== undefined) ?? first;
  if (reference === undefined) return undefined;
  const { source, entity, attribute, property } = reference;
  const strictest = (['Always', 'Conditionally'] as const).find((each) =>
    causes.some(({ recreation }) => recreation === each),
  );
  const isCertain =
    causes.some((cause) => cause.isCertain) || causes.every((cause) => cause.source === 'DirectModification');
  return { attribute, property, recreation: strictest ?? 'Never', isCertain, source, entity };
}

import type { Change, ResourceChange, ResourceChangeDetail } from '@aws-sdk/client-cloudformation';
import type { Cause, ChangeTree, PlannedChange } from '../review/compare/changes.ts';

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

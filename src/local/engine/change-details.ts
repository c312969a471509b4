import type { ResourceChangeDetail, ResourceTargetDefinition } from '@aws-sdk/client-cloudformation';
import { specOf } from '../../aws/spec.ts';
import { namesUsed } from '../../dsl/references.ts';
import type { Data, Template } from '../../dsl/template.ts';
import { type Difference, isSame } from './differences.ts';
import { STACK_TYPE } from './events.ts';
import { LATER, masked } from './parameters.ts';
import type { Target } from './state.ts';

/** What becomes of a resource in an update. */
export type Fate = 'comes' | 'replaced' | 'modified' | 'stays';

/** A stack as it is to be beside what it is. */
export interface Comparison {
  readonly template: Template;
  readonly target: Target;
  readonly old: Template | undefined;
  readonly before: Target | undefined;
  /** Of the resources that were looked at so far: of all that others refer to. */
  readonly fates: ReadonlyMap<string, Fate>;
}

type Cause = Pick<ResourceChangeDetail, 'ChangeSource' | 'CausingEntity'>;

/** A changed property as change sets list it: once for each thing that it changes for. */
export function changeDetails(
  comparison: Comparison,
  id: string,
  type: string,
  { name, before, after, replacement }: Difference,
): readonly ResourceChangeDetail[] {
  const isTags = specOf(type)?.tags === name;
  // A nested stack is never replaced, whatever of it changes.
  const effect = type === STACK_TYPE ? 'no' : replacement;
  const target: ResourceTargetDefinition = {
    Attribute: isTags ? 'Tags' : 'Properties',
    ...(isTags ? {} : { Name: name }),
    RequiresRecreation: effect === 'no' ? 'Never' : effect === 'yes' ? 'Always' : 'Conditionally',
    Path: `/Properties/${name}`,
    ...(before === undefined ? {} : { BeforeValue: shownValue(comparison, before) }),
    ...(after === undefined ? {} : { AfterValue: shownValue(comparison, after) }),
    AttributeChangeType: before === undefined ? 'Add' : after === undefined ? 'Remove' : 'Modify',
  };
  const Evaluation = isLater(after) ? 'Dynamic' : 'Static';
  return causes(comparison, id, name).map((cause) => ({ Target: target, Evaluation, ...cause }));
}

/** Whether there is something in a value that only the deployment will tell. */
export function isLater(value: Data | undefined): boolean {
  return value !== undefined && JSON.stringify(value).includes(LATER);
}

/** A value as a text, without secrets. */
export function shownValue({ template, target, old, before }: Comparison, value: Data): string {
  const text = masked(typeof value === 'string' ? value : JSON.stringify(value), template, target);
  return old && before ? masked(text, old, before) : text;
}

function causes(comparison: Comparison, id: string, name: string): readonly Cause[] {
  const { template, old, fates } = comparison;
  const now = template.Resources[id]?.Properties?.[name];
  const before = old?.Resources[id]?.Properties?.[name];
  const direct: Cause = { ChangeSource: 'DirectModification' };
  if (now === undefined || before === undefined || !isSame(now, before)) return [direct];
  const found = namesUsed(now).flatMap((use): readonly Cause[] => {
    if (use.kind === 'Ref' && isParameterChanged(comparison, use.name)) {
      return [{ ChangeSource: 'ParameterReference', CausingEntity: use.name }];
    }
    const fate = fates.get(use.name);
    if (use.kind === 'Ref' && (fate === 'replaced' || fate === 'comes')) {
      return [{ ChangeSource: 'ResourceReference', CausingEntity: use.name }];
    }
    if (use.kind === 'GetAtt' && fate !== undefined && fate !== 'stays') {
      return [{ ChangeSource: 'ResourceAttribute', CausingEntity: `${use.name}.${use.attribute ?? ''}` }];
    }
    return [];
  });
  const told = new Map(found.map((cause) => [JSON.stringify(cause), cause]));
  return told.size > 0 ? [...told.values()] : [direct];
}

function isParameterChanged({ template, target, old, before }: Comparison, name: string): boolean {
  if (!Object.hasOwn(template.Parameters ?? {}, name)) return false;
  const now = target.resolved[name] ?? target.parameters[name] ?? template.Parameters?.[name]?.Default;
  const then = before?.resolved[name] ?? before?.parameters[name] ?? old?.Parameters?.[name]?.Default;
  return String(now) !== String(then);
}

import { specOf } from '../../aws/spec.ts';
import type { DataObject } from '../../dsl/template.ts';
import type { ReviewedResource } from '../resolve/resource.ts';
import { type Difference, differencesOf, isSame, own } from '../resolve/values.ts';
import { changeOf } from './change-of.ts';
import type { Cause, PlannedChange } from './changes.ts';
import { followReplacements } from './follow.ts';
import { recreationOf, replacementBy, type TypeLookup } from './replacement.ts';

/** A change of a resource, by its path. */
export type FlatChanges = ReadonlyMap<string, PlannedChange>;

/**
 * What CloudFormation would do to get from some resources to others, and what follows from that: who refers to something that is
 * replaced changes too, and may be replaced in its turn.
 */
export function compareResources(
  before: readonly ReviewedResource[],
  after: readonly ReviewedResource[],
  lookUp: TypeLookup = specOf,
): FlatChanges {
  const [old, wanted] = [byPath(before), byPath(after)];
  const direct = new Map<string, PlannedChange>();
  for (const path of new Set([...old.keys(), ...wanted.keys()])) {
    const change = compareOne(old.get(path), wanted.get(path), lookUp);
    if (change !== undefined) direct.set(path, change);
  }
  return followReplacements(direct, after, lookUp);
}

function byPath(resources: readonly ReviewedResource[]): ReadonlyMap<string, ReviewedResource> {
  return new Map(resources.map((resource) => [resource.path, resource]));
}

function compareOne(
  before: ReviewedResource | undefined,
  after: ReviewedResource | undefined,
  lookUp: TypeLookup,
): PlannedChange | undefined {
  if (after === undefined) return before && changeOf('Remove', before, { before });
  if (before === undefined) return changeOf('Add', after, { after });
  // Another type under one logical id is refused by CloudFormation; it is told by a rule.
  if (before.type !== after.type) {
    const causes = [directCause('Type', 'Always', [{ path: 'Type', before: before.type, after: after.type }])];
    return changeOf('Modify', after, { before, after, causes, replacement: 'yes' });
  }
  const causes = [...propertyCauses(before, after, lookUp), ...policyCauses(before, after)];
  return causes.length === 0
    ? undefined
    : changeOf('Modify', after, { before, after, causes, replacement: replacementBy(causes) });
}

function propertyCauses(before: ReviewedResource, after: ReviewedResource, lookUp: TypeLookup): readonly Cause[] {
  const spec = lookUp(after.type);
  const names = [...new Set([...Object.keys(before.properties), ...Object.keys(after.properties)])];
  return names.flatMap((name): readonly Cause[] => {
    const [was, is] = [own(before.properties, name), own(after.properties, name)];
    if (isSame(was, is)) return [];
    const attribute = name === spec?.tags ? 'Tags' : 'Properties';
    const recreation = recreationOf(after.type, name, was, is, lookUp);
    return [{ ...directCause(name, recreation, differencesOf(was, is, name)), attribute }];
  });
}

/** What stands beside the properties and decides about the resource's life. */
const POLICIES = ['DeletionPolicy', 'UpdateReplacePolicy', 'UpdatePolicy', 'CreationPolicy'] as const;

function policyCauses(
  { attributes: before }: ReviewedResource,
  { attributes: after }: ReviewedResource,
): readonly Cause[] {
  const policies = POLICIES.flatMap((name): readonly Cause[] => {
    const [was, is] = [own(before, name), own(after, name)];
    if (isSame(was, is)) return [];
    return [{ ...directCause(name, 'Never', differencesOf(was, is, name)), attribute: name, property: undefined }];
  });
  return [...policies, ...conditionCauses(before, after)];
}

// Where only a deployment knows whether there is such a resource, another condition may make it or take it away.
function conditionCauses(before: DataObject, after: DataObject): readonly Cause[] {
  const [was, is] = [own(before, 'Condition'), own(after, 'Condition')];
  if (isSame(was, is)) return [];
  const cause = directCause('Condition', 'Conditionally', differencesOf(was, is, 'Condition'));
  return [{ ...cause, attribute: 'Condition', property: undefined, isCertain: false }];
}

function directCause(property: string, recreation: Cause['recreation'], differences: readonly Difference[]): Cause {
  return {
    attribute: 'Properties',
    property,
    recreation,
    isCertain: true,
    source: 'DirectModification',
    entity: undefined,
    differences,
  };
}

import { type Properties, parseType, specOf } from '../../aws/spec.ts';
import { isObject } from '../../dsl/border.ts';
import type { Data, DataObject } from '../../dsl/template.ts';

/** A property that is to have another value. */
export interface Difference {
  /** The property itself: `HealthCheckPath`. */
  readonly name: string;
  readonly before: Data | undefined;
  readonly after: Data | undefined;
  /** Whether the change replaces the resource; `maybe` depends on what only the service knows. */
  readonly replacement: 'no' | 'maybe' | 'yes';
}

/** The properties of a resource that differ, and what a change of each does, by the schema. */
export function differences(type: string, before: DataObject, after: DataObject): readonly Difference[] {
  const spec = specOf(type);
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names
    .filter((name) => !isSame(before[name], after[name]))
    .map((name) => ({
      name,
      before: before[name],
      after: after[name],
      replacement: spec ? replacementBy(spec.properties, spec.definitions, name, before[name], after[name]) : 'maybe',
    }));
}

/** Whether two values are the same to CloudFormation, which keeps numbers and booleans as texts. */
export function isSame(one: Data | undefined, other: Data | undefined): boolean {
  if (one === undefined || other === undefined || one === null || other === null) return one === other;
  if (Array.isArray(one)) {
    return (
      Array.isArray(other) && one.length === other.length && one.every((each, index) => isSame(each, other[index]))
    );
  }
  if (!isObject(one)) return typeof other !== 'object' && String(one) === String(other);
  if (!isObject(other)) return false;
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => isSame(one[name], other[name]));
}

const IMPACT = ['no', 'maybe', 'yes'] as const;

/** The one with the most impact. */
export function strongest(all: readonly Difference['replacement'][]): Difference['replacement'] {
  return IMPACT[Math.max(0, ...all.map((each) => IMPACT.indexOf(each)))] ?? 'no';
}

// A property that does not replace may have members that do.
function replacementBy(
  properties: Properties,
  definitions: Readonly<Record<string, Properties>>,
  name: string,
  before: Data | undefined,
  after: Data | undefined,
): Difference['replacement'] {
  const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
  if (!property) return 'no';
  const type = parseType(property.type);
  if (property.replacement !== 'no' || type.kind !== 'definition') return property.replacement;
  const members = definitions[type.name] ?? {};
  const one = isObject(before) ? before : {};
  const other = isObject(after) ? after : {};
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return strongest(
    names
      .filter((member) => !isSame(one[member], other[member]))
      .map((member) => replacementBy(members, definitions, member, one[member], other[member])),
  );
}

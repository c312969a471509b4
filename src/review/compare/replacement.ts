import { type Properties, parseType, type ResourceSpec, type SpecType, specOf } from '../../aws/spec.ts';
import { isObject } from '../../dsl/border.ts';
import type { Data, DataObject } from '../../dsl/template.ts';
import { isSame, own, pairsOf } from '../resolve/values.ts';
import type { Cause, PlannedChange } from './changes.ts';

type Replacement = PlannedChange['replacement'];

/** What is known of resource types. More than `src/aws` knows is for whoever has more. */
export type TypeLookup = (type: string) => Pick<ResourceSpec, 'properties' | 'definitions' | 'tags'> | undefined;

type Spec = NonNullable<ReturnType<TypeLookup>>;

const RECREATIONS = { no: 'Never', maybe: 'Conditionally', yes: 'Always' } as const;

/**
 * Whether a change of a property replaces its resource. Of a type that nobody has told us about it may. A property that does not replace
 * it as a whole may have something inside that does.
 */
export function recreationOf(
  type: string,
  property: string,
  before: Data | undefined,
  after: Data | undefined,
  lookUp: TypeLookup = specOf,
): Cause['recreation'] {
  const spec = lookUp(type);
  if (spec === undefined) return 'Conditionally';
  const one = (data: Data | undefined): DataObject => (data === undefined ? {} : { [property]: data });
  return RECREATIONS[byMembers(spec, spec.properties, one(before), one(after))];
}

function byMembers(spec: Spec, declared: Properties, before: DataObject, after: DataObject): Replacement {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return worstOf([...names].map((name) => byMember(spec, declared, name, own(before, name), own(after, name))));
}

function byMember(
  spec: Spec,
  declared: Properties,
  name: string,
  was: Data | undefined,
  is: Data | undefined,
): Replacement {
  const property = Object.hasOwn(declared, name) ? declared[name] : undefined;
  if (property === undefined || isSame(was, is)) return 'no';
  return worstOf([property.replacement, byType(spec, parseType(property.type), was, is)]);
}

// What is not there has no members: one that comes with what it is in changes as if it came alone.
function byType(spec: Spec, type: SpecType, was: Data | undefined, is: Data | undefined): Replacement {
  if (isSame(was, is)) return 'no';
  switch (type.kind) {
    case 'union':
      return worstOf(type.members.map((member) => byType(spec, member, was, is)));
    case 'list':
      return worstOf(pairsOf(listOf(was), listOf(is)).map((pair) => byType(spec, type.element, pair.was, pair.is)));
    case 'map': {
      const [old, now] = [membersOf(was), membersOf(is)];
      const names = new Set([...Object.keys(old), ...Object.keys(now)]);
      return worstOf([...names].map((name) => byType(spec, type.element, own(old, name), own(now, name))));
    }
    case 'definition': {
      const declared = Object.hasOwn(spec.definitions, type.name) ? spec.definitions[type.name] : undefined;
      return declared === undefined ? 'no' : byMembers(spec, declared, membersOf(was), membersOf(is));
    }
    default:
      return 'no';
  }
}

function listOf(data: Data | undefined): readonly Data[] {
  return Array.isArray(data) ? data : [];
}

function membersOf(data: Data | undefined): DataObject {
  return isObject(data) ? data : {};
}

function worstOf(all: readonly Replacement[]): Replacement {
  if (all.includes('yes')) return 'yes';
  return all.includes('maybe') ? 'maybe' : 'no';
}

/** What causes together come to. */
export function replacementBy(causes: readonly Cause[]): Replacement {
  if (causes.some(({ recreation, isCertain }) => recreation === 'Always' && isCertain)) return 'yes';
  return causes.some(({ recreation }) => recreation !== 'Never') ? 'maybe' : 'no';
}

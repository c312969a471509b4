import { parseType, type ResourceSpec, type SpecType, specOf } from '../aws/spec.ts';
import type { Cause, PlannedChange } from './changes.ts';
import type { Difference } from './values.ts';

const RECREATIONS = { no: 'Never', maybe: 'Conditionally', yes: 'Always' } as const;

/**
 * Whether a change of a property replaces its resource. Of a type that nobody has told us about it may.
 * @param differences in a property that does not replace it as a whole, one inside may.
 */
export function recreationOf(
  type: string,
  property: string,
  differences: readonly Difference[] = [],
): Cause['recreation'] {
  const spec = specOf(type);
  if (spec === undefined) return 'Conditionally';
  const declared = memberOf(spec.properties, property);
  const whole = RECREATIONS[declared?.replacement ?? 'no'];
  if (whole !== 'Never' || declared === undefined) return whole;
  const inside = differences.map(({ path }) =>
    insideReplacement(spec, parseType(declared.type), namesIn(path).slice(1)),
  );
  return RECREATIONS[inside.find((each) => each === 'yes') ?? inside.find((each) => each === 'maybe') ?? 'no'];
}

function insideReplacement(spec: ResourceSpec, type: SpecType, names: readonly string[]): 'no' | 'maybe' | 'yes' {
  if (type.kind === 'list' || type.kind === 'map') return insideReplacement(spec, type.element, names);
  if (type.kind === 'union') {
    const members = type.members.map((member) => insideReplacement(spec, member, names));
    return members.find((each) => each !== 'no') ?? 'no';
  }
  const [first, ...rest] = names;
  if (type.kind !== 'definition' || first === undefined) return 'no';
  const property = memberOf(memberOf(spec.definitions, type.name) ?? {}, first);
  if (property === undefined) return 'no';
  return property.replacement === 'no' ? insideReplacement(spec, parseType(property.type), rest) : property.replacement;
}

// `Rules[0].Filter` -> `Rules`, `Filter`
function namesIn(path: string): readonly string[] {
  return path.replace(/\[[^\]]*\]/g, '').split('.');
}

function memberOf<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** What causes together come to. */
export function replacementBy(causes: readonly Cause[]): PlannedChange['replacement'] {
  if (causes.some(({ recreation, isCertain }) => recreation === 'Always' && isCertain)) return 'yes';
  return causes.some(({ recreation }) => recreation !== 'Never') ? 'maybe' : 'no';
}

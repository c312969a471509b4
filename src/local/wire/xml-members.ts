import { malformed, unknownMember } from './faults.ts';
import { readScalar } from './scalar.ts';
import { compact, elementAt, memberAt, membersOf, type NormalizedSchema, type Place, wireName } from './schema.ts';
import type { XmlElement } from './xml-read.ts';

/** Reads the elements in an element as the members of a structure. @throws ServiceError for one that the model does not have. */
export function readMembers(schema: NormalizedSchema, element: XmlElement, place: Place): Record<string, unknown> {
  const members = membersOf(schema).map(([name, member]) => ({ name, member, wire: wireName(name, member) }));
  const stranger = element.children.find((child) => !members.some(({ wire }) => wire === child.name));
  if (stranger) throw unknownMember(place.where, memberAt(place, stranger.name).path);
  if (element.text.trim() !== '') throw malformed(place.path, 'a structure', element.text.trim());
  return compact(
    members.map(({ name, member, wire }) => {
      const found = element.children.filter((child) => child.name === wire);
      return [name, found.length === 0 ? undefined : readMember(member, found, memberAt(place, name))];
    }),
  );
}

function readMember(schema: NormalizedSchema, found: readonly XmlElement[], place: Place): unknown {
  const [only, another] = found;
  if (schema.isListSchema()) {
    const inner = schema.getValueSchema();
    const flat = schema.getMergedTraits().xmlFlattened;
    const elements = flat ? found : found.flatMap(({ children }) => children);
    const name = inner.getMemberTraits().xmlName ?? 'member';
    const stranger = flat ? undefined : elements.find((each) => each.name !== name);
    if (stranger) throw unknownMember(place.where, memberAt(place, stranger.name).path);
    return elements.map((each, index) => readMember(inner, [each], elementAt(place, index)));
  }
  if (only === undefined || another) throw malformed(place.path, 'given once', found.length);
  if (schema.isStructSchema()) return readMembers(schema, only, place);
  if (schema.isMapSchema()) throw malformed(place.path, 'no map: in XML none is supported', only.name);
  const [child] = only.children;
  if (child) throw unknownMember(place.where, memberAt(place, child.name).path);
  return readScalar(schema, only.text, place, 'date-time');
}

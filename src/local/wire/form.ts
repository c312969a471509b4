import { malformed, unknownMember } from './faults.ts';
import { readScalar } from './scalar.ts';
import { compact, elementAt, memberAt, membersOf, type NormalizedSchema, type Place, wireName } from './schema.ts';

/** How many parts a name in a form may have, and how many names a form: more than any client sends. */
const LIMITS = { parts: 32, members: 10_000 };

/**
 * Reads the form of the query protocol: `Tags.member.1.Key=stage`.
 * @see https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export function readForm(schema: NormalizedSchema, form: URLSearchParams, where: string): object {
  const root = makeNode();
  if (form.size > LIMITS.members) throw malformed('the body', `a form of at most ${LIMITS.members} members`, form.size);
  for (const [key, value] of form) {
    let node = root;
    const parts = key.split('.', LIMITS.parts + 1);
    if (parts.length > LIMITS.parts) throw malformed('the body', `names of at most ${LIMITS.parts} parts`, key);
    for (const part of parts) {
      const next = node.children.get(part) ?? makeNode();
      node.children.set(part, next);
      node = next;
    }
    if (node.value !== undefined) throw malformed(key, 'given once', value);
    node.value = value;
  }
  return readStructure(schema, root, { where, path: '' });
}

interface Node {
  value: string | undefined;
  readonly children: Map<string, Node>;
}

function makeNode(): Node {
  return { value: undefined, children: new Map() };
}

function read(schema: NormalizedSchema, node: Node, place: Place): unknown {
  if (schema.isStructSchema()) return readStructure(schema, node, place);
  if (schema.isListSchema()) return readList(schema, node, place);
  if (schema.isMapSchema()) return readMap(schema, node, place);
  const [unexpected] = node.children.keys();
  if (unexpected !== undefined) throw unknownMember(place.where, memberAt(place, unexpected).path);
  return readScalar(schema, node.value ?? '', place, 'date-time');
}

function readStructure(schema: NormalizedSchema, node: Node, place: Place): Record<string, unknown> {
  if (node.value) throw malformed(place.path, 'a structure', node.value);
  const members = new Map(membersOf(schema).map(([name, member]) => [wireName(name, member), { name, member }]));
  return compact(
    [...node.children].map(([key, child]) => {
      const known = members.get(key);
      if (known === undefined) throw unknownMember(place.where, memberAt(place, key).path);
      return [known.name, read(known.member, child, memberAt(place, known.name))];
    }),
  );
}

// An empty list is written as the member with an empty value.
function readList(schema: NormalizedSchema, node: Node, place: Place): readonly unknown[] {
  const element = schema.getValueSchema();
  const name = element.getMemberTraits().xmlName ?? 'member';
  return numbered(node, schema.getMergedTraits().xmlFlattened ? undefined : name, place).map((child, index) =>
    read(element, child, elementAt(place, index)),
  );
}

function readMap(schema: NormalizedSchema, node: Node, place: Place): Record<string, unknown> {
  const key = schema.getKeySchema().getMemberTraits().xmlName ?? 'key';
  const value = schema.getValueSchema();
  const valueName = value.getMemberTraits().xmlName ?? 'value';
  const entries = numbered(node, schema.getMergedTraits().xmlFlattened ? undefined : 'entry', place);
  return compact(
    entries.map((entry, index) => {
      const unexpected = [...entry.children.keys()].find((each) => each !== key && each !== valueName);
      if (unexpected !== undefined)
        throw unknownMember(place.where, memberAt(elementAt(place, index), unexpected).path);
      const text = entry.children.get(key)?.value;
      const held = entry.children.get(valueName);
      if (text === undefined || held === undefined) throw malformed(place.path, `${key} and ${valueName}`, index + 1);
      return [text, read(value, held, memberAt(place, text))];
    }),
  );
}

// The elements in the order of their numbers, which clients may send in any.
function numbered(node: Node, under: string | undefined, place: Place): readonly Node[] {
  if (node.value) throw malformed(place.path, 'a list', node.value);
  let parent: Node | undefined = node;
  if (under !== undefined) {
    const unexpected = [...node.children.keys()].find((each) => each !== under);
    if (unexpected !== undefined) throw unknownMember(place.where, memberAt(place, unexpected).path);
    parent = node.children.get(under);
  }
  const elements = [...(parent?.children ?? [])];
  const wrong = elements.find(([number]) => !/^[1-9]\d*$/.test(number));
  if (wrong) throw unknownMember(place.where, memberAt(place, wrong[0]).path);
  return elements.sort(([a], [b]) => Number(a) - Number(b)).map(([, child]) => child);
}

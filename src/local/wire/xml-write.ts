import { defect } from './faults.ts';
import { writeScalar } from './scalar.ts';
import { membersOf, type NormalizedSchema, wireName } from './schema.ts';

/** An XML element with text or elements in it, already written. */
export function element(name: string, content: string, namespace?: string): string {
  return `<${name}${namespace === undefined ? '' : ` xmlns="${escapeXml(namespace)}"`}>${content}</${name}>`;
}

/** A text as XML. Ends of lines that parsers would change into line feeds become references. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"\r\u0085\u2028]/g, (character) => ESCAPES[character] ?? `&#${character.charCodeAt(0)};`);
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** What nobody has chosen with care, such as a request's own words in an error: what XML cannot hold at all is replaced. */
export function escapeForeign(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are what XML cannot hold.
  return escapeXml(text.replace(/[\0-\x08\v\f\x0e-\x1f\ufffe\uffff]/g, '\ufffd'));
}

/** The members of a structure as XML elements, without one around them. @throws Error where the model has no such member. */
export function writeMembers(schema: NormalizedSchema, value: object): string {
  const members = membersOf(schema);
  const entries = Object.entries(value).filter(([, member]) => member !== undefined && member !== null);
  const stranger = entries.find(([name]) => !members.some(([known]) => known === name));
  if (stranger) throw defect(`${schema.getName(true)} has no member ${stranger[0]}`);
  const given = new Map<string, unknown>(entries);
  return members
    .filter(([name]) => given.has(name))
    .map(([name, member]) => writeMember(member, wireName(name, member), given.get(name)))
    .join('');
}

function writeMember(schema: NormalizedSchema, name: string, value: unknown): string {
  if (schema.getMergedTraits().xmlAttribute) throw defect(`${name} is an attribute, which is not supported`);
  if (schema.isListSchema()) {
    if (!Array.isArray(value)) throw defect(`${name} takes a list`);
    const inner = schema.getValueSchema();
    const flat = schema.getMergedTraits().xmlFlattened;
    const elementName = flat ? name : (inner.getMemberTraits().xmlName ?? 'member');
    const elements = value.map((each: unknown) => writeMember(inner, elementName, each)).join('');
    return flat ? elements : element(name, elements);
  }
  if (typeof value === 'object' && value !== null && schema.isStructSchema())
    return element(name, writeMembers(schema, value));
  if (typeof value === 'object' && value !== null && schema.isMapSchema()) return writeMap(schema, name, value);
  return element(name, escapeXml(writeScalar(schema, value, 'date-time')));
}

function writeMap(schema: NormalizedSchema, name: string, value: object): string {
  const keyName = schema.getKeySchema().getMemberTraits().xmlName ?? 'key';
  const inner = schema.getValueSchema();
  const valueName = inner.getMemberTraits().xmlName ?? 'value';
  const flat = schema.getMergedTraits().xmlFlattened;
  const entries = Object.entries(value)
    .map(([key, each]) => element(keyName, escapeXml(key)) + writeMember(inner, valueName, each))
    .map((entry) => element(flat ? name : 'entry', entry))
    .join('');
  return flat ? entries : element(name, entries);
}

import {
  type Data,
  type DataObject,
  TEMPLATE_SECTIONS,
  type Template,
  type TemplateComments,
  type TemplateResource,
} from '../template.ts';
import { commentLines } from './comments.ts';
import type { Expected } from './intrinsics.ts';
import { isMap } from './kinds.ts';
import { type Place, writeMapMember, writeMember } from './write.ts';

/** The lines that belong together at the top, without blank lines between them. */
export const head: ReadonlySet<string> = new Set(TEMPLATE_SECTIONS.slice(0, 4));

/** A resource's attributes, in the order in which they are printed. */
export const resourceAttributes: readonly (keyof TemplateResource)[] = [
  'Type',
  'Condition',
  'DependsOn',
  'DeletionPolicy',
  'UpdateReplacePolicy',
  'CreationPolicy',
  'UpdatePolicy',
  'Metadata',
  'Properties',
];

/**
 * A template as the YAML that people review and CloudFormation runs: ASCII, short functions, no anchors, no wrapped
 * lines, every string quoted that some YAML reader would take for something else, one newline at the end. The same
 * template always gives the same text. Empty sections are left out (`Resources` stays: no template is valid without).
 *
 * Throws a {@link TealformError} for what has no faithful form: a comment that is not ASCII (`non-ascii`), half a
 * surrogate pair (`lone-surrogate`), a number that is not finite (`not-finite`).
 */
export function printTemplate(template: Template, comments: TemplateComments): string {
  const header = comments.header.flatMap((line) => commentLines(line, 'the header'));
  const sections: DataObject = Object.fromEntries(Object.entries(template));
  const names = keysInOrder(sections, TEMPLATE_SECTIONS).filter(
    (name) => name === 'Resources' || !isEmpty(sections[name] ?? null),
  );
  const printed = names.map((name, index): Block => {
    const isLast = index === names.length - 1;
    return { text: printSection(name, sections[name] ?? null, comments, isLast), isApart: !head.has(name) };
  });
  return [...header.map((line) => `${`# ${line}`.trimEnd()}\n`), join(printed, ''), '\n'].join('');
}

function printSection(name: string, section: Data, comments: TemplateComments, isLast: boolean): string {
  const place: Place = { indent: '  ', isLast };
  if (name === 'Resources' && isMap(section)) return `Resources:${printResources(section, comments, isLast)}`;
  if (!isMap(section) || head.has(name)) return writeMember(name, section, place);
  const expected: Expected = name === 'Conditions' ? 'condition' : 'value';
  return writeMapMember(name, section, Object.keys(section), place, expected);
}

function printResources(resources: DataObject, comments: TemplateComments, isLast: boolean): string {
  const entries = Object.entries(resources);
  if (entries.length === 0) return ' {}';
  const printed = entries.map(([id, resource], index): Block => {
    const comment = Object.hasOwn(comments.resources, id) ? comments.resources[id] : undefined;
    const lines = comment ? commentLines(comment, id).map((line) => `${`# ${line}`.trimEnd()}\n  `) : [];
    const written = printResource(id, resource, isLast && index === entries.length - 1);
    return { text: lines.join('') + written, isApart: index > 0 };
  });
  return `\n\n  ${join(printed, '  ')}`;
}

// Many resources are the same object in both forms of a system. Where one is last in its file, what ends its text may differ.
const printedOnce = new WeakMap<object, { readonly id: string; readonly text: string }>();

function printResource(id: string, resource: Data, isLast: boolean): string {
  const place: Place = { indent: '    ', isLast };
  if (!isMap(resource)) return writeMember(id, resource, place);
  const known = isLast ? undefined : printedOnce.get(resource);
  if (known?.id === id) return known.text;
  const attributes = keysInOrder(resource, resourceAttributes);
  const text =
    attributes.length === 0 ? writeMember(id, resource, place) : writeMapMember(id, resource, attributes, place);
  if (!isLast) printedOnce.set(resource, { id, text });
  return text;
}

interface Block {
  readonly text: string;
  /** Whether a blank line stands before it. */
  readonly isApart: boolean;
}

// A block of text that ends in blank lines has ended in one already.
function join(blocks: readonly Block[], indent: string): string {
  return blocks
    .map(({ text, isApart }, index) => {
      if (index === 0) return text;
      return isApart && !endsInBlankLine(blocks[index - 1]?.text ?? '') ? `\n\n${indent}${text}` : `\n${indent}${text}`;
    })
    .join('');
}

function endsInBlankLine(text: string): boolean {
  return text.slice(text.trimEnd().length).includes('\n');
}

/** Known keys first, in their order, then any others: what the printer does not know it still prints. */
export function keysInOrder(object: DataObject, order: readonly string[]): readonly string[] {
  const isThere = (key: string) => object[key] !== undefined;
  const known = order.filter((key) => Object.hasOwn(object, key) && isThere(key));
  const keys = Object.keys(object);
  return known.length === keys.length
    ? known
    : [...known, ...keys.filter((key) => isThere(key) && !order.includes(key))];
}

/** Whether there is nothing in it, though it could hold something. */
export function isEmpty(data: Data): boolean {
  return typeof data === 'object' && data !== null && Object.keys(data).length === 0;
}

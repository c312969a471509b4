import { Document, Pair, YAMLMap } from 'yaml';
import {
  type Data,
  type DataObject,
  TEMPLATE_SECTIONS,
  type Template,
  type TemplateComments,
  type TemplateResource,
} from '../template.ts';
import { commentLines } from './comments.ts';
import { isMap } from './kinds.ts';
import { closeLastBlock, keyNode, mapNode, toNode, verbatimTag } from './nodes.ts';

// The lines that belong together at the top, without blank lines between them.
const head: ReadonlySet<string> = new Set(TEMPLATE_SECTIONS.slice(0, 4));

const resourceAttributes: readonly (keyof TemplateResource)[] = [
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
  const contents = new YAMLMap();
  contents.items = inOrder(template, TEMPLATE_SECTIONS)
    .filter(([name, section]) => name === 'Resources' || !isEmpty(section))
    .map(([name, section]) => sectionPair(name, section, comments));
  closeLastBlock(contents);
  const document = new Document(null, { version: '1.1', schema: 'failsafe', customTags: [verbatimTag] });
  document.contents = contents;
  const header = comments.header.flatMap((line) => commentLines(line, 'the header'));
  const body = document.toString({ lineWidth: 0, flowCollectionPadding: false, directives: false });
  return header.map((line) => `${`# ${line}`.trimEnd()}\n`).join('') + body;
}

function sectionPair(name: string, section: Data, comments: TemplateComments): Pair {
  const key = keyNode(name);
  key.spaceBefore = !head.has(name);
  if (name === 'Resources' && isMap(section)) return new Pair(key, resourcesNode(section, comments));
  const isStructure = isMap(section) && !head.has(name);
  const expected = name === 'Conditions' ? 'condition' : 'value';
  return new Pair(key, isStructure ? mapNode(Object.entries(section), expected) : toNode(section));
}

function resourcesNode(resources: DataObject, comments: TemplateComments): YAMLMap {
  const node = new YAMLMap();
  node.items = Object.entries(resources).map(([id, resource], index) => {
    const key = keyNode(id);
    // The first resource's blank line belongs to the map: before its key, the library would put spaces on it.
    key.spaceBefore = index > 0;
    const comment = Object.hasOwn(comments.resources, id) ? comments.resources[id] : undefined;
    // The library writes `#` before each line, and nothing before an empty one.
    if (comment)
      key.commentBefore = commentLines(comment, id)
        .map((line) => ` ${line}`)
        .join('\n');
    return new Pair(key, isMap(resource) ? mapNode(inOrder(resource, resourceAttributes)) : toNode(resource));
  });
  node.spaceBefore = node.items.length > 0;
  return node;
}

// Known keys first, in their order, then any others: what the printer does not know it still prints.
function inOrder(object: Template | DataObject, order: readonly string[]): [string, Data][] {
  const entries: [string, Data][] = Object.entries(object);
  const rank = ([key]: [string, Data]) => (order.includes(key) ? order.indexOf(key) : order.length);
  return entries.filter(([, value]) => value !== undefined).sort((a, b) => rank(a) - rank(b));
}

function isEmpty(data: Data): boolean {
  return typeof data === 'object' && data !== null && Object.keys(data).length === 0;
}

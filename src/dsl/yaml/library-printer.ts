// For tests only: a template printed by the library `yaml`, which what print.ts writes is held to, byte for byte.
import { Document, Pair, YAMLMap } from 'yaml';
import { type Data, type DataObject, TEMPLATE_SECTIONS, type Template, type TemplateComments } from '../template.ts';
import { commentLines } from './comments.ts';
import { isMap } from './kinds.ts';
import { closeLastBlock, keyNode, mapNode, toNode, verbatimTag } from './library-nodes.ts';
import { head, isEmpty, keysInOrder, resourceAttributes } from './print.ts';

/** The same as `printTemplate`, by the library. */
export function printByLibrary(template: Template, comments: TemplateComments): string {
  const contents = new YAMLMap();
  contents.items = inOrder(Object.fromEntries(Object.entries(template)), TEMPLATE_SECTIONS)
    .filter(([name, section]) => name === 'Resources' || !isEmpty(section))
    .map(([name, section]) => sectionPair(name, section, comments));
  closeLastBlock(contents);
  const document = new Document(null, { version: '1.1', schema: 'failsafe', customTags: [verbatimTag] });
  document.contents = contents;
  const header = comments.header.flatMap((line) => commentLines(line, 'the header'));
  const body = document.toString({ lineWidth: 0, flowCollectionPadding: false, directives: false });
  return header.map((line) => `${`# ${line}`.trimEnd()}\n`).join('') + body;
}

function inOrder(object: DataObject, order: readonly string[]): [string, Data][] {
  return keysInOrder(object, order).map((key) => [key, object[key] ?? null]);
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

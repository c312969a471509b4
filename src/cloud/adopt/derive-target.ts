import { createHash } from 'node:crypto';
import { isMap, isScalar, parseDocument, type YAMLMap } from 'yaml';
import { TealformError } from '../../dsl/error.ts';
import { parseTemplate } from '../../dsl/yaml/parse.ts';
import type { Target, TemplateFile } from '../target.ts';

/** A resource whose name is written out and which is kept whatever becomes of its stack. */
export interface Fixed {
  /** The stack that it is in: by logical ids, without the root. */
  readonly path: readonly string[];
  readonly logicalId: string;
  readonly nameProperty: string;
  readonly name: string;
}

/**
 * The system as it is deployed once to adopt resources: their names are written out, since CloudFormation imports by no other, and
 * their `DeletionPolicy` is `Retain`, so that they stay also where the deployment is rolled back. All other text is as it was
 * reviewed, but for what pins a template that is another now. The templates have names of their own, by their content.
 * @throws TealformError `not-in-template` for a resource that is not where it is said to be.
 */
export function deriveTarget(target: Target, all: readonly Fixed[]): Target {
  return { ...target, root: deriveTemplate(target.root, all) };
}

function deriveTemplate(file: TemplateFile, all: readonly Fixed[]): TemplateFile {
  const nested = Object.entries(file.nested).map(([logicalId, child]) => {
    const below = all.flatMap((fixed) =>
      fixed.path[0] === logicalId ? [{ ...fixed, path: fixed.path.slice(1) }] : [],
    );
    return [logicalId, child, below.length === 0 ? child : deriveTemplate(child, below)] as const;
  });
  const own = all.filter(({ path }) => path.length === 0);
  const edited = own.reduce((text, fixed) => fix(file, text, fixed), file.text);
  const text = nested.reduce(
    (done, [, before, after]) => done.replaceAll(`/${before.pinned}`, `/${after.pinned}`),
    edited,
  );
  const sha256 = createHash('sha256').update(text).digest('hex');
  return {
    ...file,
    text,
    sha256,
    pinned: `${file.name}.${sha256.slice(0, 12)}.yaml`,
    template: parseTemplate(text),
    nested: Object.fromEntries(nested.map(([logicalId, , after]) => [logicalId, after])),
  };
}

function fix(file: TemplateFile, text: string, { logicalId, nameProperty, name }: Fixed): string {
  const document = parseDocument(text, { version: '1.1', logLevel: 'error' });
  const resource = mapAt(document.contents, ['Resources', logicalId]);
  const properties = resource && mapAt(resource, ['Properties']);
  if (!resource || !properties || rangeOf(properties, nameProperty) === undefined) {
    throw new TealformError({
      code: 'not-in-template',
      message: `output/.../${file.name}.yaml has no ${logicalId} with a ${nameProperty}`,
      hint: 'run make synth, read the difference in git and commit it',
    });
  }
  // From the end to the beginning, so that what comes first stays where it is.
  const edits = [
    { at: rangeOf(properties, nameProperty), line: JSON.stringify(name) },
    { at: rangeOf(resource, 'DeletionPolicy'), line: 'Retain' },
  ].sort((one, other) => (other.at?.[0] ?? 0) - (one.at?.[0] ?? 0));
  return edits.reduce((done, { at, line }) => {
    if (at !== undefined) return `${done.slice(0, at[0])}: ${line}${done.slice(at[1])}`;
    const type = rangeOf(resource, 'Type');
    // A resource has a type, on a line of its own; what it says next is below it.
    const end = type?.[1] ?? 0;
    const indent = /[^\n]*$/.exec(done.slice(0, type?.[0] ?? 0))?.[0].replace(/\S.*$/, '') ?? '';
    return `${done.slice(0, end)}\n${indent}DeletionPolicy: ${line}${done.slice(end)}`;
  }, text);
}

function mapAt(node: unknown, path: readonly string[]): YAMLMap | undefined {
  const [first, ...rest] = path;
  if (!isMap(node)) return undefined;
  if (first === undefined) return node;
  return mapAt(node.get(first, true), rest);
}

/** From behind a key to the end of its value, tag included. */
function rangeOf(map: YAMLMap, key: string): readonly [number, number] | undefined {
  const pair = map.items.find((each) => isScalar(each.key) && each.key.value === key);
  const from = isScalar(pair?.key) ? pair.key.range?.[1] : undefined;
  const to = isScalar(pair?.value) ? pair.value.range?.[1] : undefined;
  return from === undefined || to === undefined ? undefined : [from, to];
}

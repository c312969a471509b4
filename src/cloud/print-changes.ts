import { type Cause, type ChangeTree, countChanges, type PlannedChange } from '../review/compare/changes.ts';
import { fit, type Paint, painter, type Style, wrapBelow } from '../text/text.ts';
import type { TagChange } from './tag-changes.ts';

/** How changes are printed. */
export interface ChangesOptions {
  /** Of the terminal in columns. What is longer goes on below: that something is replaced stands at the end. */
  readonly width: number;
  readonly paint?: Paint;
  readonly tags?: readonly TagChange[];
}

/** The changes as lines for people: a tree, nested stacks with what is in them, and the tags that everything gets. */
export function printChanges(
  tree: ChangeTree,
  { width, paint = painter(false), tags = [] }: ChangesOptions,
): readonly string[] {
  const lines = printTree(tree, '', { width, paint }, IN_TEMPLATE);
  return [...lines, ...printTags(tags, width, paint), ...wrapBelow(summary(tree), '', width)];
}

function printTags(tags: readonly TagChange[], width: number, paint: Paint): readonly string[] {
  if (tags.length === 0) return [];
  const texts = tags.map(({ key, from, to }) => {
    if (from === undefined) return `${key}: ${to} (new)`;
    return to === undefined ? `${key} (no longer)` : `${key}: ${from} -> ${to}`;
  });
  return [
    ...wrapBelow('~ tags, of all that takes tags', '', width).map((line) => paint('yellow', line)),
    ...texts.flatMap((text) => wrapBelow(text, '    ', width)).map((line) => paint('dim', line)),
  ];
}

/** What CloudFormation means by a direct modification. */
const IN_TEMPLATE = 'in the template';

/** What a creation makes, by stack: that all of it is new says more than a list of it. */
export function printCreation(tree: ChangeTree, width: number): readonly string[] {
  const own = tree.changes.filter(({ nested }) => nested === undefined).length;
  const stacks = tree.changes.flatMap(({ logicalId, nested }) =>
    nested ? [{ name: logicalId, count: countChanges(nested).add }] : [],
  );
  const lines = [...stacks, ...(own > 0 ? [{ name: 'in the root itself', count: own }] : [])];
  const longest = Math.max(0, ...lines.map(({ name }) => name.length));
  const resources = lines.reduce((sum, { count }) => sum + count, 0);
  return [
    `what will be created: ${resources} resources in ${stacks.length} nested stacks (--plan lists them)`,
    ...lines.map(({ name, count }) => fit(`  ${name.padEnd(longest)}  ${String(count).padStart(3)}`, width)),
  ];
}

interface Look {
  readonly width: number;
  readonly paint: Paint;
}

function printTree(tree: ChangeTree, indent: string, look: Look, direct: string): readonly string[] {
  const { width, paint } = look;
  return tree.changes.filter(saysSomething).flatMap((change) => {
    const { style, sign } = signOf(change);
    const line = `${sign} ${change.logicalId}  ${change.type}${replacementText(change)}`;
    const causes = change.action === 'Modify' && change.nested === undefined ? change.causes : [];
    return [
      ...wrapBelow(line, indent, width).map((each) => paint(style, each)),
      ...causes
        .flatMap((cause) => wrapBelow(causeText(cause, direct), `${indent}    `, width))
        .map((each) => paint('dim', each)),
      ...(change.nested ? printTree(change.nested, `${indent}  `, look, directIn(change)) : []),
    ];
  });
}

// CloudFormation lists a nested stack whenever something might change in it.
function saysSomething({ action, nested, replacement, causes }: PlannedChange): boolean {
  if (nested === undefined || action !== 'Modify' || replacement !== 'no') return true;
  return (
    nested.changes.some(saysSomething) || causes.some(({ isCertain, attribute }) => isCertain && attribute === 'Tags')
  );
}

function signOf({ action, replacement }: PlannedChange): { readonly style: Style; readonly sign: string } {
  if (action === 'Add' || action === 'Import') return { style: 'green', sign: '+' };
  if (action === 'Remove') return { style: 'red', sign: '-' };
  return replacement === 'no' ? { style: 'yellow', sign: '~' } : { style: 'magenta', sign: '!' };
}

function replacementText({ action, replacement, policy, physicalId }: PlannedChange): string {
  if (action === 'Remove') return policy === 'Retain' ? '  (kept, no longer in the stack)' : '  (deleted)';
  if (action === 'Import') return `  (imported: ${physicalId ?? 'unknown'})`;
  if (replacement === 'yes') return '  (replaced)';
  return replacement === 'maybe' ? '  (may be replaced)' : '';
}

// A condition that a parameter turns is told as if the template had changed. It has not where the nested stack is made from what it was
// made from before, since what is pinned in its address would have changed.
function directIn({ causes }: PlannedChange): string {
  if (causes.length === 0 || causes.some(({ property }) => property === 'TemplateURL')) return IN_TEMPLATE;
  const parameters = causes.flatMap(({ property, isCertain, source, entity }) =>
    property === 'Parameters' && isCertain && source === 'ParameterReference' && entity !== undefined ? [entity] : [],
  );
  return `by ${parameters.join(' or ') || 'a parameter'}`;
}

function causeText({ attribute, property, recreation, isCertain, source, entity }: Cause, direct: string): string {
  const what = attribute === 'Properties' ? (property ?? attribute) : attribute;
  const because = entity ? `from ${entity}` : source === 'DirectModification' ? direct : (source ?? '');
  const effect = recreation === 'Always' ? 'replaces it' : recreation === 'Conditionally' ? 'may replace it' : '';
  return [what, because && `(${because})`, effect, isCertain ? '' : 'value known at the update only']
    .filter(Boolean)
    .join(' ');
}

function summary(tree: ChangeTree): string {
  const { add, modify, replace, remove } = countChanges(tree);
  return `${add} to add, ${modify} to modify, ${replace} to replace, ${remove} to remove`;
}

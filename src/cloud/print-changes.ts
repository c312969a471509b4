import { type Cause, type ChangeTree, countChanges, type PlannedChange } from './changes.ts';
import { fit, type Paint, painter, type Style } from './watch/printers/text.ts';

/**
 * The changes as lines for people: a tree, nested stacks with what is in them. Lines longer than the terminal are cut.
 * @param width of the terminal in columns.
 */
export function printChanges(tree: ChangeTree, width: number, paint: Paint = painter(false)): readonly string[] {
  return [...printTree(tree, '', width, paint), summary(tree)];
}

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

function printTree(tree: ChangeTree, indent: string, width: number, paint: Paint): readonly string[] {
  return tree.changes.filter(saysSomething).flatMap((change) => {
    const { style, sign } = signOf(change);
    const line = `${indent}${sign} ${change.logicalId}  ${change.type}${replacementText(change)}`;
    const causes = change.action === 'Modify' && change.nested === undefined ? change.causes.map(causeText) : [];
    return [
      paint(style, fit(line, width)),
      ...causes.map((text) => paint('dim', fit(`${indent}    ${text}`, width))),
      ...(change.nested ? printTree(change.nested, `${indent}  `, width, paint) : []),
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

function causeText({ attribute, property, recreation, isCertain, source, entity }: Cause): string {
  const what = attribute === 'Properties' ? (property ?? attribute) : attribute;
  const because = entity ? `from ${entity}` : source === 'DirectModification' ? 'in the template' : (source ?? '');
  const effect = recreation === 'Always' ? 'replaces it' : recreation === 'Conditionally' ? 'may replace it' : '';
  return [what, because && `(${because})`, effect, isCertain ? '' : 'value known at the update only']
    .filter(Boolean)
    .join(' ');
}

function summary(tree: ChangeTree): string {
  const { add, modify, replace, remove } = countChanges(tree);
  return `${add} to add, ${modify} to modify, ${replace} to replace, ${remove} to remove`;
}

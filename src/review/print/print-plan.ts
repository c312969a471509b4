import { fit, type Paint, painter, type Style, wrapBelow } from '../../text/text.ts';
import type { ChangeTree, PlannedChange } from '../compare/changes.ts';
import type { Finding, SystemPlan } from '../plan.ts';
import type { Plan } from '../plan-files.ts';
import { showTokens } from '../resolve/token.ts';
import {
  causeLines,
  countText,
  fateOf,
  fileLines,
  findingsText,
  groupFindings,
  type Sign,
  signOf,
  textDiff,
  whereText,
} from './words.ts';

/** Where it is read. */
export interface Look {
  /** Of the terminal in columns. */
  readonly width: number;
  readonly paint?: Paint;
}

/** A plan as lines for a terminal: a tree of the stacks, what is refused and warned of, what opens, what waits. */
export function printPlan(
  { before, after, systems }: Plan,
  { width, paint = painter(false) }: Look,
): readonly string[] {
  const look = { width, paint };
  const changed = systems.filter(({ kind }) => kind !== 'unchanged');
  const head = `${after} against ${before}`;
  if (changed.length === 0) return wrapBelow(`${head}: nothing changes in ${namesOf(systems)}`, '', width);
  const same = systems.filter(({ kind }) => kind === 'unchanged');
  return [
    ...wrapBelow(head, '', width),
    ...changed.flatMap((system) => ['', ...printSystem(system, look)]),
    ...(same.length > 0 ? ['', ...wrapBelow(`unchanged: ${namesOf(same)}`, '', width)] : []),
  ];
}

function namesOf(systems: readonly SystemPlan[]): string {
  return systems.map(({ system }) => system).join(', ') || 'no system';
}

type Full = Required<Look>;

function printSystem(system: SystemPlan, look: Full): readonly string[] {
  const { width, paint } = look;
  const said = [system.kind === 'changed' ? '' : system.kind, countText(system), findingsText(system)].filter(Boolean);
  const where = system.environments.length > 0 ? `  (${system.environments.join(', ')})` : '';
  return [
    ...wrapBelow(`${system.system}: ${said.join('; ')}${where}`, '', width).map((line) => paint('bold', line)),
    ...system.trees.flatMap(({ name, tree }, index) => [
      ...(index === 0 && name === 'root' ? [] : ['', `${name}:`]),
      ...printTree(tree, '  ', look, system.kind === 'new'),
    ]),
    ...printFindings('refused', 'red', system.refused, look),
    ...printFindings('warnings', 'yellow', system.warned, look),
    ...printSecurity(system, look),
    ...printFindings('to know', 'cyan', system.noted, look),
    ...printRenames(system, look),
    ...fileLines(system.files).flatMap((line) => wrapBelow(line, '  ', width).map((each) => paint('dim', each))),
  ];
}

const STYLES: Readonly<Record<Sign, Style>> = { '+': 'green', '~': 'yellow', '!': 'magenta', '-': 'red' };

function printTree(tree: ChangeTree, indent: string, look: Full, isNew: boolean): readonly string[] {
  const { width, paint } = look;
  return tree.changes.flatMap((change) => {
    const { nested } = change;
    if (isNew && nested !== undefined)
      return wrapBelow(`+ ${change.logicalId}  ${countIn(nested)} resources`, indent, width);
    const fate = fateOf(change);
    const line = `${signOf(change)} ${change.logicalId}  ${change.type}${fate && `  ${fate}`}${whereText(change)}`;
    return [
      ...wrapBelow(line, indent, width).map((each) => paint(STYLES[signOf(change)], each)),
      ...causesOf(change)
        .flatMap((text) => wrapBelow(text, `${indent}    `, width))
        .map((each) => paint('dim', each)),
      ...textsOf(change).map((text) => paint('dim', fit(`${indent}        ${text}`, width))),
      ...(nested ? printTree(nested, `${indent}  `, look, isNew) : []),
    ];
  });
}

function countIn({ changes }: ChangeTree): number {
  return changes.reduce((sum, { nested }) => sum + (nested ? countIn(nested) : 1), 0);
}

/** Lines for one resource; more are counted. */
const MOST_CAUSES = 12;

function causesOf({ action, causes }: PlannedChange): readonly string[] {
  if (action !== 'Modify') return [];
  const lines = causes.flatMap(causeLines);
  const more = lines.length - MOST_CAUSES;
  return more > 1 ? [...lines.slice(0, MOST_CAUSES), `and ${more} more`] : lines;
}

/** Lines of a long text that are shown. */
const MOST_LINES = 10;

// Code is not read in one line, and a count says nothing of it.
function textsOf({ action, causes }: PlannedChange): readonly string[] {
  if (action !== 'Modify') return [];
  return causes.flatMap(({ differences = [] }) => differences.flatMap((each) => textDiff(each, MOST_LINES)));
}

function printFindings(title: string, style: Style, findings: readonly Finding[], look: Full): readonly string[] {
  if (findings.length === 0) return [];
  const { width, paint } = look;
  return [
    paint(style, `  ${title}`),
    ...groupFindings(findings).flatMap(({ code, message, hint, places, ...group }) => {
      const [only = '', ...more] = places;
      const where = more.length === 0 && only !== '' ? ` ${only}` : '';
      const line = `${code}${where}: ${message}${whereText(group)}`;
      return [
        ...wrapBelow(line, '    ', width),
        ...(more.length > 0 ? wrapBelow(places.join(', '), '      ', width).map((each) => paint('bold', each)) : []),
        ...(hint ? wrapBelow(`-> ${hint}`, '      ', width).map((each) => paint('dim', each)) : []),
      ];
    }),
  ];
}

function printSecurity({ security }: SystemPlan, { width, paint }: Full): readonly string[] {
  if (security.length === 0) return [];
  const opens = security.filter(({ effect }) => effect === 'opens');
  const closes = security.filter(({ effect }) => effect === 'closes');
  return [
    paint(opens.length > 0 ? 'magenta' : 'green', '  security'),
    ...[...opens, ...closes].flatMap((change) => {
      const line = `${change.effect} ${change.path} ${change.at}: ${showTokens(change.message)}${whereText(change)}`;
      const painted = (text: string) => (change.effect === 'opens' ? text : paint('dim', text));
      return wrapBelow(line, '    ', width).map(painted);
    }),
  ];
}

function printRenames({ renames }: SystemPlan, { width, paint }: Full): readonly string[] {
  if (renames.length === 0) return [];
  const lines = renames.map((each) => `${each.from} -> ${each.to}  ${each.type}${whereText(each)}`);
  return [paint('cyan', '  renamed'), ...lines.flatMap((line) => wrapBelow(line, '    ', width))];
}

import type { ChangeTree, PlannedChange } from '../compare/changes.ts';
import type { SystemPlan } from '../plan.ts';
import type { Plan } from '../plan-files.ts';
import { showTokens } from '../resolve/token.ts';
import { pageOf } from '../rule-texts.ts';
import {
  causeLines,
  countText,
  type FindingGroup,
  fateOf,
  fileLines,
  findingsText,
  groupFindings,
  signOf,
  textDiff,
  whereText,
} from './words.ts';

/** What a comment on GitHub may have in characters is 65,536; the rest is for whoever puts something around it. */
export const MOST_CHARACTERS = 64_000;

/**
 * A plan as Markdown for a comment on a pull request: a table of the systems, what is refused, warned of and opened, and the rest to be
 * unfolded. It is never longer than a comment may be: what is least needed is left out first, and that is said. What templates say
 * cannot become a mention, a link or a tag in it.
 */
export function planMarkdown(plan: Plan, most = MOST_CHARACTERS): string {
  const changed = plan.systems.filter(({ kind }) => kind !== 'unchanged');
  const head = `${headline(changed)}\n\n${escapeText(plan.after)} against ${code(plan.before)}\n`;
  if (changed.length === 0) return head;
  const blocks = [{ rank: 0, text: `\n${tableOf(changed)}` }, ...changed.flatMap((system) => blocksOf(system))];
  return fitBlocks(head, blocks, most);
}

interface Block {
  /** What has a higher one goes first when it gets too long. */
  readonly rank: number;
  readonly text: string;
}

function fitBlocks(head: string, blocks: readonly Block[], most: number): string {
  const note = '\n> Not all of it fits into a comment. The whole of it: `make plan`\n';
  const room = most - head.length - note.length;
  const order = blocks
    .map((block, index) => ({ ...block, index }))
    .sort((a, b) => a.rank - b.rank || a.index - b.index);
  const kept: { readonly index: number; readonly text: string }[] = [];
  let used = 0;
  for (const { index, text } of order) {
    const shorter = used + text.length <= room ? text : shorten(text, room - used);
    if (shorter === undefined) continue;
    kept.push({ index, text: shorter });
    used += shorter.length;
  }
  const isWhole = kept.length === blocks.length && kept.every(({ index, text }) => blocks[index]?.text === text);
  const body = kept.sort((a, b) => a.index - b.index).map(({ text }) => text);
  return `${head}${body.join('')}${isWhole ? '' : note}`;
}

// By whole lines, and with what was opened closed again.
function shorten(text: string, room: number): string | undefined {
  const lines = text.split('\n');
  const kept: string[] = [];
  let length = 0;
  for (const line of lines) {
    if (length + line.length + 1 > room - 80) break;
    kept.push(line);
    length += line.length + 1;
  }
  if (kept.filter(Boolean).length < 4) return undefined;
  const fence = kept.filter((line) => line.startsWith('```')).length % 2 === 1 ? '```\n' : '';
  const open = kept.filter((line) => line.includes('<details>')).length;
  const closed = kept.filter((line) => line.includes('</details>')).length;
  return `${kept.join('\n')}\n${fence}... and ${lines.length - kept.length} more lines\n${'\n</details>\n'.repeat(Math.max(0, open - closed))}`;
}

function headline(changed: readonly SystemPlan[]): string {
  if (changed.length === 0) return '### Plan: nothing changes';
  const refused = changed.reduce((sum, system) => sum + system.refused.length, 0);
  const findings = sumUp(changed);
  return `### Plan: ${refused > 0 ? `:no_entry: ${findings}` : findings || 'nothing refused'}`;
}

function sumUp(changed: readonly SystemPlan[]): string {
  const [first] = changed;
  if (first === undefined) return '';
  return findingsText({
    ...first,
    refused: changed.flatMap(({ refused }) => refused),
    warned: changed.flatMap(({ warned }) => warned),
    security: changed.flatMap(({ security }) => security),
  });
}

function tableOf(changed: readonly SystemPlan[]): string {
  const rows = changed.map((system) => {
    const kind = system.kind === 'changed' ? '' : ` (${system.kind})`;
    return `| ${code(system.system)}${kind} | ${countText(system)} | ${findingsText(system) || 'none'} | ${system.environments.map(code).join(' ')} |`;
  });
  return ['| System | Resources | Findings | Environments |', '| --- | --- | --- | --- |', ...rows, ''].join('\n');
}

function blocksOf(system: SystemPlan): readonly Block[] {
  const title = (text: string) => `\n#### ${code(system.system)}: ${text}\n\n`;
  const list = (rank: number, name: string, lines: readonly string[]): readonly Block[] =>
    lines.length === 0 ? [] : [{ rank, text: `${title(name)}${lines.join('\n')}\n` }];
  const opens = system.security.filter(({ effect }) => effect === 'opens');
  const closes = system.security.filter(({ effect }) => effect === 'closes');
  const resources = system.trees.flatMap(({ name, tree }, index) =>
    resourceLines(tree, index === 0 && name === 'root' ? '' : `${name}/`),
  );
  return [
    ...list(1, 'refused', groupFindings(system.refused).map(findingLine)),
    ...list(2, 'security', opens.map(securityLine)),
    ...list(3, 'warnings', groupFindings(system.warned).map(findingLine)),
    ...list(5, 'good to know', groupFindings(system.noted).map(findingLine)),
    ...folded(4, `${code(system.system)}: ${countText(system)}`, resources),
    ...folded(6, `${code(system.system)}: less is allowed than before`, closes.map(securityLine), false),
    ...folded(
      6,
      `${code(system.system)}: renamed`,
      system.renames.map(({ from, to, type }) => `${from} -> ${to}  ${type}`),
    ),
    ...textBlocks(system),
    ...list(
      7,
      'files',
      fileLines(system.files).map((line) => `- ${escapeText(line)}`),
    ),
  ];
}

function folded(rank: number, summary: string, lines: readonly string[], isCode = true): readonly Block[] {
  if (lines.length === 0) return [];
  const body = isCode ? fenced(lines) : `${lines.join('\n')}\n`;
  return [{ rank, text: `\n<details><summary>${inHtml(summary)}</summary>\n\n${body}\n</details>\n` }];
}

function fenced(lines: readonly string[]): string {
  // A line of three backticks would end it.
  return `\`\`\`diff\n${lines.join('\n').replaceAll('```', "'''")}\n\`\`\`\n`;
}

function resourceLines(tree: ChangeTree, prefix: string): readonly string[] {
  return tree.changes.flatMap((change) => {
    const path = `${prefix}${change.logicalId}`;
    const fate = fateOf(change);
    const line = `${signOf(change)} ${path}  ${change.type}${fate && `  ${fate}`}${whereText(change)}`;
    const causes = change.action === 'Modify' ? change.causes.flatMap(causeLines).map((each) => `      ${each}`) : [];
    const inside = change.nested ? resourceLines(change.nested, `${path}/`) : [];
    const isOwn = change.nested === undefined || change.action !== 'Modify' || causes.length > 0;
    return [...(isOwn ? [line, ...causes] : []), ...inside];
  });
}

// Code and the like, line by line: what a value on one line would not tell.
function textBlocks({ trees, system }: SystemPlan): readonly Block[] {
  return trees.flatMap(({ name, tree }, index) =>
    withPaths(tree, index === 0 && name === 'root' ? '' : `${name}/`).flatMap(([path, { causes }]) =>
      causes.flatMap(({ differences = [] }) =>
        differences.flatMap((difference) => {
          const summary = `${code(system)}: ${code(`${path} ${difference.path}`)}`;
          return folded(8, summary, textDiff(difference));
        }),
      ),
    ),
  );
}

function withPaths({ changes }: ChangeTree, prefix: string): readonly (readonly [string, PlannedChange])[] {
  return changes.flatMap((change) => {
    const path = `${prefix}${change.logicalId}`;
    return [[path, change] as const, ...(change.nested ? withPaths(change.nested, `${path}/`) : [])];
  });
}

function findingLine({ code: name, message, hint, places, ...group }: FindingGroup): string {
  const where = places.map(code).join(', ');
  const page = pageOf(name);
  const title = page === undefined ? escapeText(name) : `[${escapeText(name)}](${page})`;
  const head = `- **${title}**${where && ` ${where}`}: ${escapeText(message)}${escapeText(whereText(group))}`;
  return hint === undefined ? head : `${head}<br>*${escapeText(hint)}*`;
}

function securityLine(change: SystemPlan['security'][number]): string {
  const { path, at, message } = change;
  return `- ${code(`${path} ${at}`.trim())}: ${escapeText(showTokens(message))}${escapeText(whereText(change))}`;
}

/** Text that stands for itself: no markup, no tag, nobody called by name. */
function escapeText(text: string): string {
  return text
    .replace(/[\\`*_[\]#|~]/g, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/@/g, '@&#8203;')
    .replace(/:\/\//g, ':&#8203;//');
}

function code(text: string): string {
  const plain = text.replace(/`/g, "'").replace(/\s+/g, ' ').replace(/\|/g, '\\|');
  return `\`${plain}\``;
}

// In a summary backticks are not read as code.
function inHtml(text: string): string {
  return text.replace(/`([^`]*)`/g, (_, inner: string) => {
    const safe = inner.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
    return `<code>${safe}</code>`;
  });
}

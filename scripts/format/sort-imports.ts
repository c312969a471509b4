const STATEMENT = /^(import|export)\b[^;'"]*?(?:\bfrom )?'([^'\n]+)';$/;

/** A folder comes before the module of its name, and that before longer names: `./stack/x.ts`, `./stack.ts`, `./stack-tree.ts`. */
const PUNCTUATION = '/.-';

interface Statement {
  readonly keyword: string;
  readonly source: string;
  readonly text: string;
}

/**
 * A module's text with its imports, and what it exports from others, in order: Node's own modules, packages, then relative paths from far to near, and
 * the names of each by their letters, capitals first. What stands between blank lines or comments is sorted by itself. Long lists are not broken
 * anew: the formatter does that.
 */
export function sortImports(text: string): string {
  const lines = text.split('\n');
  const sorted: string[] = [];
  let group: Statement[] = [];
  const endGroup = () => {
    sorted.push(...group.sort(byPlace).map((statement) => statement.text));
    group = [];
  };
  for (let at = 0; at < lines.length; ) {
    const statement = readStatement(lines, at);
    if (statement === undefined || (group[0] !== undefined && group[0].keyword !== statement.keyword)) endGroup();
    if (statement === undefined) {
      sorted.push(lines[at] ?? '');
      at += 1;
    } else {
      group.push({ ...statement, text: sortNames(statement.text) });
      at += statement.text.split('\n').length;
    }
  }
  endGroup();
  return sorted.join('\n');
}

// Those that only run a module, `import './x.ts'`, stay where they are: their order may matter.
function readStatement(lines: readonly string[], from: number): Statement | undefined {
  if (!/^(import|export) (type )?[\w{*]/.test(lines[from] ?? '')) return undefined;
  const last = lines.slice(from, from + 200).findIndex((line) => line.endsWith(';'));
  if (last === -1) return undefined;
  const text = lines.slice(from, from + last + 1).join('\n');
  const [, keyword = '', source = ''] = STATEMENT.exec(text) ?? [];
  return source !== '' && / from '/.test(text) && !/\/[/*] /.test(text) ? { keyword, source, text } : undefined;
}

function sortNames(text: string): string {
  return text.replace(/\{([^{}]*)\}/, (whole, inside: string) => {
    const names = inside.split(',').map((each) => each.trim());
    const given = names.filter((name) => name !== '');
    const sorted = [...given].sort((one, other) => compare(nameOf(one), nameOf(other)));
    return sorted.every((name, index) => name === given[index]) ? whole : `{ ${sorted.join(', ')} }`;
  });
}

function nameOf(specifier: string): string {
  return specifier.replace(/^(.* as|type) /, '');
}

function byPlace(one: Statement, other: Statement): number {
  return rank(one.source) - rank(other.source) || compare(one.source, other.source);
}

// The farther up, the sooner.
function rank(source: string): number {
  if (!source.startsWith('.')) return source.startsWith('node:') ? -1_000 : -999;
  return -(source.match(/\.\.\//g) ?? []).length;
}

// Letter by letter, and of the same letter the capital first: `describe, TestContext, test`.
function compare(one: string, other: string): number {
  for (let at = 0; at < Math.min(one.length, other.length); at += 1) {
    const [a = '', b = ''] = [one[at], other[at]];
    if (a === b) continue;
    const [lowerA, lowerB] = [a.toLowerCase(), b.toLowerCase()];
    if (lowerA === lowerB) return a < b ? -1 : 1;
    const [weightA, weightB] = [PUNCTUATION.indexOf(a), PUNCTUATION.indexOf(b)];
    if (weightA !== -1 && weightB !== -1) return weightA - weightB;
    return lowerA < lowerB ? -1 : 1;
  }
  return one.length - other.length;
}

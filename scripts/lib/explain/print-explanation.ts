import { fit, type Paint, wrap, wrapBelow } from '../../../src/cloud/watch/printers/text.ts';
import type {
  ExplainedReference,
  ExplainedValues,
  Explanation,
  Named,
} from '../../../src/review/explain/explanation.ts';
import { accessSections } from './print-access.ts';
import { type Section, type SectionLine, shortType } from './section.ts';

/** How an explanation is printed. */
export interface PrintOptions {
  readonly paint: Paint;
  readonly width: number;
  readonly asked: string;
  readonly otherSystems: readonly string[];
}

/** Entries of a list that people read; `FORMAT=json` has all. */
const MOST = 12;

/** An explanation for people, in lines of at most that width. */
export function printExplanation(explanation: Explanation, options: PrintOptions): string {
  const sections: readonly Section[] = [
    { title: 'refers to', lines: explanation.refersTo.map(referenceLine) },
    { title: 'waits for, by DependsOn', lines: explanation.waitsFor.map(namedLine) },
    { title: 'is referred to by', lines: explanation.referredBy.map(referenceLine) },
    { title: 'is waited for, by DependsOn of', lines: explanation.waitedForBy.map(namedLine) },
    {
      title: 'is filled in for a release',
      lines: explanation.releaseFiles.map(({ file, as }) => ({ head: file, rest: [`as \${${as}}`] })),
    },
    ...accessSections(explanation),
    { title: 'holds', lines: (explanation.contains ?? []).map(namedLine) },
    { title: 'is not to be mistaken for', lines: explanation.also.map(namedLine) },
  ];
  const lines = [
    ...headLines(explanation, options),
    ...sections
      .filter(({ lines, note }) => lines.length > 0 || note !== undefined)
      .flatMap((section) => sectionLines(section, options)),
  ];
  return `${lines.join('\n')}\n`;
}

function headLines(explanation: Explanation, { paint, width, asked, otherSystems }: PrintOptions): readonly string[] {
  const { id, kind, type, system, comment } = explanation;
  const title = `${id}  ${type ?? kind}${kind === 'parameter' ? ', a parameter' : ''}`;
  const where = `in ${system}${otherSystems.length > 0 ? `; there is one in ${otherSystems.join(' and ')} too` : ''}`;
  return [
    ...wrapBelow(title, '', width).map((line) => paint('bold', line)),
    ...wrapBelow(asked === id || !isCase(asked, id) ? where : `${where}; it is written ${id}`, '', width).map((line) =>
      paint('dim', line),
    ),
    ...(comment === undefined
      ? []
      : comment.split('\n').join(' ').length === 0
        ? []
        : wrap(comment.replaceAll('\n', ' '), width - 2).map((line) => `  ${line}`)),
    '',
    ...facts(explanation).flatMap(([label, text]) => factLines(label, text, width, paint)),
  ];
}

function isCase(asked: string, id: string): boolean {
  return asked.toLowerCase() === id.toLowerCase();
}

function facts(explanation: Explanation): readonly (readonly [string, string])[] {
  const { template, flat, declared, conditions, condition, deletionPolicy, updateReplacePolicy, values } = explanation;
  const { documentation, changes } = explanation;
  const at = ({ file, line }: { readonly file: string; readonly line?: number }) =>
    line === undefined ? file : `${file}:${line}`;
  const replaces = [...(changes?.replaces ?? [])].join(', ');
  const mayReplace = [...(changes?.mayReplace ?? [])].join(', ');
  const kept = [
    deletionPolicy && `DeletionPolicy ${deletionPolicy}`,
    updateReplacePolicy && `UpdateReplacePolicy ${updateReplacePolicy}`,
  ].filter(Boolean);
  return [
    ['declared', declared ? at(declared) : ''],
    ['template', at(template)],
    ['flat', flat ? `${at(flat)}, as ${flat.id}` : ''],
    ['says', condition ?? ''],
    ...conditions.map((each) => ['made if', `${each.id}: ${each.condition}`] as const),
    ['kept', kept.join(', ')],
    ['value', values ? valuesText(values) : ''],
    ['page', documentation ?? ''],
    [
      'replaced',
      changes ? (replaces === '' ? 'by a change of nothing that is set' : `by a change of ${replaces}`) : '',
    ],
    ['perhaps', mayReplace === '' ? '' : `by a change of ${mayReplace}`],
  ].filter((entry): entry is [string, string] => entry[1] !== '');
}

function factLines(label: string, text: string, width: number, paint: Paint): readonly string[] {
  const [first = '', ...others] = wrap(text, Math.max(20, width - 12));
  return [`  ${paint('dim', label.padEnd(9))} ${first}`, ...others.map((line) => `            ${line}`)];
}

function sectionLines({ title, lines, note }: Section, { paint, width }: PrintOptions): readonly string[] {
  const shown = lines.length > MOST + 2 ? lines.slice(0, MOST) : lines;
  const widest = Math.min(40, ...[Math.max(...shown.map(({ head }) => head.length))]);
  return [
    '',
    paint('bold', fit(title, width)),
    ...(note === undefined ? [] : wrapBelow(note, '  ', width)),
    ...shown.flatMap((line) => entryLines(line, widest, width, paint)),
    ...(shown.length < lines.length ? [`  and ${lines.length - shown.length} more; FORMAT=json lists them`] : []),
  ];
}

function entryLines(
  { head, what = '', rest }: SectionLine,
  widest: number,
  width: number,
  paint: Paint,
): readonly string[] {
  const one = `  ${head.padEnd(widest)}  ${[what, ...rest].filter(Boolean).join('  ')}`.trimEnd();
  if (one.length <= width && rest.length <= 1) {
    return [
      `  ${head}${' '.repeat(Math.max(0, widest - head.length))}  ${[paint('dim', what), ...rest].filter(Boolean).join('  ')}`.trimEnd(),
    ];
  }
  return [
    ...(`  ${head}  ${what}`.length <= width
      ? [`  ${head}  ${paint('dim', what)}`.trimEnd()]
      : [...wrapBelow(head, '  ', width), ...wrapBelow(what, '      ', width)]),
    ...rest.flatMap((line) => wrapBelow(line, '      ', width)),
  ];
}

function namedLine({ id, kind, type }: Named): SectionLine {
  return { head: id, what: type === undefined ? kind : shortType(type), rest: [] };
}

function referenceLine(reference: ExplainedReference): SectionLine {
  const { values, condition, kind, uses } = reference;
  const told = values ? valuesText(values) : (condition ?? '');
  const ways = new Map<string, string[]>();
  for (const { path, attribute, via } of uses) {
    const names = [...new Set(via.map((id) => id.split('/').at(-1) ?? id))];
    const way = [
      attribute === undefined ? '' : `its ${attribute}`,
      names.length === 0 ? '' : `by way of ${names.join(', ')}`,
    ]
      .filter(Boolean)
      .join(', ');
    ways.set(way, [...(ways.get(way) ?? []), path]);
  }
  const rest = [...ways].map(([way, paths]) => {
    const shown = [...new Set(paths)];
    const few = shown.length > 4 ? [...shown.slice(0, 3), `${shown.length - 3} more places`] : shown;
    return [few.filter(Boolean).join(', '), way].filter(Boolean).join(': ');
  });
  return {
    head: reference.id,
    what: [reference.type === undefined ? kind : shortType(reference.type), told].filter(Boolean).join(', '),
    rest,
  };
}

function valuesText({ given, default: fallback, environments }: ExplainedValues): string {
  const each = Object.entries(environments).map(([name, value]) => `${name}: ${quoted(value)}`);
  return [
    ...(given === undefined ? [] : [`given ${quoted(given)}`]),
    ...(fallback === undefined ? [] : [`default ${quoted(fallback)}`]),
    ...each,
  ].join(', ');
}

function quoted(value: string): string {
  return value === '' ? '""' : value;
}

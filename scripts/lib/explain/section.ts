import { fit, type Paint, wrapBelow } from '../../../src/text/text.ts';

/** A heading and what stands below it. */
export interface Section {
  readonly title: string;
  readonly entries: readonly Entry[];
  /** A sentence below the heading. */
  readonly note?: string | undefined;
}

/** An entry of a list. */
export interface Entry {
  readonly head: string;
  /** What it is. */
  readonly what?: string;
  /** What is said of it, each a line of its own where they do not fit beside it. */
  readonly rest: readonly string[];
}

/** Entries of a list that people read; `FORMAT=json` has all. */
const MOST = 12;

/** Longer names do not push the others' columns to the right. */
const WIDEST = 44;

/** A section in lines of at most that width: a table where all of it fits in one, else each entry with what is said of it below. */
export function sectionLines({ title, entries, note }: Section, width: number, paint: Paint): readonly string[] {
  // Nobody is told that there is one more where it could stand itself.
  const shown = entries.length > MOST + 1 ? entries.slice(0, MOST) : entries;
  return [
    '',
    paint('bold', fit(title, width)),
    ...(note === undefined ? [] : wrapBelow(note, '  ', width)),
    ...(tableLines(shown, width, paint) ?? shown.flatMap((entry) => blockLines(entry, width, paint))),
    ...(shown.length < entries.length
      ? wrapBelow(`and ${entries.length - shown.length} more; FORMAT=json lists them`, '  ', width)
      : []),
  ];
}

function tableLines(entries: readonly Entry[], width: number, paint: Paint): readonly string[] | undefined {
  const heads = Math.max(0, ...entries.map(({ head }) => head.length));
  const whats = Math.max(0, ...entries.map(({ what = '' }) => what.length));
  if (heads > WIDEST || entries.some(({ rest }) => rest.length > 1)) return undefined;
  const rows = entries.map(({ head, what = '', rest: [said = ''] }) => {
    const columns = [head.padEnd(heads), ...(whats > 0 ? [what.padEnd(whats)] : []), said];
    return { columns, length: `  ${columns.join('  ')}`.trimEnd().length };
  });
  if (rows.some(({ length }) => length > width)) return undefined;
  return rows.map(({ columns }) =>
    `  ${columns.map((column, index) => (whats > 0 && index === 1 ? paint('dim', column) : column)).join('  ')}`.trimEnd(),
  );
}

function blockLines({ head, what = '', rest }: Entry, width: number, paint: Paint): readonly string[] {
  const isShort = `  ${head}  ${what}`.length <= width;
  return [
    ...(isShort ? [`  ${head}  ${paint('dim', what)}`.trimEnd()] : wrapBelow(head, '  ', width)),
    ...(isShort ? [] : wrapBelow(what, '      ', width)),
    ...rest.filter(Boolean).flatMap((line) => wrapBelow(line, '      ', width)),
  ];
}

/** The first of them, and how many there are besides. */
export function few(texts: readonly string[], most: number): string {
  return texts.length <= most
    ? texts.join(', ')
    : `${texts.slice(0, most - 1).join(', ')} and ${texts.length - most + 1} more`;
}

/** A CloudFormation type as lists have it: `ECS::Service`. */
export function shortType(type: string): string {
  return type.replace(/^AWS::/, '');
}

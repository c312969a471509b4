import type { Explanation, FilePlace } from '../../../src/review/explain/explanation.ts';
import { type Paint, wrap, wrapBelow } from '../../../src/text/text.ts';
import { accessSections } from './print-access.ts';
import { namedEntry, referenceEntry, valuesText } from './references.ts';
import { type Section, sectionLines } from './section.ts';

/** How an explanation is printed. */
export interface PrintOptions {
  readonly paint: Paint;
  readonly width: number;
  readonly asked: string;
  readonly otherSystems: readonly string[];
}

/** An explanation for people, in lines of at most that width. Only addresses of pages are longer: cut, they would lead nowhere. */
export function printExplanation(explanation: Explanation, options: PrintOptions): string {
  const {
    id,
    refersTo,
    waitsFor,
    referredBy,
    waitedForBy,
    releaseFiles,
    contains = [],
    beside = [],
    also,
  } = explanation;
  const sections: readonly Section[] = [
    { title: 'refers to', entries: refersTo.map((each) => referenceEntry(each, id)) },
    { title: 'waits for, by DependsOn', entries: waitsFor.map(namedEntry) },
    { title: 'is referred to by', entries: referredBy.map((each) => referenceEntry(each, id)) },
    { title: 'is waited for, by DependsOn of', entries: waitedForBy.map(namedEntry) },
    {
      title: 'is filled in for a release',
      entries: releaseFiles.map(({ file, as }) => ({ head: file, rest: [`as \${${as}}`] })),
    },
    ...accessSections(explanation),
    { title: 'holds', entries: contains.map(namedEntry) },
    { title: 'has beside it, deployed by themselves', entries: beside.map(namedEntry) },
    { title: 'is not to be mistaken for', entries: also.map(namedEntry) },
  ];
  const told = sections.filter(({ entries, note }) => entries.length > 0 || note !== undefined);
  const lines = [
    ...headLines(explanation, options),
    ...told.flatMap((section) => sectionLines(section, options.width, options.paint)),
  ];
  return `${lines.join('\n')}\n`;
}

function headLines(explanation: Explanation, { paint, width, asked, otherSystems }: PrintOptions): readonly string[] {
  const { id, kind, type, system, comment } = explanation;
  const what = kind === 'parameter' ? `parameter, ${type}` : (type ?? kind);
  const where = [
    `in ${system}`,
    ...(otherSystems.length > 0
      ? [`there is one in ${otherSystems.join(' and ')} too: SYSTEM=${otherSystems[0]}`]
      : []),
    ...(asked !== id && asked.toLowerCase() === id.toLowerCase() ? [`it is written ${id}`] : []),
  ];
  return [
    ...wrapBelow(`${id}  ${what}`, '', width).map((line) => paint('bold', line)),
    ...wrapBelow(where.join('; '), '', width).map((line) => paint('dim', line)),
    ...(comment === undefined ? [] : wrap(comment.replace(/\s+/g, ' '), width - 2).map((line) => `  ${line}`)),
    '',
    ...facts(explanation).flatMap(([label, text]) => factLines(label, text, width, paint)),
  ];
}

function facts(explanation: Explanation): readonly (readonly [string, string])[] {
  const { template, flat, declared, calledAt, conditions, condition, values, documentation, changes } = explanation;
  const { deletionPolicy, updateReplacePolicy, kept } = explanation;
  const policies = [
    ...(deletionPolicy === undefined ? [] : [`DeletionPolicy ${deletionPolicy}`]),
    ...(updateReplacePolicy === undefined ? [] : [`UpdateReplacePolicy ${updateReplacePolicy}`]),
  ];
  const said: readonly (readonly [string, string | undefined])[] = [
    ['declared', declared && placeText(declared)],
    ['called at', calledAt.map(placeText).join(', ')],
    ['template', placeText(template)],
    ['flat', flat && `${placeText(flat)}, as ${flat.id}`],
    ['says', condition],
    ...conditions.map((each) => ['made if', `${each.id}: ${each.condition}`] as const),
    ['value', values && valuesText(values)],
    ['policies', policies.join(', ')],
    ['kept', kept && `${kept.code}: ${kept.reason}`],
    ['page', documentation],
    ['replaced', changes && replacedText(changes.replaces, changes.inPlace.length > 0)],
    ['perhaps', changes?.mayReplace.join(', ')],
  ];
  return said.flatMap(([label, text]) => (text === undefined || text === '' ? [] : [[label, text] as const]));
}

function replacedText(replaces: readonly string[], hasOthers: boolean): string {
  if (replaces.length === 0) return 'by no change of what it sets';
  return `by a change of ${replaces.join(', ')}${hasOthers ? '; all else that it sets changes in place' : ''}`;
}

function factLines(label: string, text: string, width: number, paint: Paint): readonly string[] {
  const lines = text.startsWith('https:') ? [text] : wrap(text, Math.max(20, width - 13));
  return lines.map((line, index) => `  ${paint('dim', (index === 0 ? label : '').padEnd(9))}  ${line}`);
}

function placeText({ file, line }: FilePlace): string {
  return line === undefined ? file : `${file}:${line}`;
}

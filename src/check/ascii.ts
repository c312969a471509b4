import type { BuiltStack } from '../dsl/built.ts';
import type { Problem } from '../dsl/error.ts';
import type { Data, Section } from '../dsl/template.ts';
import { asText } from './as-text.ts';
import { problemOf } from './report.ts';

/**
 * Where text cannot be escaped, it is ASCII: in comments, and in code and other texts of several lines. CloudFormation gives other
 * characters back as question marks, so a deployed template could not be compared with the reviewed one. In a value of one line
 * they are escaped by the printer.
 */
export function checkAscii(stack: BuiltStack): readonly Problem[] {
  const problems: Problem[] = [];
  for (const [id, comment] of Object.entries(stack.comments)) {
    const found = firstForeign(comment);
    if (found) problems.push(problemOf(stack, 'Resources', id, finding(found, 'the comment')));
  }
  if (!FOREIGN_IN_JSON.test(asText(stack.template))) return problems;
  // What is said of the stack itself has no logical id.
  const { Description = '', Metadata = {} } = stack.template;
  visit(stack, 'Resources', '', { Description, Metadata }, [], problems);
  for (const section of ['Parameters', 'Rules', 'Mappings', 'Conditions', 'Resources', 'Outputs'] as const) {
    for (const [id, data] of Object.entries(stack.template[section] ?? {}))
      visit(stack, section, id, data, [], problems);
  }
  return problems;
}

// JSON writes line breaks and tabs as `\n` and `\t`, and what else may not be there as it is or as another escape.
const FOREIGN_IN_JSON = /[^\x20-\x7e]|\\[bfru]/;

function visit(
  stack: BuiltStack,
  section: Section,
  id: string,
  data: Data | object,
  path: readonly (string | number)[],
  problems: Problem[],
): void {
  if (typeof data === 'string') {
    const found = data.includes('\n') ? firstForeign(data) : undefined;
    if (found) problems.push(problemOf(stack, section, id, { ...finding(found, 'a text of several lines'), path }));
  } else if (Array.isArray(data)) {
    for (const [index, element] of data.entries()) visit(stack, section, id, element, [...path, index], problems);
  } else if (typeof data === 'object' && data !== null) {
    for (const [key, value] of Object.entries(data)) visit(stack, section, id, value, [...path, key], problems);
  }
}

function firstForeign(text: string): string | undefined {
  return /[^\n\t\x20-\x7e]/u.exec(text)?.[0];
}

function finding(character: string, where: string) {
  const code = `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
  return {
    code: 'non-ascii',
    message: `${where} has the character ${JSON.stringify(character)} (${code})`,
    hint: character === '\r' ? 'end lines with \\n alone' : 'write it in ASCII, or escape it the way the code allows',
  };
}

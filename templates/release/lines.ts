import { sub, type Value } from '../../src/dsl/index.ts';

/** Text in lines, each of which may hold expressions, and may itself be several lines that are indented already. */
export type Lines = readonly Value<string>[];

/** The lines as one text that ends with a line break. */
export function joinLines(lines: Lines): Value<string> {
  return lines.reduce<Value<string>>((text, line) => sub`${text}${line}\n`, '');
}

/** The lines moved to the right. Those that are several must have been indented for it before. */
export function indent(lines: Lines, by: number): Lines {
  return lines.map((line) => (line === '' ? line : sub`${' '.repeat(by)}${line}`));
}

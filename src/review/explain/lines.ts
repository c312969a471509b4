import type { Section } from '../../dsl/template.ts';

/**
 * The line, counted from 1, at which a name is declared in a template as Tealform prints it; undefined where it is not there.
 * @param text of the file: sections stand at its left edge, names two blanks further in.
 */
export function lineOf(text: string, section: Section, name: string): number | undefined {
  const lines = text.split('\n');
  const start = lines.indexOf(`${section}:`);
  if (start < 0) return undefined;
  for (let at = start + 1; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    if (line === `  ${name}:` || line.startsWith(`  ${name}: `)) return at + 1;
    if (/^\S/.test(line) && !line.startsWith('#')) return undefined;
  }
  return undefined;
}

/** Texts that many records have: the template of a set is that of each of its stacks, and there once in memory. */
const texts = new Map<string, string>();

/** The same text, the one that others have too. */
export function interned(text: string): string {
  const known = texts.get(text);
  if (known !== undefined) return known;
  texts.set(text, text);
  return text;
}

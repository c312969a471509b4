const NAMED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/**
 * Makes a text safe inside HTML elements and quoted attributes. Control characters and line separators become
 * references as well, so that a text stays on its line.
 */
export function escapeHtml(text: string): string {
  return text.replace(
    /[&<>"'`\p{Cc}\u2028\u2029]/gu,
    (character) => NAMED[character] ?? `&#${character.charCodeAt(0)};`,
  );
}

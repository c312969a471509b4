import { stripVTControlCharacters } from 'node:util';

/** Markup that is safe to send: made by {@link html} only. */
export interface Html {
  readonly markup: string;
}

type Value = Html | string | number | false | undefined | readonly Value[];

/**
 * Markup from a template. Whatever is put in is text and escaped, unless it is markup itself; lists are put one after another,
 * `undefined` and `false` are nothing. Attributes have to stand in double quotes.
 */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return { markup: parts.map((part, index) => (index === 0 ? '' : markupOf(values[index - 1])) + part).join('') };
}

/** Text of our own that is no text to browsers: a style sheet, a script. Nothing from outside may go in here. */
export function raw(text: string): Html {
  return { markup: text };
}

function markupOf(value: Value): string {
  if (value === undefined || value === false) return '';
  if (typeof value === 'object') return 'markup' in value ? value.markup : value.map(markupOf).join('');
  return escapeText(String(value));
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes text for elements and quoted attributes; control characters, which terminals' colours are made of, go. */
export function escapeText(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .replace(/[&<>"']/g, (letter) => ESCAPES[letter] ?? letter);
}

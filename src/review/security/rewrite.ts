import { isObject } from '../../dsl/border.ts';
import type { Data } from '../../dsl/template.ts';
import { type Token, tokenText } from '../resolve/token.ts';

/** Data with every text in it, keys left out, as that function makes it. */
export function mapTexts(data: Data, edit: (text: string) => string): Data {
  if (typeof data === 'string') return edit(data);
  if (Array.isArray(data)) return data.map((each) => mapTexts(each, edit));
  if (!isObject(data)) return data;
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, mapTexts(value, edit)]));
}

/** A text with every token in it as that function makes it. */
export function mapTokens(text: string, edit: (token: Token) => Token): string {
  return text.replace(/\uE000([^\uE001]*)\uE001/g, (_, inner: string) => {
    const [of = '', attribute] = inner.split('\u0000');
    return tokenText(edit(attribute === undefined ? { of } : { of, attribute }));
  });
}

import { isDeepStrictEqual } from 'node:util';
import type { DataObject } from '../../dsl/template.ts';
import type { KeptTexts } from '../../text/kept-texts.ts';
import type { Templates } from './system-files.ts';

/** Templates that were parsed by this run or an earlier one. */
export interface KeptTemplates extends Templates {
  /** Forgets, where something was parsed, what no run has asked for in a week. */
  tidy(): void;
}

/**
 * Keeps what was parsed, so that only a text which was never seen before is parsed.
 * @param code what the code that parses is: a digest of it. What other code made of a text is not used.
 */
export function keptTemplates(texts: KeptTexts, code: string): KeptTemplates {
  const known = new Map<string, DataObject>();
  const keyOf = (text: string) => `${code}\n${text}`;
  let isNew = false;
  return {
    get: (text) => {
      const before = known.get(text);
      if (before !== undefined) return before;
      const json = texts.read(keyOf(text));
      if (json === undefined) return undefined;
      // It is what was written below, or it would not be read.
      const template: DataObject = JSON.parse(json);
      known.set(text, template);
      return template;
    },
    set: (text, template) => {
      known.set(text, template);
      const json = JSON.stringify(template);
      // YAML has numbers that JSON does not have.
      if (!isDeepStrictEqual(JSON.parse(json), template)) return;
      texts.write(keyOf(text), json);
      isNew = true;
    },
    tidy: () => {
      if (isNew) texts.prune(new Set([...known.keys()].map(keyOf)));
    },
  };
}

import { TealformError } from '../error.ts';

export type ScalarData = string | number | boolean | null;

// Words that YAML 1.1 or 1.2 takes for a boolean, null, the merge key or the default value.
const word = /^(?:y|yes|n|no|true|false|on|off|null|~|=|<<|[-+]?\.(?:inf|nan))$/i;

// Wider, on purpose, than any reader's grammar of numbers, dates and times: 0x1f, 0o7, 1_000, 1e3, 22:22,
// 2012-10-17T00:00:00Z, and what only one takes for a number: `._` (PyYAML), `e7` (yaml).
const numberOrDate = /^(?:[-+.\d][\da-f_.,:xotz+ -]*|e[-+]?\d+)$/i;

const notPlain = /^[-?:,[\]{}#&*!|>'"%@`]|^\.\.\.|^ | $|: |:$| #|[^\x20-\x7e]/;

// PyYAML before 5.1, libyaml before 0.2 and YamlDotNet take no `:` or `?` in an unquoted string within brackets.
const notPlainInFlow = /[,[\]{}:?]/;

// What JSON leaves as it is, and YAML must not.
const beyondAscii = /[^\0-\x7e]/;

// Made once: the bundler writes it as a call of RegExp.
const surrogate = /\p{Surrogate}/u;

/** How a value is written on one line; `inFlow` is within `[...]`, where more strings need quotes. */
export function scalarText(value: ScalarData, inFlow: boolean): string {
  if (typeof value === 'string') return stringText(value, inFlow);
  return typeof value === 'number' ? numberText(value) : String(value);
}

/** Is this text written as a literal block (`|`) where there is room for one? */
export function isLiteral(text: string): boolean {
  // Not with a last line of spaces only: nobody would see that they are there.
  return text.includes('\n') && /^[\x20-\x7e\n]*$/.test(text) && /[^ \n]/.test(text) && !/\n +$/.test(text);
}

/** In double quotes, in ASCII: everything else as an escape. Throws for half a surrogate pair, which is no character. */
export function quoted(text: string): string {
  if (!beyondAscii.test(text)) return JSON.stringify(text);
  const half = surrogate.exec(text);
  if (half) {
    throw new TealformError({
      code: 'lone-surrogate',
      message: `half a surrogate pair, ${JSON.stringify(half[0])}, after ${JSON.stringify(text.slice(0, half.index).slice(-40))}`,
      hint: 'write the whole character, or leave it out: half of one has no UTF-8 form',
    });
  }
  return JSON.stringify(text).replace(/[^\x20-\x7e]/gu, (character) => {
    const code = (character.codePointAt(0) ?? 0).toString(16);
    return code.length > 4 ? `\\U${code.padStart(8, '0')}` : `\\u${code.padStart(4, '0')}`;
  });
}

function stringText(text: string, inFlow: boolean): string {
  const plain =
    text !== '' &&
    !notPlain.test(text) &&
    !word.test(text) &&
    !numberOrDate.test(text) &&
    !(inFlow && notPlainInFlow.test(text));
  return plain ? text : quoted(text);
}

function numberText(value: number): string {
  if (!Number.isFinite(value)) {
    throw new TealformError({
      code: 'not-finite',
      message: `${value} is not a number that a template can hold`,
      hint: 'write a finite number',
    });
  }
  const text = JSON.stringify(value);
  // Without a point, YAML 1.1 reads `1e+21` as a string.
  return text.includes('.') ? text : text.replace('e', '.0e');
}

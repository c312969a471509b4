import type { Times } from './document.ts';

/** Whether a text is what a pattern says: `*` stands for anything up to the next `/`, `**` for anything. */
export function fits(pattern: string, text: string): boolean {
  const source = pattern
    .split(/(\*+)/)
    .map((part) => (/^\*\*/.test(part) ? '.*' : part === '*' ? '[^/]*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')))
    .join('');
  return new RegExp(`^${source}$`, 's').test(text);
}

/** How often something has fitted a rule, and how often that has fired. */
export interface Count {
  seen: number;
  fired: number;
}

/** Counts that something has fitted a rule. @returns whether it fires. */
export function fires(rule: Times, count: Count): boolean {
  count.seen += 1;
  const { every, nth, from, probability, seed = 1, times = Number.POSITIVE_INFINITY } = rule;
  const isIt =
    count.fired < times &&
    (every === undefined || count.seen % every === 0) &&
    (nth === undefined || count.seen === nth) &&
    (from === undefined || count.seen >= from) &&
    (probability === undefined || chance(seed, count.seen) < probability);
  if (isIt) count.fired += 1;
  return isIt;
}

/** A number from 0 to 1 that looks like chance, and is the same for the same seed and turn. */
function chance(seed: number, turn: number): number {
  let value = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(turn, 0x85ebca6b)) >>> 0;
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  value = Math.imul(value ^ (value >>> 12), 0x297a2d39);
  return ((value ^ (value >>> 15)) >>> 0) / 2 ** 32;
}

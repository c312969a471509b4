import { isIP } from 'node:net';

/** The addresses of a block, both ends included. */
export interface Block {
  readonly family: 4 | 6;
  readonly from: bigint;
  readonly to: bigint;
}

/** The block that a text names, `10.0.0.0/8` or `2001:db8::/32`; an address alone is a block of one. Undefined for anything else. */
export function readCidr(text: string): Block | undefined {
  const [address = '', length, ...rest] = text.split('/');
  const family = isIP(address);
  if ((family !== 4 && family !== 6) || rest.length > 0 || address.includes('%')) return undefined;
  const bits = family === 4 ? 32 : 128;
  const prefix = length === undefined ? bits : /^\d{1,3}$/.test(length) ? Number(length) : Number.NaN;
  if (!(prefix <= bits)) return undefined;
  const size = 1n << BigInt(bits - prefix);
  const number = family === 4 ? fromDotted(address) : fromColons(address);
  const from = (number / size) * size;
  return { family, from, to: from + size - 1n };
}

/** Whether one block has all addresses of another. */
export function coversCidr(wide: Block, narrow: Block): boolean {
  return wide.family === narrow.family && wide.from <= narrow.from && narrow.to <= wide.to;
}

function fromDotted(address: string): bigint {
  return address.split('.').reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}

function fromColons(address: string): bigint {
  const last = address.slice(address.lastIndexOf(':') + 1);
  // The last two groups may be written as an IPv4 address.
  const hex = last.includes('.')
    ? address.slice(0, -last.length) +
      [fromDotted(last) >> 16n, fromDotted(last) & 0xffffn].map((group) => group.toString(16)).join(':')
    : address;
  const [head = '', tail] = hex.split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: tail === undefined ? 0 : 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after].reduce((sum, group) => sum * 65536n + BigInt(`0x${group}`), 0n);
}

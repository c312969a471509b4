import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cidrBlocks } from './values.ts';

test('Fn::Cidr divides a block from its beginning', () => {
  assert.deepEqual(cidrBlocks('10.0.0.0/16', 3, 11), ['10.0.0.0/21', '10.0.8.0/21', '10.0.16.0/21']);
  assert.deepEqual(cidrBlocks('192.168.255.77/24', 2, 4), ['192.168.255.0/28', '192.168.255.16/28']);
});

test('its blocks follow each other, are of one size, and lie within the block', () => {
  const whole = (address: string) => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  fc.assert(
    fc.property(
      fc.ipV4(),
      fc.integer({ min: 8, max: 24 }),
      fc.integer({ min: 4, max: 8 }),
      fc.integer({ min: 1, max: 16 }),
      (address, mask, bits, wish) => {
        const count = Math.min(wish, 2 ** (32 - bits - mask));
        const blocks = cidrBlocks(`${address}/${mask}`, count, bits).map((block) => block.split('/'));
        assert.equal(blocks.length, count);
        const start = whole(address) - (whole(address) % 2 ** (32 - mask));
        for (const [index, [first = '', length]] of blocks.entries()) {
          assert.equal(whole(first), start + index * 2 ** bits);
          assert.equal(Number(length), 32 - bits);
        }
      },
    ),
  );
});

test('what does not fit is refused', () => {
  assert.throws(() => cidrBlocks('10.0.0.0/24', 2, 8), /cannot create 2 blocks/);
  assert.throws(() => cidrBlocks('10.0.0/24', 1, 4), /not a valid CIDR block/);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commentLines } from './comments.ts';

test('each line of a comment is one of its own, without blanks at its end', () => {
  assert.deepEqual(commentLines('a \r\nb\rc\n\n d', 'Alb'), ['a', 'b', 'c', '', ' d']);
});

test('a comment that is not ASCII is an error that names the character and whose comment it is', () => {
  assert.throws(() => commentLines('it’s', 'Alb'), { code: 'non-ascii', message: /Alb: .*U\+2019.*"it’s"/ });
  assert.throws(() => commentLines('a\0', 'Alb'), { code: 'non-ascii', message: /U\+0000/ });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FONT_SIZE, shorten, widthOf, wrapTexts } from './text.ts';

test('a width is known of every character that can be typed, and what is not known is wide', () => {
  for (let code = 32; code < 127; code += 1) {
    const width = widthOf(String.fromCharCode(code)) / FONT_SIZE;
    assert.ok(width > 0.2 && width < 1.1, String.fromCharCode(code));
  }
  assert.ok(widthOf('\u4e2d') >= widthOf('W'));
  assert.ok(widthOf('bold', 'bold') > widthOf('bold'));
});

test('texts are set one after the other, and go on in the next line', () => {
  const width = widthOf('First, Second,');
  assert.deepEqual(wrapTexts(['First', 'Second', 'Third'], width), ['First, Second,', 'Third']);
  assert.deepEqual(wrapTexts(['First'], width), ['First']);
});

test('what does not fit ends in dots', () => {
  const short = shorten('a text that is far too long', widthOf('a text'));
  assert.match(short, /^a.*\.\.\.$/);
  assert.ok(widthOf(short) <= widthOf('a text'));
  assert.equal(shorten('a text', widthOf('a text')), 'a text');
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { readXml } from './xml-read.ts';
import { element, escapeXml } from './xml-write.ts';

describe('XML', () => {
  test('is read as it was written, whatever is in the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        assert.deepEqual(readXml(element('A', element('B', escapeXml(text)))).children, [
          { name: 'B', text, children: [] },
        ]);
      }),
    );
  });

  test('may have a declaration, comments, prefixes, attributes, CDATA and references', () => {
    const text = `<?xml version="1.0"?>\n<!-- c --><s:A xmlns:s="x:y" a="b/c"><B/><C d='e'>&#65;&#x42;&amp;<![CDATA[<&]]></C></s:A>\n`;
    assert.deepEqual(readXml(text), {
      name: 'A',
      text: '',
      children: [
        { name: 'B', text: '', children: [] },
        { name: 'C', text: 'AB&<&', children: [] },
      ],
    });
  });

  for (const text of [
    '',
    'text',
    '<A>',
    '</A>',
    '<A></B>',
    '<A/><B/>',
    '<A>&nope;</A>',
    '<A>&#x110000;</A>',
    '<A><</A>',
    '<!DOCTYPE A><A/>',
  ])
    test(`that is not well-formed is refused: ${text}`, () => {
      assert.throws(() => readXml(text), { code: 'MalformedXML' });
    });
});

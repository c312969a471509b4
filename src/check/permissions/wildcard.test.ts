import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { coversWildcard, matchesAction, matchesArn, matchesWildcard, overlapsWildcard } from './wildcard.ts';

/** The same by the definition, without a thought for time: the rest of the pattern against the rest of the text. */
function oracle(pattern: readonly string[], text: readonly string[]): boolean {
  const [wanted, ...rest] = pattern;
  if (wanted === undefined) return text.length === 0;
  if (wanted === '*') return oracle(rest, text) || (text.length > 0 && oracle(pattern, text.slice(1)));
  return text.length > 0 && (wanted === '?' || wanted === text[0]) && oracle(rest, text.slice(1));
}

const patterns = fc.string({ unit: fc.constantFrom('a', 'b', ':', '*', '?'), maxLength: 9 });
const texts = fc.string({ unit: fc.constantFrom('a', 'b', ':', '*'), maxLength: 9 });

test('whatever pattern and text, they match exactly if the definition says so', () => {
  fc.assert(
    fc.property(patterns, texts, (pattern, text) => {
      assert.equal(matchesWildcard(pattern, text), oracle([...pattern], [...text]));
    }),
    { numRuns: 5000 },
  );
});

test('whatever text, a pattern made from it by putting wildcards in matches it', () => {
  const pieces = fc.array(fc.tuple(fc.string({ maxLength: 4 }), fc.constantFrom('as it is', 'star', 'marks')));
  fc.assert(
    fc.property(pieces, (made) => {
      const text = made.map(([piece]) => piece).join('');
      const pattern = made
        .map(([piece, how]) => (how === 'star' ? '*' : how === 'marks' ? '?'.repeat(piece.length) : piece))
        .join('');
      // A text with wildcards in it, taken for a pattern, still matches itself.
      assert.ok(matchesWildcard(pattern, text), `${pattern} ${text}`);
    }),
  );
});

test('a pattern of many stars takes no longer than it must', () => {
  const started = performance.now();
  assert.equal(matchesWildcard(`${'*a'.repeat(500)}b`, 'a'.repeat(5000)), false);
  assert.ok(performance.now() - started < 1000);
});

test('actions match in any case, resources only in theirs', () => {
  assert.ok(matchesAction('KMS:generatedatakey*', 'kms:GenerateDataKeyWithoutPlaintext'));
  assert.ok(!matchesWildcard('arn:aws:s3:::Bucket', 'arn:aws:s3:::bucket'));
});

test('a wildcard of an ARN condition stays in its part, but the last part has colons of its own', () => {
  assert.ok(matchesArn('arn:aws:ecs:*:111111111111:*', 'arn:aws:ecs:eu-central-1:111111111111:task/a:b'));
  assert.ok(!matchesArn('arn:aws:ecs:*:111111111111:task', 'arn:aws:ecs:x:999999999999:y:111111111111:task'));
  assert.ok(!matchesArn('arn:aws:*', 'arn:aws:ecs:eu-central-1:111111111111:task/a'), 'a pattern has six parts too');
  assert.ok(!matchesArn('arn:*:*:*:*:*', 'not:an:arn:at:all:really'));
});

test('a pattern covers another, and overlaps it, as all short texts say', () => {
  // Patterns of two letters and one that none has: what holds for these texts holds for all.
  const texts = [
    '',
    ...words('abc', 1),
    ...words('abc', 2),
    ...words('abc', 3),
    ...words('abc', 4),
    ...words('abc', 5),
  ];
  const pattern = fc.array(fc.constantFrom('a', 'b', '*', '?'), { maxLength: 4 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(pattern, pattern, (one, other) => {
      const [mine, theirs] = [one, other].map((each) => texts.filter((text) => matchesWildcard(each, text)));
      const isCovered = theirs?.every((text) => mine?.includes(text)) === true;
      const found = coversWildcard(one, other);
      assert.ok(found === isCovered || (!found && `${one}${other}`.includes('?')), `${one} covers ${other}`);
      assert.equal(
        overlapsWildcard(one, other),
        theirs?.some((text) => mine?.includes(text)),
        `${one} meets ${other}`,
      );
    }),
    { numRuns: 500 },
  );
});

function words(letters: string, length: number): readonly string[] {
  if (length === 0) return [''];
  return words(letters, length - 1).flatMap((word) => [...letters].map((letter) => word + letter));
}

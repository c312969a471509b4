import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { RULE_TEXTS } from './rule-texts.ts';

const sources = readdirSync('src/review', { recursive: true, encoding: 'utf8' })
  .filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !/^(testing|security|explain|comment)\//.test(file),
  )
  .map((file) => [file, readFileSync(`src/review/${file}`, 'utf8')] as const);

/** What is wrong with arguments and files, and no finding of a review. */
const ERRORS = [
  'no-folder',
  'no-git',
  'no-system',
  'stale-output',
  'unknown-ref',
  'unknown-system',
  'unreadable',
  'usage',
  'yaml-unsupported',
];

describe('the texts of the rules', () => {
  test('are there for every code that a review tells something under, and for no other', () => {
    const told = sources.flatMap(([file, text]) =>
      file === 'rule-texts.ts'
        ? []
        : [...text.matchAll(/(?:code: |return |\? |: |, )'([a-z]+(?:-[a-z]+)*)'/g)].map(([, code = '']) => code),
    );
    const known = RULE_TEXTS.map(({ code }) => code);
    assert.deepEqual(
      known.filter((code) => !told.includes(code)),
      [],
      'nothing tells these',
    );
    const codes = sources.flatMap(([, text]) => [...text.matchAll(/code: '([a-z-]+)'/g)].map(([, code = '']) => code));
    assert.deepEqual(
      codes.filter((code) => !known.includes(code) && !ERRORS.includes(code)),
      [],
      'these have no text',
    );
    assert.equal(new Set(known).size, known.length);
  });

  test('stand in the guide to reviewing as they are', () => {
    const rows = RULE_TEXTS.map(({ code, level, about, page }) => `| [\`${code}\`](${page}) | ${level} | ${about} |`);
    const table = ['| Code | Level | What it is about |', '| --- | --- | --- |', ...rows].join('\n');
    const guide = readFileSync('docs/reviewing.md', 'utf8');
    assert.ok(guide.includes(table), `docs/reviewing.md does not have this table:\n${table}`);
  });
});

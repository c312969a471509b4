import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { SECURITY_CODES } from './security.ts';

const document = readFileSync(new URL('../../../docs/security-changes.md', import.meta.url), 'utf8');

test('docs/security-changes.md tells every code, and what AWS says of it', () => {
  const rows = Object.entries(SECURITY_CODES).map(([code, { means, page }]) => `| [\`${code}\`](${page}) | ${means} |`);
  const [, table] = /<!-- codes -->\n([\s\S]*)<!-- \/codes -->/.exec(document) ?? [];
  assert.equal(table?.trim(), ['| Code | What it means |', '| --- | --- |', ...rows].join('\n'));
});

test('every code is used', () => {
  const folder = new URL('.', import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && file !== 'change.ts',
  );
  const source = files.map((file) => readFileSync(new URL(file, folder), 'utf8')).join('\n');
  assert.deepEqual(
    Object.keys(SECURITY_CODES).filter((code) => !source.includes(`'${code}'`)),
    [],
  );
});

test('the messages in docs/security-changes.md are those of tests', () => {
  const tests = ['policies.test.ts', 'traffic.test.ts', 'settings.test.ts']
    .map((file) => readFileSync(new URL(file, import.meta.url), 'utf8'))
    .join('\n')
    .replaceAll('\\${', '${')
    .replaceAll(`\${PASSES}`, 'iam:PassRole lends the permissions of those roles to what it starts');
  const [, shown = ''] = /```\n(opens[\s\S]*?)```/.exec(document) ?? [];
  for (const line of shown.trim().split('\n')) {
    // Settings and rules are tried on resources with other names.
    const [, said = ''] = /: ((?:may|anyone|lets|metadata).*)$/.exec(line) ?? [];
    assert.ok(said !== '' && tests.includes(said), line);
  }
});

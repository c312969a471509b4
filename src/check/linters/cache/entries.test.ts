import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { finding, temporaryFolder } from '../stand-in.ts';
import { type Entry, prune, readEntry, removeEntry, writeEntry } from './entries.ts';

const about = { linter: 'cfn-lint', file: 'a.yaml' } as const;
const entry: Entry = { ...about, notes: [finding({ severity: 'info', message: 'set it' })] };

function written(t: TestContext, key = 'k'): string {
  const folder = join(temporaryFolder(t), 'lint');
  writeEntry(folder, key, entry);
  return folder;
}

test('what was written is read, and nothing else lies about', (t) => {
  const folder = written(t);
  assert.deepEqual(readEntry(folder, 'k', about), entry);
  assert.deepEqual(readdirSync(folder), ['k.json']);
  writeEntry(folder, 'k', { ...about, notes: [] });
  assert.deepEqual(readEntry(folder, 'k', about), { ...about, notes: [] });
  removeEntry(folder, 'k');
  removeEntry(folder, 'k');
  assert.equal(readEntry(folder, 'k', about), undefined);
});

test('an entry under another name, of another linter or of another file is none', (t) => {
  const folder = written(t);
  copyFileSync(join(folder, 'k.json'), join(folder, 'other.json'));
  assert.equal(readEntry(folder, 'other', about), undefined);
  assert.equal(readEntry(folder, 'k', { ...about, file: 'b.yaml' }), undefined);
  assert.equal(readEntry(folder, 'k', { ...about, linter: 'cloudformation-validate' }), undefined);
});

test('an entry that was cut off, changed in any character, or is something else is none', (t) => {
  const folder = written(t);
  const path = join(folder, 'k.json');
  const text = readFileSync(path, 'utf8').trimEnd();
  for (let at = 0; at < text.length; at += 1) {
    writeFileSync(path, text.slice(0, at));
    assert.equal(readEntry(folder, 'k', about), undefined, `cut at ${at}`);
    writeFileSync(path, `${text.slice(0, at)}${text[at] === 'x' ? 'y' : 'x'}${text.slice(at + 1)}\n`);
    assert.equal(readEntry(folder, 'k', about), undefined, `changed at ${at}`);
  }
  for (const other of ['', '[]', 'null', '7', '{}', '{"format":"tealform lint 1","notes":[]}', '\u0000\u0001']) {
    writeFileSync(path, other);
    assert.equal(readEntry(folder, 'k', about), undefined, other);
  }
});

test('an entry of another format is none', (t) => {
  const folder = written(t);
  const path = join(folder, 'k.json');
  writeFileSync(path, readFileSync(path, 'utf8').replace('tealform lint 1', 'tealform lint 0'));
  assert.equal(readEntry(folder, 'k', about), undefined);
});

test('where nothing can be written there is no entry and no error; a folder in its place is none either', (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, 'file'), '');
  writeEntry(join(folder, 'file'), 'k', entry);
  assert.equal(readEntry(join(folder, 'file'), 'k', about), undefined);
  mkdirSync(join(folder, 'k.json'));
  writeEntry(folder, 'k', entry);
  assert.equal(readEntry(folder, 'k', about), undefined);
  assert.deepEqual(readdirSync(folder).sort(), ['file', 'k.json']);
});

test('what nobody has used for a week goes, whatever it is; what is used now stays', (t) => {
  const folder = written(t, 'used');
  writeEntry(folder, 'old', entry);
  writeEntry(folder, 'new', entry);
  writeFileSync(join(folder, 'half.new'), '');
  const now = Date.now();
  const daysAgo = (days: number) => new Date(now - days * 86_400_000);
  for (const name of ['used.json', 'old.json', 'half.new']) utimesSync(join(folder, name), daysAgo(8), daysAgo(8));
  utimesSync(join(folder, 'new.json'), daysAgo(6), daysAgo(6));
  prune(folder, new Set(['used']), now);
  assert.deepEqual(readdirSync(folder).sort(), ['new.json', 'used.json']);
  prune(join(folder, 'nowhere'), new Set(), now);
});

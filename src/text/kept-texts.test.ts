import assert from 'node:assert/strict';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { keptTexts } from './kept-texts.ts';

const TEXT = 'first\nsecond \u00e9\n';

function prepare(t: TestContext) {
  const above = mkdtempSync(join(tmpdir(), 'tealform kept '));
  t.after(() => rmSync(above, { recursive: true, force: true }));
  const folder = join(above, 'not', 'yet');
  const texts = keptTexts(folder, 'test 1');
  const fileOf = (key: string) => {
    const before = new Set(existsSync(folder) ? readdirSync(folder) : []);
    texts.write(key, TEXT);
    const [name = ''] = readdirSync(folder).filter((each) => !before.has(each));
    return join(folder, name);
  };
  return { folder, texts, fileOf };
}

test('what was written is read, and nothing else lies about', (t) => {
  const { folder, texts } = prepare(t);
  assert.equal(texts.read('a/b'), undefined);
  texts.write('a/b', 'old');
  texts.write('a/b', TEXT);
  texts.write('empty', '');
  assert.deepEqual([texts.read('a/b'), texts.read('empty')], [TEXT, '']);
  assert.equal(readdirSync(folder).length, 2);
  texts.remove('a/b');
  texts.remove('a/b');
  assert.equal(texts.read('a/b'), undefined);
});

test('a text under another name, or of another format, is none', (t) => {
  const { folder, texts, fileOf } = prepare(t);
  texts.write('a', TEXT);
  const b = fileOf('b');
  const a =
    readdirSync(folder)
      .map((name) => join(folder, name))
      .find((path) => path !== b) ?? '';
  copyFileSync(b, a);
  assert.deepEqual([texts.read('a'), texts.read('b')], [undefined, TEXT]);
  assert.equal(keptTexts(folder, 'test 2').read('b'), undefined);
});

test('a text that was cut off, changed in any character, or is something else is none', (t) => {
  const { texts, fileOf } = prepare(t);
  const path = fileOf('k');
  const file = readFileSync(path, 'utf8');
  for (let at = 0; at < file.length; at += 1) {
    writeFileSync(path, file.slice(0, at));
    assert.equal(texts.read('k'), undefined, `cut at ${at}`);
    writeFileSync(path, `${file.slice(0, at)}${file[at] === 'x' ? 'y' : 'x'}${file.slice(at + 1)}`);
    assert.equal(texts.read('k'), undefined, `changed at ${at}`);
  }
  for (const other of ['\n', '{}', `${file}\n`, Buffer.from([0xff, 0x0a])]) {
    writeFileSync(path, other);
    assert.equal(texts.read('k'), undefined, String(other));
  }
  texts.write('k', TEXT);
  assert.equal(texts.read('k'), TEXT);
});

test('where nothing can be written nothing is kept, without an error; a folder in its place is none either', (t) => {
  const { folder, fileOf, texts } = prepare(t);
  const path = fileOf('k');
  const inFile = keptTexts(join(path, 'below'), 'test 1');
  inFile.write('k', TEXT);
  inFile.prune(new Set());
  assert.equal(inFile.read('k'), undefined);
  renameSync(path, `${path}.old`);
  mkdirSync(path);
  texts.write('k', TEXT);
  assert.equal(texts.read('k'), undefined);
  assert.equal(readdirSync(folder).length, 2);
});

test('what nobody has used for a week goes, whatever it is; what is used now stays', (t) => {
  const { folder, texts, fileOf } = prepare(t);
  const [used, old, fresh, half] = [fileOf('used'), fileOf('old'), fileOf('new'), join(folder, 'half.new')];
  writeFileSync(half, '');
  const now = Date.now();
  const daysAgo = (days: number) => new Date(now - days * 86_400_000);
  for (const path of [used, old, half]) utimesSync(path, daysAgo(8), daysAgo(8));
  utimesSync(fresh, daysAgo(6), daysAgo(6));
  texts.prune(new Set(['used']), now);
  assert.deepEqual(
    readdirSync(folder)
      .map((name) => join(folder, name))
      .sort(),
    [used, fresh].sort(),
  );
});

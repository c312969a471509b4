import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { TealformError } from '../dsl/error.ts';
import { writeManifest } from './manifest.ts';
import type { OutputFile } from './output-file.ts';
import { applyChanges, compareOutput } from './output-folder.ts';
import type { Synthesized } from './synthesize.ts';

const NOW = new Date();

test('a file is replaced by another file, never written over: who has it open goes on reading the old one', (context) => {
  const folder = emptyFolder(context);
  write(folder, [system('one', { 'a.yaml': 'old\n' })]);
  const before = statSync(join(folder, 'one/a.yaml')).ino;
  write(folder, [system('one', { 'a.yaml': 'new\n' })]);
  assert.notEqual(statSync(join(folder, 'one/a.yaml')).ino, before);
  assert.equal(readFileSync(join(folder, 'one/a.yaml'), 'utf8'), 'new\n');
  assert.deepEqual(readdirSync(join(folder, 'one')).sort(), ['a.yaml', 'manifest.json']);
});

test('only what differs is written', (context) => {
  const folder = emptyFolder(context);
  write(folder, [system('one', { 'a.yaml': 'a\n', 'b.yaml': 'b\n' })]);
  const changes = compareOutput(folder, [system('one', { 'a.yaml': 'a\n', 'b.yaml': 'c\n', 'd/e.json': '{}' })], NOW);
  assert.deepEqual(
    changes.written.map(({ path, isNew }) => [path, isNew]),
    [
      ['one/b.yaml', false],
      ['one/d/e.json', true],
      ['one/manifest.json', false],
    ],
  );
  assert.equal(changes.unchanged, 1);
});

test('what a manifest listed and is no longer produced goes, with the folders it leaves empty', (context) => {
  const folder = emptyFolder(context);
  write(folder, [system('one', { 'a.yaml': 'a\n', 'deep/er/b.json': '{}' }), system('two', { 'a.yaml': 'a\n' })]);
  writeFileSync(join(folder, 'one', 'notes.txt'), 'mine\n');
  write(folder, [system('one', { 'a.yaml': 'a\n' })]);
  assert.deepEqual(readdirSync(join(folder, 'one')).sort(), ['a.yaml', 'manifest.json', 'notes.txt']);
  assert.equal(existsSync(join(folder, 'two')), false);
});

test('what a killed run left behind goes with the next one', (context) => {
  const folder = emptyFolder(context);
  write(folder, [system('one', { 'a.yaml': 'a\n' })]);
  mkdirSync(join(folder, 'one', 'deep'));
  const leftovers = [join(folder, 'one', 'a.yaml.4711.tmp'), join(folder, 'one', 'deep', 'b.json.4711.tmp')];
  for (const file of leftovers) {
    writeFileSync(file, 'half');
    utimesSync(file, 0, NOW.getTime() / 1000 - 3601);
  }
  write(folder, [system('one', { 'a.yaml': 'a\n' })]);
  assert.deepEqual(readdirSync(join(folder, 'one')).sort(), ['a.yaml', 'manifest.json']);
});

test('what another run is just writing is left to it', (context) => {
  const folder = emptyFolder(context);
  write(folder, [system('one', { 'a.yaml': 'a\n' })]);
  writeFileSync(join(folder, 'one', 'a.yaml.4711.tmp'), 'half');
  assert.deepEqual(compareOutput(folder, [system('one', { 'a.yaml': 'a\n' })], NOW).removed, []);
});

test('what another run has removed before is no failure', (context) => {
  const folder = emptyFolder(context);
  write(folder, [system('one', { 'a.yaml': 'a\n', 'deep/b.json': '{}' })]);
  const changes = compareOutput(folder, [system('one', { 'a.yaml': 'a\n' })], NOW);
  assert.deepEqual(changes.removed, ['one/deep/b.json']);
  rmSync(join(folder, 'one', 'deep'), { recursive: true });
  applyChanges(folder, changes);
  assert.deepEqual(readdirSync(join(folder, 'one')).sort(), ['a.yaml', 'manifest.json']);
});

test('a file that cannot be written is told with its path, and no temporary file stays behind', (context) => {
  const folder = emptyFolder(context);
  mkdirSync(join(folder, 'one', 'a.yaml', 'in-the-way'), { recursive: true });
  assert.throws(
    () =>
      applyChanges(folder, { written: [{ path: 'one/a.yaml', text: 'a\n', isNew: true }], removed: [], unchanged: 0 }),
    (error) => {
      assert.ok(error instanceof TealformError);
      assert.equal(error.code, 'output-not-written');
      assert.match(error.message, /cannot write output\/one\/a\.yaml: /);
      return true;
    },
  );
  assert.deepEqual(readdirSync(join(folder, 'one')), ['a.yaml']);
});

function emptyFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'tealform-output-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function system(name: string, texts: Readonly<Record<string, string>>): Synthesized {
  const files: OutputFile[] = Object.entries(texts).map(([path, text]) => ({ path, text }));
  return { system: name, templates: [], files: [...files, { path: 'manifest.json', text: writeManifest(files) }] };
}

function write(folder: string, systems: readonly Synthesized[]): void {
  applyChanges(folder, compareOutput(folder, systems, NOW));
}

import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { collectOutputs } from './build-outputs.ts';

const FILES = ['a.json', 'b.json', 'run.sh', 'out/c.json', 'out/deep/d.json', 'axjson'];

describe('what a build hands over', () => {
  test('are the files that its patterns fit, each once', (context) => {
    const { collect } = made(context);
    assert.deepEqual(collect(['a.json', './a.json', 'run.sh']), ['a.json', 'run.sh']);
    assert.deepEqual(collect(['*.json']), ['a.json', 'b.json']);
    assert.deepEqual(collect(['**/*.json']), ['a.json', 'b.json', 'out/c.json', 'out/deep/d.json']);
    assert.deepEqual(collect(['out/**']), ['out/c.json', 'out/deep/d.json']);
    assert.deepEqual(collect(['**/*']).length, FILES.length);
    assert.deepEqual(collect(['?.json']), ['a.json', 'b.json']);
  });

  test('is taken from a folder below, and without folders, where that is said', (context) => {
    const { collect } = made(context);
    assert.deepEqual(collect(['**/*'], { baseDirectory: 'out' }), ['c.json', 'deep/d.json']);
    assert.deepEqual(collect(['**/d.json'], { discardPaths: true }), ['d.json']);
  });

  test('keeps content and mode', (context) => {
    const { folder } = made(context);
    const spec = { files: ['run.sh'], baseDirectory: '.', discardPaths: false };
    const [file] = collectOutputs({ variables: {}, phases: {}, artifacts: spec }, folder, () => {});
    assert.deepEqual([String(file?.body), file?.isExecutable], ['of run.sh', true]);
  });

  test('may lack a file, which the log tells, but not all of them', (context) => {
    const { collect, log } = made(context);
    assert.deepEqual(collect(['a.json', 'none.json']), ['a.json']);
    assert.deepEqual(log, ['Found 1 file(s) for a.json', 'Skipping invalid file path none.json']);
    const message =
      'Build terminated with state: FAILED. Phase: UPLOAD_ARTIFACTS, Code: CLIENT_ERROR, Message: no matching artifact paths found';
    assert.throws(() => collect(['none.json']), { message });
    assert.throws(() => collect([]), { message });
  });

  test('is not taken from outside of the source', (context) => {
    const { collect } = made(context);
    for (const path of ['/etc/hostname', '../a', 'out/../../a']) {
      assert.throws(
        () => collect([path]),
        /^ActionFailure: not supported by the rehearsal: .* in artifacts of a buildspec$/,
      );
    }
  });
});

function made(context: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'tealform-outputs-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const path of FILES) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), `of ${path}`);
  }
  chmodSync(join(folder, 'run.sh'), 0o755);
  const log: string[] = [];
  const collect = (files: readonly string[], more: { baseDirectory?: string; discardPaths?: boolean } = {}) => {
    const artifacts = { files, baseDirectory: '.', discardPaths: false, ...more };
    return collectOutputs({ variables: {}, phases: {}, artifacts }, folder, (text) => log.push(text)).map(
      ({ path }) => path,
    );
  };
  return { folder, collect, log };
}

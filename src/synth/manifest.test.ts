import assert from 'node:assert/strict';
import { test } from 'node:test';
import { manifestPaths, writeManifest } from './manifest.ts';

test('a manifest lists each file once, sorted, with digest and size in bytes', () => {
  const text = writeManifest([
    { path: 'root.yaml', text: 'caf\u00e9\n' },
    { path: 'flat.yaml', text: '' },
  ]);
  assert.deepEqual(JSON.parse(text), {
    files: [
      { path: 'flat.yaml', sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', size: 0 },
      { path: 'root.yaml', sha256: '7b49b9e063bd91a4f9252b413261f5557b9c570aa61516989499f64a62dbcdd6', size: 6 },
    ],
  });
  assert.equal(text.split('\n').filter((line) => line.includes('"path"')).length, 2);
});

test('the paths of a manifest are read back', () => {
  const files = [
    { path: 'release/appspec.yaml', text: 'a' },
    { path: 'root.yaml', text: 'b' },
  ];
  assert.deepEqual(manifestPaths(writeManifest(files)), ['release/appspec.yaml', 'root.yaml']);
});

test('a manifest cannot name files outside its folder for removal', () => {
  const path = (value: unknown) => JSON.stringify({ files: [{ path: value }] });
  for (const outside of ['../secret', '/etc/passwd', 'a/../../b', '.git/config', 'a//b', '', 7, null]) {
    assert.deepEqual(manifestPaths(path(outside)), [], String(outside));
  }
});

test('what is not a manifest lists nothing', () => {
  for (const text of ['', 'not json', 'null', '[]', '{}', '{"files":7}', '{"files":[null,7]}']) {
    assert.deepEqual(manifestPaths(text), [], text);
  }
});

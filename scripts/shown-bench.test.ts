import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readReport, shownFiles } from './bench/written.ts';
import { ROOT } from './lib/root.ts';

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

test('README, guide and picture show the figures of docs/bench.json', () => {
  const report = readReport(ROOT) ?? assert.fail('there is no docs/bench.json: make bench');
  for (const { path, text } of shownFiles(report, read))
    assert.equal(read(path), text, `${path} does not show docs/bench.json: make bench`);
  for (const path of ['README.md', 'docs/bench.md']) assert.match(read(path), /<!-- bench:begin -->\n[^<]/);
});

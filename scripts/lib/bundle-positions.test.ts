import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { type TestContext, test } from 'node:test';
import { bundlePositions } from './bundle-positions.ts';
import { ROOT } from './root.ts';

test('lines of a bundle are those of its sources, and the file alone is the same as with the line', (context) => {
  const bundle = bundleOf(context, 'templates/systems/hello-server.ts');
  const lines = readFileSync(bundle, 'utf8').split('\n');
  const positions = bundlePositions();
  for (const file of ['templates/network.ts', 'templates/load-balancer.ts', 'src/dsl/stack.ts']) {
    const source = readFileSync(join(ROOT, file), 'utf8').split('\n');
    const start = lines.indexOf(`// ${file}`);
    const line = lines.findIndex((text, index) => index > start && /^(var|function) \w+/.test(text)) + 1;
    const running = { file: bundle, line, column: 1 };
    const found = positions.position(running);
    assert.equal(relative(ROOT, join(ROOT, found.file)), file);
    assert.equal(positions.file(running), file);
    const name = /^(?:var|function) (\w+?)\d*\b/.exec(lines[line - 1] ?? '')?.[1] ?? '';
    assert.ok(source[found.line - 1]?.includes(name), `${file}:${found.line} has ${name}`);
  }
});

test('without a bundle, positions are taken as they are, relative to the repository', () => {
  const positions = bundlePositions();
  const running = { file: `file://${join(ROOT, 'templates/network.ts')}`, line: 7, column: 3 };
  assert.deepEqual(positions.position(running), { file: 'templates/network.ts', line: 7, column: 3 });
  assert.equal(positions.file(running), 'templates/network.ts');
});

test('a comment in the bundle that names no file of the repository is not taken for one', (context) => {
  const folder = temporaryFolder(context);
  const bundle = join(folder, 'bundle.mjs');
  writeFileSync(bundle, '// not/here.ts\nfoo();\n');
  writeFileSync(`${bundle}.map`, JSON.stringify({ version: 3, sources: [], names: [], mappings: '' }));
  assert.equal(bundlePositions().file({ file: bundle, line: 2, column: 1 }), bundle);
});

function bundleOf(context: TestContext, entry: string): string {
  const bundle = join(temporaryFolder(context), 'bundle.mjs');
  const program = join(ROOT, 'node_modules', '@esbuild', `${process.platform}-${process.arch}`, 'bin', 'esbuild');
  const { status, stderr } = spawnSync(
    program,
    [
      entry,
      `--outfile=${bundle}`,
      '--bundle',
      '--platform=node',
      '--format=esm',
      '--sourcemap=linked',
      '--log-level=error',
    ],
    { cwd: ROOT, encoding: 'utf8' },
  );
  assert.equal(status, 0, stderr);
  return bundle;
}

function temporaryFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'tealform-positions-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { type LintResult, lintTemplates } from '../src/check/linters/lint.ts';
import { NAMES, outputOf } from './variants.ts';

const folder = mkdtempSync(join(tmpdir(), 'tealform-variants-'));
after(() => rmSync(folder, { recursive: true, force: true }));

test('every variant is clean to both linters', async () => {
  const files = NAMES.map(outputOf).flatMap(({ templates, files: all }, index) => {
    mkdirSync(join(folder, String(index), 'tools'), { recursive: true });
    const tools = all.filter(({ path }) => path.startsWith('tools/')).map(({ path, text }) => ({ file: path, text }));
    return [...templates, ...tools].map(({ file, text }) => {
      const path = join(String(index), file);
      writeFileSync(join(folder, path), text);
      return path;
    });
  });
  const result = await lintTemplates(files, { cwd: folder, env: process.env });
  assert.deepEqual(result.failures, []);
  assert.deepEqual(describeFindings(result), []);
  if (process.env.CI === 'true') assert.deepEqual(result.leftOut, [], 'both linters run where CI=true');
});

function describeFindings({ findings }: LintResult): readonly string[] {
  return findings
    .filter(({ severity }) => severity !== 'info')
    .map(({ file, line, rule, message }) => `${file}:${line} ${rule} ${message}`);
}

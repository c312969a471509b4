import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type LintResult, lintFailed } from './lint.ts';
import { formatLintResult, toLintReport } from './report.ts';
import { finding } from './stand-in.ts';

const both = ['cfn-lint', 'cloudformation-validate'] as const;
const clean: LintResult = {
  templates: 4,
  unchanged: 0,
  findings: [],
  ran: [
    { linter: 'cfn-lint', version: '1.51.0' },
    { linter: 'cloudformation-validate', version: '1.9.0-beta' },
  ],
  leftOut: [],
  failures: [],
};
const note = finding({ rule: 'I3011', severity: 'info', message: 'set it', file: 'b.yaml', logicalId: 'Db' });
const found: LintResult = {
  ...clean,
  findings: [
    finding({
      linters: both,
      otherRule: 'F3002',
      file: 'a.yaml',
      line: 9,
      column: 7,
      message: "'BucketNam' was unexpected",
      logicalId: 'Bucket',
      path: 'Properties.BucketNam',
      help: 'remove it',
      place: 'templates/a.ts:41',
    }),
    finding({ rule: 'W2001', severity: 'warning', file: 'a.yaml', line: 12, help: 'https://example.com' }),
    note,
  ],
};

test('findings are grouped by file, each with its place and its help, and counted', () => {
  assert.equal(
    formatLintResult({ ...found, findings: [...found.findings, finding({ file: 'c.yaml' })] }),
    `a.yaml:9:7 error E3002 'BucketNam' was unexpected (cfn-lint, cloudformation-validate F3002)
  Bucket Properties.BucketNam, declared at templates/a.ts:41
  -> remove it
a.yaml:12:1 warning W2001 wrong (cfn-lint)
  see https://example.com

c.yaml:1:1 error E3002 wrong (cfn-lint)

4 templates, 2 errors, 1 warning (cfn-lint 1.51.0, cloudformation-validate 1.9.0-beta)`,
  );
});

test('informational notes are shown and counted only when asked for', () => {
  assert.doesNotMatch(formatLintResult(found), /I3011|note/);
  const verbose = formatLintResult(found, { verbose: true });
  assert.match(verbose, /b\.yaml:1:1 info I3011 set it \(cfn-lint\)\n {2}Db\n/);
  assert.match(verbose, /1 error, 1 warning, 1 note \(/);
});

test('a clean run is one line', () => {
  const line = '4 templates, 0 errors, 0 warnings (cfn-lint 1.51.0, cloudformation-validate 1.9.0-beta)';
  assert.equal(formatLintResult(clean), line);
});

test('what was not linted again is told beside the summary, and in the data', () => {
  const line = '(cfn-lint 1.51.0, cloudformation-validate 1.9.0-beta); 1 linted, 3 unchanged since they passed';
  assert.equal(formatLintResult({ ...clean, unchanged: 3 }), `4 templates, 0 errors, 0 warnings ${line}`);
  const { templates, linted, unchanged } = toLintReport({ ...clean, unchanged: 3 });
  assert.deepEqual({ templates, linted, unchanged }, { templates: 4, linted: 1, unchanged: 3 });
});

test('a linter that was left out or broke down is told before the summary', () => {
  const text = formatLintResult({
    ...clean,
    ran: [],
    leftOut: [{ linter: 'cfn-lint', reason: 'it is not there', hint: 'get it' }],
    failures: [{ code: 'cloudformation-validate-failed', message: 'no memory', hint: 'buy some' }],
  });
  assert.equal(
    text,
    `cloudformation-validate-failed: no memory
  -> buy some

cfn-lint was left out: it is not there
  -> get it

4 templates, 0 errors, 0 warnings (no linter ran)`,
  );
});

test('a long list of values is cut short for a person and whole in the data', () => {
  const message = `'t9' is not one of [${Array.from({ length: 900 }, (_, index) => `'t${index}'`).join(', ')}]`;
  const long = { ...clean, findings: [finding({ message })] };
  assert.match(formatLintResult(long), /'t9' is not one of \['t0', .*'t11' and 888 more\] \(cfn-lint\)/);
  assert.equal(toLintReport(long).findings[0]?.message, message);
});

test('errors, warnings and broken linters fail a run; notes and linters that are left out do not', () => {
  assert.ok(lintFailed(found));
  assert.ok(lintFailed({ ...clean, findings: [finding({ severity: 'warning' })] }));
  assert.ok(lintFailed({ ...clean, failures: [{ code: 'x', message: 'y' }] }));
  assert.ok(!lintFailed({ ...clean, findings: [note] }));
  assert.ok(!lintFailed({ ...clean, leftOut: [{ linter: 'cfn-lint', reason: '', hint: '' }] }));
});

test('the JSON form is stable', () => {
  const { findings, ran, ...rest } = JSON.parse(JSON.stringify(toLintReport(found)));
  assert.deepEqual(rest, {
    version: 1,
    failed: true,
    templates: 4,
    linted: 4,
    unchanged: 0,
    errors: 1,
    warnings: 1,
    notes: 1,
    leftOut: [],
    failures: [],
  });
  assert.deepEqual(ran, clean.ran);
  assert.equal(findings.length, 3);
  assert.deepEqual(findings[0], {
    linters: both,
    rule: 'E3002',
    otherRule: 'F3002',
    severity: 'error',
    message: "'BucketNam' was unexpected",
    file: 'a.yaml',
    line: 9,
    column: 7,
    logicalId: 'Bucket',
    path: 'Properties.BucketNam',
    help: 'remove it',
    place: 'templates/a.ts:41',
  });
});

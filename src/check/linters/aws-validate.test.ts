import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DetailedReport, Engine } from '@aws/cloudformation-validate';
import { identifyValidate, type ValidateLibrary, validateTemplates } from './aws-validate.ts';
import { prepareValidate } from './changed.ts';
import { temporaryFolder, writeFiles } from './stand-in.ts';

const run = { regions: ['us-east-1', 'cn-north-1'], show: (file: string) => file.slice(1) };

/** A library whose engines only note what is asked of them. */
function library(check: (file: string, region: string) => DetailedReport) {
  const events: string[] = [];
  const unused = (): never => assert.fail('not to be called directly');
  const createEngine = (): Engine => {
    events.push('start');
    return {
      validateStandard: unused,
      validateDetailed: unused,
      listRules: unused,
      engineName: () => 'stand-in',
      free: () => void events.push('free'),
    };
  };
  const load = async (): Promise<ValidateLibrary> => ({
    version: '1.2.3',
    createEngine,
    check: (_engine, file, region) => {
      events.push(`${file} ${region}`);
      return check(file, region);
    },
  });
  return { events, load };
}

const metric = { durationMs: 0 };
const good: DetailedReport = {
  filePath: '',
  status: 'OK',
  version: '',
  metadata: {
    rulesEvaluated: 0,
    cfnLintVersion: '',
    resourceSchemaVersion: '',
    resourcesScanned: 0,
    counts: { fatal: 0, errors: 0, warnings: 0, informational: 0, debug: 0 },
    suppressed: 0,
    strict: false,
    severityLevel: 'INFO',
  },
  performance: {
    schemaInit: metric,
    engineInit: metric,
    modelBuild: metric,
    schemaValidate: metric,
    ruleEvaluation: metric,
    diagnosticFinalize: metric,
    validateTotal: metric,
  },
  diagnostics: [],
};

test('one engine looks at every template in every region and is freed', async () => {
  const { events, load } = library(() => good);
  assert.deepEqual(await validateTemplates(['/a', '/b'], run, load), { version: '1.2.3', findings: [] });
  assert.deepEqual(events, ['start', '/a us-east-1', '/a cn-north-1', '/b us-east-1', '/b cn-north-1', 'free']);
});

test('a template on which the engine panics is an error, and the next one gets a new engine', async () => {
  const { events, load } = library((file) => {
    if (file === '/a') throw new Error('unreachable');
    return good;
  });
  const { findings } = await validateTemplates(['/a', '/b'], run, load);
  assert.deepEqual(
    findings.map(({ rule, severity, file, message }) => [rule, severity, file, message]),
    [['analysis-incomplete', 'error', 'a', 'the analysis of this template did not come to its end: unreachable']],
  );
  assert.deepEqual(events, ['start', '/a us-east-1', 'free', 'start', '/b us-east-1', '/b cn-north-1', 'free']);
});

test('an engine that cannot be freed after a panic does not stop the run', async () => {
  const { load } = library(() => {
    throw new Error('panic');
  });
  const stubborn = async (): Promise<ValidateLibrary> => {
    const loaded = await load();
    const createEngine = (): Engine => ({ ...loaded.createEngine(), free: () => assert.fail('poisoned') });
    return { ...loaded, createEngine };
  };
  assert.equal((await validateTemplates(['/a', '/b'], run, stubborn)).findings.length, 2);
});

test('an aborted run stops between two templates and frees the engine', async () => {
  const controller = new AbortController();
  const { events, load } = library(() => {
    controller.abort(new Error('enough'));
    return good;
  });
  await assert.rejects(validateTemplates(['/a', '/b'], { ...run, signal: controller.signal }, load), /enough/);
  assert.deepEqual(events, ['start', '/a us-east-1', '/a cn-north-1', 'free']);
});

test('what is installed is told by each byte of it, and by its version', (t) => {
  const folder = temporaryFolder(t);
  const seen: unknown[] = [];
  for (const files of [
    { 'package.json': '{ "version": "1.2.3" }', 'bindings.wasm': 'a' },
    { 'bindings.wasm': 'b' },
    { 'package.json': '{ "version": "1.2.4" }' },
    { 'more.js': '' },
  ]) {
    writeFiles(folder, files);
    seen.push(identifyValidate(folder)?.identity);
  }
  assert.equal(identifyValidate(folder)?.version, '1.2.4');
  assert.ok(!seen.includes(undefined));
  assert.equal(new Set(seen).size, seen.length);
  assert.equal(identifyValidate(`${folder}/nowhere`), undefined);
});

test('the regions are part of what passed', () => {
  const [one, same, other] = [['us-east-1'], ['us-east-1'], ['eu-central-1']].map(
    (regions) => prepareValidate({ ...run, regions }).identity,
  );
  assert.ok(one);
  assert.equal(one, same);
  assert.notEqual(one, other);
});

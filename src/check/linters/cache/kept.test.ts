import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { lintChanged, type PreparedLinter } from '../changed.ts';
import type { Finding, Severity } from '../finding.ts';
import { finding, temporaryFolder, writeFiles } from '../stand-in.ts';
import type { LintCache } from './kept.ts';

/** What a stand-in linter says of a text. */
type Judge = (text: string) => readonly Severity[];

const bySeverity: Judge = (text) =>
  (['error', 'warning', 'info'] as const).filter((severity) => text.includes(severity));

/** A linter of which the verdict is told by the text, which notes what it was asked. */
function standIn(judge: Judge = bySeverity, identity: string | undefined = 'linter 1') {
  const asked: string[][] = [];
  const linter: PreparedLinter = {
    linter: 'cfn-lint',
    version: identity,
    identity,
    identify: async () => identity,
    show: (file) => basename(file),
    run: async (files) => {
      asked.push(files.map((file) => basename(file)));
      const findings = files.flatMap((file) =>
        judge(readFileSync(file, 'utf8')).map((severity) => finding({ file: basename(file), severity })),
      );
      return { version: identity ?? 'asked', findings };
    },
  };
  return { linter, asked };
}

function prepare(t: TestContext, texts: Readonly<Record<string, string>>) {
  const folder = temporaryFolder(t);
  const files = writeFiles(folder, texts);
  const cache: LintCache = { folder: join(folder, 'cache'), code: 'code 1' };
  return { folder, files, cache };
}

test('a template that passed is not linted again, and its notes stay; one that failed is', async (t) => {
  const texts = { 'good.yaml': 'a', 'info.yaml': 'info', 'warning.yaml': 'warning', 'error.yaml': 'info error' };
  const { files, cache } = prepare(t, texts);
  const { linter, asked } = standIn();
  const first = await lintChanged(files, linter, cache);
  const second = await lintChanged(files, linter, cache);
  assert.deepEqual(asked, [Object.keys(texts), ['warning.yaml', 'error.yaml']]);
  assert.deepEqual(sorted(second.findings), sorted(first.findings));
  assert.deepEqual([second.version, second.linted.length], ['linter 1', 2]);
});

test('when nothing has changed, the linter is not run', async (t) => {
  const { files, cache } = prepare(t, { 'a.yaml': 'a', 'b.yaml': 'info' });
  const { linter, asked } = standIn();
  await lintChanged(files, linter, cache);
  const { version, findings, linted } = await lintChanged(files, linter, cache);
  assert.deepEqual([version, findings.length, linted, asked.length], ['linter 1', 1, [], 1]);
});

for (const [what, change] of [
  ['one byte of it', ({ file }) => writeFileSync(file, 'b')],
  ['the linter', ({ again }) => again(standIn(undefined, 'linter 2').linter)],
  ['our own code', ({ again, cache }) => again(undefined, { ...cache, code: 'code 2' })],
  ['its entry', ({ cache }) => writeFileSync(entryOf(cache), '{}')],
  ['its name', ({ again }) => again({ ...standIn().linter, show: () => 'other.yaml' })],
  ['that everything is asked for', ({ again, cache }) => again(undefined, { ...cache, all: true })],
] satisfies readonly (readonly [string, (at: Changing) => void])[]) {
  test(`a template is linted again for ${what}`, async (t) => {
    const { files, cache } = prepare(t, { 'a.yaml': 'a' });
    const first = standIn().linter;
    await lintChanged(files, first, cache);
    assert.deepEqual((await lintChanged(files, first, cache)).linted, []);
    let [next, where]: [PreparedLinter, LintCache] = [first, cache];
    const again: Changing['again'] = (linter = first, other = cache) => {
      next = linter;
      where = other;
    };
    change({ file: files[0] ?? '', cache, again });
    assert.deepEqual((await lintChanged(files, next, where)).linted, files);
  });
}

test('the same bytes in another place are another template', async (t) => {
  const { files, cache } = prepare(t, { 'a/t.yaml': 'a', 'b/t.yaml': 'a' });
  const [one = '', other = ''] = files;
  await lintChanged([one], standIn().linter, cache);
  assert.deepEqual((await lintChanged([one, other], standIn().linter, cache)).linted, [other]);
});

test('coming back to what passed needs no linting', async (t) => {
  const { files, cache } = prepare(t, { 'a.yaml': 'a' });
  const [file = ''] = files;
  const { linter } = standIn();
  for (const text of ['a', 'error']) {
    writeFileSync(file, text);
    await lintChanged(files, linter, cache);
  }
  writeFileSync(file, 'a');
  assert.deepEqual((await lintChanged(files, linter, cache)).linted, []);
});

test('a template that names another file is linted each time, so that a change of that file counts', async (t) => {
  const { folder, files, cache } = prepare(t, { 'parent.yaml': 'TemplateURL: child.yaml', 'child.yaml': 'a' });
  const [parent = ''] = files;
  const { linter } = standIn(() => bySeverity(readFileSync(join(folder, 'child.yaml'), 'utf8')));
  assert.deepEqual((await lintChanged([parent], linter, cache)).findings, []);
  writeFileSync(join(folder, 'child.yaml'), 'error');
  assert.equal((await lintChanged([parent], linter, cache)).findings.length, 1);
});

test('what changed while the linter ran is not kept, even when it is as before by the end', async (t) => {
  const { files, cache } = prepare(t, { 'a.yaml': 'error' });
  const [file = ''] = files;
  const { linter } = standIn();
  const meddled: PreparedLinter = {
    ...linter,
    run: async (asked) => {
      writeFileSync(file, 'a');
      const result = await linter.run(asked);
      // Some file systems count time in steps of several milliseconds.
      await new Promise((resolve) => setTimeout(resolve, 30));
      writeFileSync(file, 'error');
      return result;
    },
  };
  await new Promise((resolve) => setTimeout(resolve, 30));
  assert.deepEqual((await lintChanged(files, meddled, cache)).findings, []);
  assert.equal((await lintChanged(files, linter, cache)).findings.length, 1);
});

test('a linter that is another one at the end of the run has nothing kept', async (t) => {
  const { files, cache } = prepare(t, { 'a.yaml': 'a' });
  const { linter } = standIn();
  await lintChanged(files, { ...linter, identify: async () => 'linter 2' }, cache);
  await lintChanged(files, { ...linter, identify: async () => undefined }, cache);
  assert.deepEqual((await lintChanged(files, linter, cache)).linted, files);
});

test('a linter that cannot be told from another, a run that breaks down, a finding elsewhere: nothing is kept', async (t) => {
  const { files, cache } = prepare(t, { 'a.yaml': 'a' });
  const { linter } = standIn();
  await lintChanged(files, { ...linter, identity: undefined, version: undefined }, cache);
  const broken = async () => assert.fail('no memory');
  await assert.rejects(lintChanged(files, { ...linter, run: broken }, cache), /no memory/);
  const elsewhere = { version: 'linter 1', findings: [finding({ file: 'child.yaml' })] };
  await lintChanged(files, { ...linter, run: async () => elsewhere }, cache);
  assert.equal(existsSync(cache.folder), false);
  assert.deepEqual((await lintChanged(files, linter, cache)).linted, files);
});

test('what fails when all are linted is not kept any longer', async (t) => {
  const { files, cache } = prepare(t, { 'a.yaml': 'a' });
  await lintChanged(files, standIn().linter, cache);
  // As a linter would that is not the same each time.
  await lintChanged(files, standIn(() => ['error']).linter, { ...cache, all: true });
  assert.deepEqual((await lintChanged(files, standIn().linter, cache)).linted, files);
});

test('runs at the same time do not spoil each other', async (t) => {
  const names = Array.from({ length: 12 }, (_, index) => [`${index}.yaml`, `${index} info`]);
  const { files, cache } = prepare(t, Object.fromEntries(names));
  const { linter } = standIn();
  await Promise.all(Array.from({ length: 6 }, () => lintChanged(files, linter, cache)));
  const { linted, findings } = await lintChanged(files, linter, cache);
  assert.deepEqual([linted, findings.length], [[], 12]);
});

/** One thing that happens between two runs. */
const event = fc.oneof(
  { weight: 6, arbitrary: fc.record({ write: fc.nat(3), text: fc.nat(9), nested: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ child: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ version: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ code: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ spoil: fc.nat(20), bytes: fc.constantFrom('', '[]', '\n[]') }) },
  { weight: 1, arbitrary: fc.record({ swap: fc.nat(20), with: fc.nat(20) }) },
);

test('whatever happens between two runs, the result is that of a run that keeps nothing', async (t) => {
  const names = ['a.yaml', 'b.yaml', 'c.yaml', 'd.yaml'];
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 14 }), async (events) => {
      const { folder, files, cache } = prepare(
        t,
        Object.fromEntries([...names, 'child.yaml'].map((name) => [name, ''])),
      );
      let [version, code] = [0, 0];
      for (const each of [undefined, ...events, undefined]) {
        if (each === undefined) {
          // Nothing has happened.
        } else if ('write' in each)
          writeFileSync(files[each.write] ?? '', `${each.nested ? 'TemplateURL: child.yaml\n' : ''}${each.text}`);
        else if ('child' in each) writeFileSync(join(folder, 'child.yaml'), String(each.child));
        else if ('version' in each) version = each.version;
        else if ('code' in each) code = each.code;
        else spoil(join(cache.folder, 'cfn-lint'), each);
        // Everything that is known of the linter changes what it says.
        const judge: Judge = (text) => {
          const child = text.includes('child.yaml') ? readFileSync(join(folder, 'child.yaml'), 'utf8') : '';
          const [byte = 0] = createHash('sha256')
            .update(JSON.stringify([text, child, version, code]))
            .digest();
          return (['info', 'warning', 'error'] as const).slice(0, byte % 4);
        };
        const { linter } = standIn(judge, `linter ${version}`);
        const templates = files.slice(0, names.length);
        const kept = await lintChanged(templates, linter, { ...cache, code: `code ${code}` });
        const whole = await lintChanged(templates, linter, undefined);
        assert.deepEqual(sorted(kept.findings), sorted(whole.findings));
      }
      rmSync(folder, { recursive: true });
    }),
    { numRuns: 60 },
  );
});

interface Changing {
  readonly file: string;
  readonly cache: LintCache;
  readonly again: (linter?: PreparedLinter, cache?: LintCache) => void;
}

// Overwrites an entry, or puts one in the place of another.
function spoil(folder: string, how: { spoil: number; bytes: string } | { swap: number; with: number }): void {
  const entries = existsSync(folder) ? readdirSync(folder).sort() : [];
  if (entries.length === 0) return;
  const at = (index: number) => join(folder, entries[index % entries.length] ?? '');
  if ('spoil' in how) writeFileSync(at(how.spoil), how.bytes);
  else writeFileSync(at(how.swap), readFileSync(at(how.with)));
}

function entryOf({ folder }: LintCache): string {
  const [name = ''] = readdirSync(join(folder, 'cfn-lint'));
  return join(folder, 'cfn-lint', name);
}

function sorted(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
}

import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import type { DataObject } from '../../dsl/template.ts';
import { keptTexts } from '../../text/kept-texts.ts';
import { planFiles } from '../plan-files.ts';
import { type Files, generation, nestedOf, templateOf } from '../testing/review.fixtures.ts';
import { type KeptTemplates, keptTemplates } from './kept-templates.ts';

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'tealform kept '));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const open = (folder: string, code = 'code 1') => keptTemplates(keptTexts(folder, 'test'), code);

/** As another run would open it; notes what had to be parsed. */
function counted(templates: KeptTemplates) {
  const [parsed, asked]: [string[], string[]] = [[], []];
  const counting: KeptTemplates = {
    ...templates,
    get: (text) => {
      asked.push(text);
      return templates.get(text);
    },
    set: (text, template) => {
      parsed.push(text);
      templates.set(text, template);
    },
  };
  return { parsed, asked, counting };
}

function plan(before: Files, after: Files, templates?: KeptTemplates) {
  return planFiles(generation(before, 'before'), generation(after, 'after'), { reserved: [], templates });
}

const topic = (DisplayName: string) => templateOf({ T: ['AWS::SNS::Topic', { DisplayName }] });
const imports = templateOf({ T: ['AWS::SNS::Topic', { DisplayName: { 'Fn::ImportValue': 'x' } }] });

test('where nothing has changed, nothing is looked for, parsed or judged, also where templates import', (t) => {
  const files = { 'a/root.json': topic('a'), 'b/root.json': imports };
  const { parsed, asked, counting } = counted(open(folderOf(t)));
  const { systems } = plan(files, files, counting);
  assert.deepEqual(
    systems.map(({ kind }) => kind),
    ['unchanged', 'unchanged'],
  );
  assert.deepEqual([parsed, asked], [[], []]);
});

test('of a system that changes only the changed templates are parsed again, and of others none', (t) => {
  const folder = folderOf(t);
  const before = {
    'a/root.json': templateOf({ One: nestedOf('one.json'), Two: nestedOf('two.json') }),
    'a/one.json': topic('1'),
    'a/two.json': topic('2'),
    'b/root.json': topic('b'),
  };
  const changed = { ...before, 'a/two.json': topic('3') };
  const first = counted(open(folder));
  plan(before, changed, first.counting);
  assert.equal(first.parsed.length, 4);
  const again = { ...changed, 'a/two.json': topic('4') };
  const second = counted(open(folder));
  const found = plan(before, again, second.counting);
  assert.deepEqual(second.parsed, [generation(again).read('a/two.json')]);
  assert.deepEqual(found, plan(before, again));
});

test('what other code has parsed, and what was changed on the disk, is parsed again', (t) => {
  const folder = folderOf(t);
  open(folder).set('text', { Resources: {} });
  assert.deepEqual(open(folder).get('text'), { Resources: {} });
  assert.equal(open(folder).get('text '), undefined);
  assert.equal(open(folder, 'code 2').get('text'), undefined);
  const [file = ''] = readdirSync(folder).map((name) => join(folder, name));
  writeFileSync(file, readFileSync(file, 'utf8').replace('{}', '[]'));
  assert.equal(open(folder).get('text'), undefined);
});

test('a template comes back as it was parsed; one that JSON cannot hold is not kept', (t) => {
  const folder = folderOf(t);
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (values) => {
      const template = JSON.parse(JSON.stringify(values));
      const text = JSON.stringify(values);
      open(folder).set(text, template);
      assert.deepEqual(open(folder).get(text), template);
    }),
  );
  for (const odd of [Number.POSITIVE_INFINITY, Number.NaN, -0]) {
    const template: DataObject = { odd };
    const templates = open(folder);
    templates.set(String(odd), template);
    assert.equal(templates.get(String(odd)), template);
    assert.equal(open(folder).get(String(odd)), undefined);
  }
});

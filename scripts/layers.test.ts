import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { test } from 'node:test';
import { ROOT } from './lib/root.ts';

/** Each may import from itself and from those after it. */
const LAYERS = [
  'scripts',
  'templates',
  'src/cloud',
  'src/rehearsal',
  'src/local',
  'src/review',
  'lambda',
  'src/synth',
  'src/diagram',
  'src/check',
  'src/source',
  'src/aws',
  'src/dsl',
  'src/text',
];

test('imports point downwards only', () => {
  const wrong: string[] = [];
  let count = 0;
  for (const file of sources()) {
    const from = layerOf(file);
    for (const [, target = ''] of readFileSync(join(ROOT, file), 'utf8').matchAll(
      /^(?:import|export)\b[^;]*?from '(\.[^']+)'/gm,
    )) {
      const imported = relative(ROOT, resolve(join(ROOT, dirname(file)), target));
      count += 1;
      if (layerOf(imported) < from) wrong.push(`${file} imports ${imported}`);
    }
  }
  assert.deepEqual(wrong, []);
  assert.ok(count > 100, 'imports are found');
});

test('every source file belongs to a layer', () => {
  assert.deepEqual(
    sources().filter((file) => layerOf(file) < 0),
    [],
  );
});

function sources(): readonly string[] {
  return ['src', 'templates', 'lambda', 'scripts'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .map((file) => join(folder, file))
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.endsWith('.d.ts')),
  );
}

function layerOf(file: string): number {
  return LAYERS.findIndex((layer) => file.startsWith(`${layer}/`));
}

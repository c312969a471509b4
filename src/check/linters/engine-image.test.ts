import assert from 'node:assert/strict';
import { appendFileSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type EngineModule, keepImage, restoreImage } from './engine-image.ts';
import { temporaryFolder } from './stand-in.ts';

const PAGE = 65_536;

/** What WebAssembly gives, in plain JavaScript. */
function makeModule(pages: number, values: readonly unknown[]) {
  const held = [...values];
  const memory = {
    buffer: new ArrayBuffer(pages * PAGE),
    grow: (by: number) => {
      const { byteLength } = memory.buffer;
      memory.buffer = new ArrayBuffer(byteLength + by * PAGE);
      return byteLength / PAGE;
    },
  };
  const table = {
    get length() {
      return held.length;
    },
    grow: (by: number) => held.push(...Array.from({ length: by }, () => null)) - by,
    get: (at: number) => held[at],
    set: (at: number, value: unknown) => {
      held[at] = value;
    },
  };
  const module: EngineModule = { memory, __wbindgen_externrefs: table };
  return { module, held, bytes: () => new Uint8Array(memory.buffer) };
}

const FRESH = [undefined, null, true, false];

/** An engine that has been kept. */
function keep(t: TestContext, values: readonly unknown[] = [globalThis, 'a text', null, globalThis.performance]) {
  const place = { folder: join(temporaryFolder(t), 'engine'), identity: 'library 1' };
  const started = makeModule(3, [...FRESH, ...values]);
  started.bytes().fill(7, 2 * PAGE);
  keepImage(place, started.module, 1234);
  return { place, started };
}

test('another process has the engine where it was, with the values that it holds', (t) => {
  const { place, started } = keep(t);
  const fresh = makeModule(1, FRESH);
  assert.equal(restoreImage(place, fresh.module), 1234);
  assert.deepEqual(fresh.bytes(), started.bytes());
  assert.deepEqual(fresh.held, started.held);
  assert.deepEqual(readdirSync(place.folder).sort(), ['header.json', 'memory']);
});

for (const [what, change] of [
  ['of another library', (place) => ({ ...place, identity: 'library 2' })],
  ['that was cut off', (place) => truncateSync(join(place.folder, 'memory'), PAGE)],
  ['that somebody has added to', (place) => appendFileSync(join(place.folder, 'memory'), '!')],
  [
    'that somebody has written again',
    (place) => writeFileSync(join(place.folder, 'memory'), readFileSync(join(place.folder, 'memory'))),
  ],
  ['whose header is cut off', (place) => truncateSync(join(place.folder, 'header.json'), 10)],
  ['in a folder that there is not', (place) => ({ ...place, folder: join(place.folder, 'gone') })],
] satisfies readonly (readonly [string, (place: Place) => unknown])[]) {
  test(`one ${what} counts as none, and nothing is changed`, async (t) => {
    const { place } = keep(t);
    // Some disks count time in steps of several milliseconds.
    await new Promise((resolve) => setTimeout(resolve, 30));
    const changed = change(place);
    const fresh = makeModule(1, FRESH);
    const asked = { ...place, ...(typeof changed === 'object' ? changed : {}) };
    assert.equal(restoreImage(asked, fresh.module), undefined);
    assert.deepEqual(fresh.held, FRESH);
    assert.deepEqual(fresh.bytes(), makeModule(1, FRESH).bytes());
  });
}

type Place = ReturnType<typeof keep>['place'];

test('an engine that holds what another process cannot have is not kept', (t) => {
  for (const value of [{}, () => 1, Symbol('own'), 7]) {
    const { place } = keep(t, ['a text', value]);
    assert.throws(() => readdirSync(place.folder), { code: 'ENOENT' });
  }
});

test('where the disk does not take it, none is kept, and that is no error', (t) => {
  const folder = join(temporaryFolder(t), 'file');
  writeFileSync(folder, '');
  keepImage({ folder, identity: 'library 1' }, makeModule(1, FRESH).module, 1);
  assert.equal(restoreImage({ folder, identity: 'library 1' }, makeModule(1, FRESH).module), undefined);
});

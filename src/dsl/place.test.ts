import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInThisContext } from 'node:vm';
import { ENGINE_POSITIONS, Place, setPositionMapper } from './place.ts';

const placeOf = () => Place.ofCallerOf(placeOf);

/** The place of a call in a file of that name. */
function placeIn(filename: string, source = 'placeOf => placeOf()'): Place {
  const run: (callee: () => Place) => Place = runInThisContext(source, { filename });
  return run(placeOf);
}

test('a place is the line of the call, with the file as the engine names it', () => {
  const { line } = placeOf().position;
  const next = placeOf();
  assert.equal(next.position.line, line + 1);
  assert.match(next.position.file, /place\.test\.ts$/);
  assert.equal(next.toString(), `${next.position.file}:${line + 1}`);
});

test('columns count from 1', () => {
  assert.deepEqual(placeIn('/repo/a.ts').position, { file: '/repo/a.ts', line: 1, column: 12 });
});

test('files are read as they are, blanks and brackets in their paths too', () => {
  for (const file of [
    '/repo/a.ts',
    '/my repo/a.ts',
    '/repo (1)/a.ts',
    '/repo (copy 2)/my (a).ts',
    'C:\\repo\\a.ts',
    'file:///repo%20(1)/a.ts',
    'file:///C:/repo/a.ts',
  ]) {
    assert.equal(placeIn(file).position.file, file);
    assert.equal(placeIn(file, '(function named(placeOf) { return placeOf() })').position.file, file);
  }
});

test('a place in an async function, a method or a constructor is read like any other', () => {
  const sources = [
    'placeOf => { let place; (async () => { place = placeOf(); })(); return place; }',
    'placeOf => ({ at() { return placeOf(); } }).at()',
    'placeOf => new (class Made { place = placeOf(); })().place',
    'placeOf => [0].map(() => placeOf())[0]',
  ];
  for (const source of sources) {
    const { file, line } = placeIn('/repo/a.ts', source).position;
    assert.deepEqual({ file, line }, { file: '/repo/a.ts', line: 1 }, source);
  }
});

test('a trail leads from the call outwards, through what called the function it stands in', () => {
  const inner = () => Place.ofCallerOf(inner);
  const helper = () => inner();
  const { line } = placeOf().position;
  const place = [0].map(() => helper())[0];
  assert.deepEqual(
    place?.trail.slice(0, 2).map((each) => each.line),
    [line - 1, line + 1],
  );
  assert.deepEqual(place?.trail[0], place?.position);
});

test('taking a place leaves the depth of stack traces as it was', () => {
  const before = Error.stackTraceLimit;
  placeOf();
  assert.equal(Error.stackTraceLimit, before);
});

test('a mapper turns positions of a bundle into those of its sources, once for each place', () => {
  let asked = 0;
  setPositionMapper({
    position: ({ line, column }) => {
      asked += 1;
      return { file: 'templates/network.ts', line: line + 100, column };
    },
    file: () => 'templates/network.ts',
  });
  try {
    const place = placeIn('/repo/bundle.mjs');
    assert.equal(place.file, 'templates/network.ts');
    assert.equal(asked, 0);
    assert.equal(place.toString(), 'templates/network.ts:101');
    assert.equal(place.toString(), 'templates/network.ts:101');
    assert.equal(asked, 1);
  } finally {
    setPositionMapper(ENGINE_POSITIONS);
  }
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { drawSvg } from './draw.ts';
import type { Drawing, DrawnEdge, DrawnGroup, DrawnNode } from './drawing.ts';
import { readSvg } from './testing.ts';

const node = (id: string, lane = 0, group?: string): DrawnNode => ({
  id,
  names: [id],
  details: ['kind'],
  look: 'resource',
  lane,
  ...(group === undefined ? {} : { group }),
});
const edge = (from: string, to: string, more: Partial<DrawnEdge> = {}): DrawnEdge => ({
  from,
  to,
  kind: 'traffic',
  ...more,
});
const group = (id: string, lane = 0, note = ''): DrawnGroup => ({ id, name: id, note, lane, look: 'resource' });
const drawing = (more: Partial<Drawing>): Drawing => ({
  title: 'title',
  description: 'description',
  lanes: [{ direction: 'right' }, { direction: 'left' }],
  groups: [],
  nodes: [],
  edges: [],
  hints: [],
  legend: [],
  ...more,
});
const read = (more: Partial<Drawing>) => readSvg(drawSvg(drawing(more)));
const boxOf = (svg: ReturnType<typeof readSvg>, name: string) => {
  const text = svg.texts.find((it) => it.text === name) ?? { x: 0, y: 0 };
  const holds = svg.boxes.filter(
    ({ look, x, y, width, height }) =>
      look !== 'paper' && text.x >= x && text.x < x + width && text.y > y && text.y < y + height,
  );
  return holds.at(-1) ?? assert.fail(`no box with ${name}`);
};

describe('a drawing', () => {
  test('a lane is read to the right or to the left, as it says', () => {
    const chain = {
      nodes: [node('A'), node('B'), node('C', 1), node('D', 1)],
      edges: [edge('A', 'B'), edge('C', 'D')],
    };
    const svg = read(chain);
    assert.ok(boxOf(svg, 'A').x < boxOf(svg, 'B').x);
    assert.ok(boxOf(svg, 'C').x > boxOf(svg, 'D').x);
    assert.ok(boxOf(svg, 'A').y < boxOf(svg, 'C').y);
  });

  test('a line can point against the direction of its lane, or have no part in it', () => {
    const nodes = [node('A'), node('B'), node('C')];
    const edges = [edge('B', 'A', { order: 'backward' }), edge('B', 'C', { order: 'free' })];
    const svg = read({ nodes, edges, hints: [['A', 'C']] });
    assert.ok(boxOf(svg, 'A').x < boxOf(svg, 'B').x);
    assert.equal(boxOf(svg, 'B').x, boxOf(svg, 'C').x);
    assert.ok(boxOf(svg, 'B').y < boxOf(svg, 'C').y);
  });

  test('boxes of a column stand in the order in which they are given', () => {
    const edges = ['Z', 'M', 'B'].map((id) => edge('Start', id));
    const svg = read({ nodes: [node('Start'), node('Z'), node('M'), node('B')], edges });
    assert.deepEqual(
      ['Z', 'M', 'B'].map((name) => boxOf(svg, name).y).toSorted((a, b) => a - b),
      ['Z', 'M', 'B'].map((name) => boxOf(svg, name).y),
    );
  });

  test('lines between lanes have a track each', () => {
    const nodes = [node('A'), node('B'), node('C'), node('X', 1), node('Y', 1)];
    const edges = [edge('A', 'B'), edge('B', 'C'), edge('Y', 'X'), edge('X', 'C'), edge('Y', 'A'), edge('X', 'A')];
    const tracks = read({ nodes, edges }).lines.flatMap(({ points }) =>
      points.slice(1).flatMap((point, index) => {
        const before = points[index];
        return before && before.y === point.y && Math.abs(before.x - point.x) > 20 && points.length > 2
          ? [point.y]
          : [];
      }),
    );
    assert.ok(tracks.length >= 2);
    assert.equal(new Set(tracks).size, tracks.length);
  });

  test('two groups below each other leave room for their names', () => {
    const nodes = [node('A'), node('B', 0, 'First'), node('C', 0, 'Second')];
    const svg = read({
      nodes,
      groups: [group('First', 0, '+3'), group('Second', 0, '+12')],
      edges: [edge('A', 'B'), edge('A', 'C')],
    });
    const [first, second] = [boxOf(svg, 'First'), boxOf(svg, 'Second')];
    assert.ok(first.y + first.height <= second.y);
  });

  test('a group without boxes is a box, and lines can lead from it', () => {
    const svg = read({
      nodes: [node('A', 0, 'Full')],
      groups: [group('Full'), group('Empty', 0, '23 resources')],
      edges: [edge('Empty', 'Full', { kind: 'reference' })],
      hints: [['A', 'Empty']],
    });
    assert.ok(boxOf(svg, 'Empty').x > boxOf(svg, 'Full').x + boxOf(svg, 'Full').width);
    assert.deepEqual(
      svg.lines.map(({ look }) => look),
      ['reference'],
    );
  });

  test('what XML has a meaning for, and what is not ASCII, is written as references', () => {
    const svg = drawSvg(drawing({ title: '<a & "b">', nodes: [node('M\u00fcller \u{1f600}')] }));
    assert.match(svg, /<title id="title">&lt;a &amp; &quot;b&quot;&gt;<\/title>/);
    assert.match(svg, />M&#252;ller &#128512;</);
    assert.match(svg, /^[\n -~]+$/);
  });

  test('both colour schemes define the same colours, and use no other', () => {
    const svg = drawSvg(drawing({}));
    const schemes = [...svg.matchAll(/svg\{(--[^}]*)\}/g)].map(([, list = '']) =>
      [...list.matchAll(/(--[\w-]+):/g)].map(([, name]) => name),
    );
    assert.equal(schemes.length, 2);
    assert.deepEqual(schemes[0], schemes[1]);
    const used = [...svg.matchAll(/var\((--[\w-]+)\)/g)].map(([, name]) => name);
    assert.deepEqual(new Set(used), new Set(schemes[0]));
  });

  test('a legend goes on in the next line where it does not fit', () => {
    const legend = ['one', 'two', 'three'].map((text) => ({ look: 'release' as const, text: text.repeat(9) }));
    const svg = read({ nodes: [node('A'.repeat(10)), node('B'.repeat(10))], legend });
    const lines = new Set(svg.texts.filter(({ text }) => legend.some((it) => it.text === text)).map(({ y }) => y));
    assert.ok(lines.size > 1);
  });
});

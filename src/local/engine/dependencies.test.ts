import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { inOrder, reversed, workThrough } from './dependencies.ts';

/** Graphs without circles: each node waits for some of those before it. */
const graphs = fc
  .array(fc.array(fc.nat({ max: 19 }), { maxLength: 4 }), { minLength: 1, maxLength: 20 })
  .map(
    (needs) =>
      new Map(needs.map((before, node) => [String(node), before.filter((each) => each < node).map(String)] as const)),
  );

const soon = () => new Promise<void>((resolve) => setImmediate(resolve));

test('each comes after what it waits for, and no more at once than is said', async () => {
  await fc.assert(
    fc.asyncProperty(graphs, fc.integer({ min: 1, max: 5 }), async (graph, parallel) => {
      const done: string[] = [];
      let running = 0;
      await workThrough(
        graph,
        parallel,
        async (id) => {
          running += 1;
          assert.ok(running <= parallel);
          assert.ok(graph.get(id)?.every((need) => done.includes(need)));
          await soon();
          running -= 1;
          done.push(id);
          return true;
        },
        () => false,
      );
      assert.equal(done.length, graph.size);
      const order = inOrder(graph);
      for (const [id, needs] of graph) for (const need of needs) assert.ok(order.indexOf(need) < order.indexOf(id));
    }),
    { numRuns: 50 },
  );
});

test('what waits for one that failed is not begun, and nothing is once it is stopped', async () => {
  const graph = new Map([
    ['a', []],
    ['b', ['a']],
    ['c', []],
    ['d', ['c']],
  ]);
  const begun: string[] = [];
  const work = async (id: string) => {
    begun.push(id);
    return id !== 'a';
  };
  await workThrough(graph, 9, work, () => false);
  assert.deepEqual(begun, ['a', 'c', 'd']);
  await workThrough(graph, 9, work, () => true);
  assert.equal(begun.length, 3);
});

test('turned round twice, a graph is what it was', () => {
  fc.assert(
    fc.property(graphs, (graph) => {
      const sorted = (of: ReadonlyMap<string, readonly string[]>) =>
        [...of].map(([id, needs]) => [id, [...needs].sort()]);
      assert.deepEqual(sorted(reversed(reversed(graph))), sorted(graph));
    }),
  );
});

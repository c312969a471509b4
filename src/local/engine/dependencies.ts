import { compact } from '../../dsl/compact.ts';
import { idsUsed } from '../../dsl/references.ts';
import type { Template } from '../../dsl/template.ts';

/** What each resource waits for: what it refers to, and its `DependsOn`. Only of those that are made. */
export function dependencies(template: Template, made: readonly string[]): Map<string, string[]> {
  const isMade = new Set(made);
  return new Map(
    made.map((id) => {
      const { Type: _, Condition: __, DependsOn = [], ...rest } = template.Resources[id] ?? { Type: '' };
      const names = [...[DependsOn].flat(), ...idsUsed(compact(rest)).map(({ name }) => name)];
      return [id, [...new Set(names)].filter((name) => isMade.has(name) && name !== id)];
    }),
  );
}

/** The same graph with every arrow turned round: what waits for each. */
export function reversed(graph: ReadonlyMap<string, readonly string[]>): Map<string, string[]> {
  const turned = new Map<string, string[]>([...graph.keys()].map((id) => [id, []]));
  for (const [id, needs] of graph) for (const need of needs) turned.get(need)?.push(id);
  return turned;
}

/** An order in which each comes after what it waits for. */
export function inOrder(graph: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const done = new Set<string>();
  const visit = (id: string): void => {
    if (done.has(id)) return;
    done.add(id);
    for (const need of graph.get(id) ?? []) visit(need);
    order.push(id);
  };
  const order: string[] = [];
  for (const id of graph.keys()) visit(id);
  return order;
}

/**
 * Works through a graph, each node as soon as all that it waits for is done, so many at once.
 * @param work throws to say that it failed: what waits for it is not begun.
 * @param isStopped whether nothing more is to be begun.
 */
export async function workThrough(
  graph: ReadonlyMap<string, readonly string[]>,
  parallel: number,
  work: (id: string) => Promise<boolean>,
  isStopped: () => boolean,
): Promise<void> {
  const waiting = new Map([...graph].map(([id, needs]) => [id, new Set(needs.filter((need) => graph.has(need)))]));
  const running = new Set<Promise<void>>();
  const begin = (id: string): void => {
    waiting.delete(id);
    const task = work(id).then((isDone) => {
      running.delete(task);
      if (isDone) for (const needs of waiting.values()) needs.delete(id);
    });
    running.add(task);
  };
  for (;;) {
    if (!isStopped()) {
      for (const [id, needs] of waiting) if (needs.size === 0 && running.size < parallel) begin(id);
    }
    if (running.size === 0) return;
    await Promise.race(running);
  }
}

import { isObject } from '../border.ts';
import { compact } from '../compact.ts';
import { idsUsed } from '../references.ts';
import type { Data, DataObject, TemplateResource } from '../template.ts';
import type { Members } from './flatten.ts';
import { needsOf } from './needs.ts';

type Resources = Readonly<Record<string, TemplateResource>>;

/**
 * The resources with the `DependsOn` that keep the order nesting gave: a nested stack only starts when everything of those it
 * waits for is there. What already follows from references is not said again.
 */
export function keepOrder(resources: Resources, conditions: DataObject, root: Members): Resources {
  const graph = new OrderGraph(resources, conditions);
  graph.addMembers(root);
  graph.dropRepeated();
  return Object.fromEntries(
    Object.entries(resources).map(([id, { Type, Condition, ...rest }]) => {
      const added = graph.addedTo(id);
      const dependsOn = added.length === 0 ? undefined : added.length === 1 ? added[0] : added;
      return [id, { ...compact({ Type, Condition, DependsOn: dependsOn }), ...rest }];
    }),
  );
}

/** That one resource waits for another, and under which conditions it does. */
interface Edge {
  readonly to: string;
  readonly needs: readonly string[];
}

class OrderGraph {
  readonly #resources: Resources;
  readonly #conditions: DataObject;
  readonly #edges = new Map<string, readonly Edge[]>();
  readonly #added = new Map<string, string[]>();
  readonly #implied = new Map<string | undefined, ReadonlySet<string>>();
  readonly #known = new Map<string, ReadonlySet<string>>();

  constructor(resources: Resources, conditions: DataObject) {
    this.#resources = resources;
    this.#conditions = conditions;
    for (const [id, { Type: _, Condition: __, ...attributes }] of Object.entries(resources)) {
      const data: DataObject = compact(attributes);
      const uses = idsUsed(data).filter(({ name }) => Object.hasOwn(resources, name));
      this.#edges.set(
        id,
        uses.map((use) => this.#edge(use.name, needsOf(use, data))),
      );
    }
  }

  /** What it has to wait for beyond what already follows. */
  addedTo(id: string): readonly string[] {
    return this.#added.get(id) ?? [];
  }

  /** Takes back what follows from what was said later. */
  dropRepeated(): void {
    for (const [id, dependencies] of this.#added) {
      for (const dependency of dependencies) {
        const edges = this.#edges.get(id) ?? [];
        this.#setEdges(
          id,
          edges.filter(({ to }) => to !== dependency),
        );
        if (!this.#follows(id, dependency)) this.#setEdges(id, edges);
        else
          this.#added.set(
            id,
            this.addedTo(id).filter((other) => other !== dependency),
          );
      }
    }
  }

  // Inner stacks first: the order within them decides which of their resources are the first and the last.
  addMembers(members: Members): void {
    for (const member of members.byId.values()) if (typeof member !== 'string') this.addMembers(member);
    for (const [id, waited] of members.waitsFor) {
      for (const other of waited) {
        this.#putAfter(leaves(members.byId.get(id)), leaves(members.byId.get(other)));
      }
    }
  }

  // The first resource of the later group waits for all of the earlier one, the others for that first one: saying it of each would
  // fill the template with lists. Only a resource that is there whenever they are can stand for the others so.
  #putAfter(later: readonly string[], earlier: readonly string[]): void {
    const lasts = earlier.filter(
      (id) => !earlier.some((other) => this.#isThereWith(other, id) && this.#follows(other, id)),
    );
    const firsts = later.filter(
      (id) => !later.some((other) => this.#isThereWith(other, id) && this.#follows(id, other)),
    );
    const gates: string[] = [];
    for (const first of firsts) {
      const missing = lasts.filter((last) => !this.#follows(first, last));
      const gate = gates.find((id) => this.#isThereWith(id, first) && !this.#mayFollow(id, first));
      if (gate !== undefined && missing.length > 1) {
        this.#add(first, gate);
        continue;
      }
      for (const last of missing) this.#add(first, last);
      if (missing.length > 0) gates.push(first);
    }
  }

  #add(id: string, dependency: string): void {
    this.#setEdges(id, [...(this.#edges.get(id) ?? []), this.#edge(dependency, [])]);
    this.#added.set(id, [...this.addedTo(id), dependency]);
  }

  #setEdges(id: string, edges: readonly Edge[]): void {
    this.#edges.set(id, edges);
    this.#known.clear();
  }

  #edge(to: string, needs: readonly string[]): Edge {
    const condition = this.#resources[to]?.Condition;
    return { to, needs: condition === undefined ? needs : [...needs, condition] };
  }

  // Whether one resource is there whenever the other is.
  #isThereWith(id: string, other: string): boolean {
    const condition = this.#resources[id]?.Condition;
    return condition === undefined || this.#impliedBy(other).has(condition);
  }

  // Whether one resource comes after the other whenever both are there.
  #follows(from: string, to: string): boolean {
    const assumed = this.#isThereWith(to, from) ? '' : (this.#resources[to]?.Condition ?? '');
    const key = `${from} ${assumed}`;
    const known = this.#known.get(key);
    if (known) return known.has(to);
    const holds = new Set([...this.#impliedBy(from), ...this.#impliedBy(to)]);
    const reached = this.#reach(from, ({ needs }) => needs.every((name) => holds.has(name)));
    this.#known.set(key, reached);
    return reached.has(to);
  }

  // Whether one resource comes after the other under some conditions.
  #mayFollow(from: string, to: string): boolean {
    return this.#reach(from, () => true).has(to);
  }

  #reach(from: string, isOpen: (edge: Edge) => boolean): ReadonlySet<string> {
    const reached = new Set<string>();
    const waiting = [from];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      for (const edge of this.#edges.get(id) ?? []) {
        if (reached.has(edge.to) || !isOpen(edge)) continue;
        reached.add(edge.to);
        waiting.push(edge.to);
      }
    }
    return reached;
  }

  // The conditions that hold when the resource is there: its own, and those it is made of by `Fn::And`.
  #impliedBy(id: string): ReadonlySet<string> {
    const own = this.#resources[id]?.Condition;
    const known = this.#implied.get(own);
    if (known) return known;
    const holds = new Set<string>();
    const add = (condition: Data | undefined): void => {
      if (!isObject(condition)) return;
      const { Condition: name, 'Fn::And': all } = condition;
      if (typeof name === 'string' && !holds.has(name)) {
        holds.add(name);
        add(this.#conditions[name]);
      }
      if (Array.isArray(all)) for (const each of all) add(each);
    };
    if (own !== undefined) add({ Condition: own });
    this.#implied.set(own, holds);
    return holds;
  }
}

function leaves(member: string | Members | undefined): readonly string[] {
  if (member === undefined) return [];
  return typeof member === 'string' ? [member] : [...member.byId.values()].flatMap(leaves);
}

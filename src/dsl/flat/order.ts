import { compact } from '../compact.ts';
import { idsUsed } from '../references.ts';
import type { Data, DataObject, TemplateResource } from '../template.ts';
import type { Members } from './flatten.ts';

type Resources = Readonly<Record<string, TemplateResource>>;

/**
 * The resources with the `DependsOn` that keep the order nesting gave: a nested stack only starts when everything of those it
 * waits for is there. What already follows from references is not said again.
 */
export function keepOrder(resources: Resources, conditions: DataObject, root: Members): Resources {
  const graph = new OrderGraph(resources, conditions);
  graph.addMembers(root);
  return Object.fromEntries(
    Object.entries(resources).map(([id, { Type, Condition, ...rest }]) => {
      const added = graph.addedTo(id);
      const dependsOn = added.length === 0 ? undefined : added.length === 1 ? added[0] : added;
      return [id, { ...compact({ Type, Condition, DependsOn: dependsOn }), ...rest }];
    }),
  );
}

/** That one resource waits for another, if these conditions hold; undefined where it cannot be said when. */
interface Edge {
  readonly to: string;
  readonly needs: readonly string[] | undefined;
}

class OrderGraph {
  readonly #resources: Resources;
  readonly #conditions: DataObject;
  readonly #edges = new Map<string, Edge[]>();
  readonly #added = new Map<string, string[]>();
  readonly #implied = new Map<string | undefined, ReadonlySet<string>>();

  constructor(resources: Resources, conditions: DataObject) {
    this.#resources = resources;
    this.#conditions = conditions;
    for (const [id, { Type: _, Condition: __, ...attributes }] of Object.entries(resources)) {
      const data: DataObject = compact(attributes);
      const uses = idsUsed(data).filter(({ name }) => Object.hasOwn(resources, name));
      this.#edges.set(
        id,
        uses.map(({ name, path }) => ({ to: name, needs: conditionsOn(data, path) })),
      );
    }
  }

  addedTo(id: string): readonly string[] {
    return this.#added.get(id) ?? [];
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
      (id) => !earlier.some((other) => this.#follows(other, id) && this.#isThereWith(other, id)),
    );
    const firsts = later.filter(
      (id) => !later.some((other) => this.#follows(id, other) && this.#isThereWith(other, id)),
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
    this.#edges.get(id)?.push({ to: dependency, needs: [] });
    this.#added.set(id, [...this.addedTo(id), dependency]);
  }

  // Whether one resource is there whenever the other is.
  #isThereWith(id: string, other: string): boolean {
    const condition = this.#resources[id]?.Condition;
    return condition === undefined || this.#impliedBy(other).has(condition);
  }

  // Whether one resource comes after the other whenever both are there.
  #follows(from: string, to: string): boolean {
    const holds = new Set([...this.#impliedBy(from), ...this.#impliedBy(to)]);
    return this.#reaches(from, to, ({ needs, to: next }) => {
      const condition = this.#resources[next]?.Condition;
      return needs !== undefined && [...needs, condition ?? []].flat().every((name) => holds.has(name));
    });
  }

  // Whether one resource comes after the other under some conditions.
  #mayFollow(from: string, to: string): boolean {
    return this.#reaches(from, to, () => true);
  }

  #reaches(from: string, to: string, isOpen: (edge: Edge) => boolean): boolean {
    const seen = new Set<string>([from]);
    const waiting = [from];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      for (const edge of this.#edges.get(id) ?? []) {
        if (seen.has(edge.to) || !isOpen(edge)) continue;
        if (edge.to === to) return true;
        seen.add(edge.to);
        waiting.push(edge.to);
      }
    }
    return false;
  }

  // The conditions that hold when the resource is there: its own, and those it is made of by `Fn::And`.
  #impliedBy(id: string): ReadonlySet<string> {
    const own = this.#resources[id]?.Condition;
    const known = this.#implied.get(own);
    if (known) return known;
    const holds = new Set<string>();
    const add = (condition: Data | undefined): void => {
      if (typeof condition !== 'object' || condition === null || Array.isArray(condition)) return;
      const { Condition: name, 'Fn::And': all } = condition as DataObject;
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

// The conditions under which what stands at that path counts; undefined below the second branch of an `Fn::If`.
function conditionsOn(data: Data, path: readonly (string | number)[]): readonly string[] | undefined {
  const needs: string[] = [];
  let inside: Data | undefined = data;
  for (const [index, key] of path.entries()) {
    if (typeof inside !== 'object' || inside === null) return undefined;
    inside = (inside as { readonly [key: string | number]: Data })[key];
    if (key !== 'Fn::If' || !Array.isArray(inside)) continue;
    const [condition] = inside;
    if (path[index + 1] === 2 || typeof condition !== 'string') return undefined;
    needs.push(condition);
  }
  return needs;
}

function leaves(member: string | Members | undefined): readonly string[] {
  if (member === undefined) return [];
  return typeof member === 'string' ? [member] : [...member.byId.values()].flatMap(leaves);
}

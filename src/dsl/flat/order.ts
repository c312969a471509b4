import { isObject } from '../border.ts';
import { compact } from '../compact.ts';
import type { Data, DataObject, TemplateResource } from '../template.ts';
import type { Members } from './tree.ts';
import { type Wait, waitsOf } from './waits.ts';

type Resources = Readonly<Record<string, TemplateResource>>;

/**
 * The resources with what keeps the order that nesting gave: a nested stack only starts when everything of those it waits for is
 * there. What already follows from references is not said again.
 *
 * It is said by `DependsOn`, but linters refuse that of a resource that a condition may leave out (E3005), and that of one that is
 * also referred to, under whatever condition (W3005). Those are named in `Metadata` instead: a reference there is waited for as
 * well. What CloudFormation itself does with `DependsOn` of a resource that is not there, AWS does not document.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-dependson.html
 */
export function keepOrder(resources: Resources, conditions: DataObject, root: Members): Resources {
  const graph = new OrderGraph(resources, conditions);
  graph.addMembers(root);
  graph.dropRepeated();
  return Object.fromEntries(
    Object.entries(resources).map(([id, { Type, Condition, Metadata, Properties, ...attributes }]) => {
      const { dependsOn, noted } = graph.addedTo(id);
      const resource = compact({
        Type,
        Condition,
        DependsOn: dependsOn.length > 1 ? dependsOn : dependsOn[0],
        ...attributes,
        Metadata: noted.length > 0 ? { ...Metadata, WaitsFor: noted } : Metadata,
        Properties,
      });
      return [id, resource];
    }),
  );
}

class OrderGraph {
  readonly #resources: Resources;
  readonly #conditions: DataObject;
  // By its own references.
  readonly #named = new Map<string, ReadonlySet<string>>();
  readonly #edges = new Map<string, readonly Wait[]>();
  readonly #added = new Map<string, string[]>();
  readonly #implied = new Map<string | undefined, ReadonlySet<string>>();
  readonly #known = new Map<string, ReadonlySet<string>>();

  constructor(resources: Resources, conditions: DataObject) {
    this.#resources = resources;
    this.#conditions = conditions;
    for (const [id, { Type: _, Condition: __, ...attributes }] of Object.entries(resources)) {
      const waits = waitsOf({ ...attributes }).filter(({ on }) => Object.hasOwn(resources, on));
      this.#named.set(id, new Set(waits.map(({ on }) => on)));
      this.#edges.set(
        id,
        waits.map(({ on, needs }) => this.#edge(on, needs)),
      );
    }
  }

  /** What it has to wait for beyond what already follows: what it can depend on, and references to the rest. */
  addedTo(id: string): { dependsOn: readonly string[]; noted: readonly Data[] } {
    const added = this.#added.get(id) ?? [];
    const canDependOn = (on: string) => this.#isThereWith(on, id) && !this.#named.get(id)?.has(on);
    return {
      dependsOn: added.filter(canDependOn),
      noted: added.filter((on) => !canDependOn(on)).map((on) => this.#noted(id, on)),
    };
  }

  #noted(id: string, on: string): Data {
    const condition = this.#resources[on]?.Condition;
    if (condition === undefined || this.#isThereWith(on, id)) return { Ref: on };
    return { 'Fn::If': [condition, { Ref: on }, { Ref: 'AWS::NoValue' }] };
  }

  /** Takes back what follows from what was said later. */
  dropRepeated(): void {
    for (const [id, dependencies] of this.#added) {
      const needed: string[] = [];
      for (const dependency of dependencies) {
        const edges = this.#edges.get(id) ?? [];
        this.#setEdges(
          id,
          edges.filter(({ on }) => on !== dependency),
        );
        if (this.#follows(id, dependency)) continue;
        this.#setEdges(id, edges);
        needed.push(dependency);
      }
      this.#added.set(id, needed);
    }
  }

  // Inner stacks first: the order within them decides which of their resources are the first and the last.
  addMembers(members: Members): void {
    for (const member of members.byId.values()) if (typeof member !== 'string') this.addMembers(member);
    for (const [id, waits] of members.waitsFor) {
      for (const { on, needs } of waits)
        this.#putAfter(leaves(members.byId.get(id)), leaves(members.byId.get(on)), needs);
    }
  }

  // The first resource of the later group waits for all of the earlier one, the others for that first one: saying it of each would
  // fill the template with lists. Only a resource that is there whenever they are can stand for the others so.
  #putAfter(later: readonly string[], earlier: readonly string[], needs: readonly string[]): void {
    const lasts = earlier.filter(
      (id) => !earlier.some((other) => this.#isThereWith(other, id) && this.#follows(other, id)),
    );
    const firsts = later.filter(
      (id) => !later.some((other) => this.#isThereWith(other, id) && this.#follows(id, other)),
    );
    const gates: string[] = [];
    for (const first of firsts) {
      const missing = lasts.filter((last) => !this.#follows(first, last, needs));
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
    this.#added.set(id, [...(this.#added.get(id) ?? []), dependency]);
  }

  #setEdges(id: string, edges: readonly Wait[]): void {
    this.#edges.set(id, edges);
    this.#known.clear();
  }

  // A resource is only waited for if it is there.
  #edge(on: string, needs: readonly string[]): Wait {
    const condition = this.#resources[on]?.Condition;
    return { on, needs: condition === undefined ? needs : [...needs, condition] };
  }

  // Whether one resource is there whenever the other is.
  #isThereWith(id: string, other: string): boolean {
    const condition = this.#resources[id]?.Condition;
    return condition === undefined || this.#impliedBy(other).has(condition);
  }

  // Whether one resource comes after the other whenever both are there and these conditions hold.
  #follows(from: string, to: string, needs: readonly string[] = []): boolean {
    const assumed = this.#isThereWith(to, from) ? '' : (this.#resources[to]?.Condition ?? '');
    const key = [from, assumed, ...needs].join(' ');
    const known = this.#known.get(key);
    if (known) return known.has(to);
    const holds = new Set([...this.#impliedBy(from), ...this.#impliedBy(to), ...needs]);
    const reached = this.#reach(from, (edge) => edge.needs.every((name) => holds.has(name)));
    this.#known.set(key, reached);
    return reached.has(to);
  }

  // Whether one resource comes after the other under some conditions.
  #mayFollow(from: string, to: string): boolean {
    return this.#reach(from, () => true).has(to);
  }

  #reach(from: string, isOpen: (edge: Wait) => boolean): ReadonlySet<string> {
    const reached = new Set<string>();
    const waiting = [from];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      for (const edge of this.#edges.get(id) ?? []) {
        if (reached.has(edge.on) || !isOpen(edge)) continue;
        reached.add(edge.on);
        waiting.push(edge.on);
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

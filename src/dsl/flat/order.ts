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
  const ordered: Record<string, TemplateResource> = {};
  for (const [id, resource] of Object.entries(resources)) {
    const { dependsOn, noted } = graph.addedTo(id);
    ordered[id] = dependsOn.length + noted.length === 0 ? resource : withOrder(resource, dependsOn, noted);
  }
  return ordered;
}

function withOrder(
  { Type, Condition, Metadata, Properties, ...attributes }: TemplateResource,
  dependsOn: readonly string[],
  noted: readonly Data[],
): TemplateResource {
  return compact({
    Type,
    Condition,
    DependsOn: dependsOn.length > 1 ? dependsOn : dependsOn[0],
    ...attributes,
    Metadata: noted.length > 0 ? { ...Metadata, WaitsFor: noted } : Metadata,
    Properties,
  });
}

const NOTHING_ADDED = { dependsOn: [], noted: [] };

/** What a resource waits for, and that resource as a bit. */
interface Edge extends Wait {
  readonly bit: bigint;
}

/** Conditions that hold, and what is known to come before a resource where they do. */
interface Assumed {
  readonly holds: ReadonlySet<string>;
  readonly before: Map<string, bigint>;
}

// Sets of resources are the bits of a bigint: to join two of them, or to see whether they have one in common, is one step.
class OrderGraph {
  readonly #resources: Resources;
  readonly #conditions: DataObject;
  readonly #bits = new Map<string, bigint>();
  // By its own references.
  readonly #named = new Map<string, ReadonlySet<string>>();
  readonly #edges = new Map<string, readonly Edge[]>();
  // Who waits for it, or once did.
  readonly #waiting = new Map<string, string[]>();
  readonly #added = new Map<string, string[]>();
  readonly #implied = new Map<string | undefined, ReadonlySet<string>>();
  readonly #assumed = new Map<string, Assumed>();

  constructor(resources: Resources, conditions: DataObject) {
    this.#resources = resources;
    this.#conditions = conditions;
    let bit = 1n;
    for (const id of Object.keys(resources)) {
      this.#bits.set(id, bit);
      bit <<= 1n;
    }
    for (const [id, resource] of Object.entries(resources)) {
      const named = new Set<string>();
      const edges: Edge[] = [];
      for (const { on, needs } of waitsOf(resource)) {
        if (!Object.hasOwn(resources, on)) continue;
        named.add(on);
        edges.push(this.#edge(id, on, needs));
      }
      this.#named.set(id, named);
      this.#edges.set(id, edges);
    }
  }

  /** What it has to wait for beyond what already follows: what it can depend on, and references to the rest. */
  addedTo(id: string): { dependsOn: readonly string[]; noted: readonly Data[] } {
    const added = this.#added.get(id);
    if (!added) return NOTHING_ADDED;
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
      const needed = dependencies.filter((dependency) => {
        const others = (this.#edges.get(id) ?? []).filter(({ on }) => on !== dependency);
        const isNeeded = (this.#beyond(others, this.#assume([id, dependency])) & this.#bit(dependency)) === 0n;
        if (!isNeeded) this.#setEdges(id, others);
        return isNeeded;
      });
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
    const lasts = this.#lasts(earlier);
    const gates: string[] = [];
    for (const first of this.#firsts(later)) {
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

  // Those of a group after which no other comes that is there whenever they are.
  #lasts(group: readonly string[]): readonly string[] {
    const followed = this.#byCondition(group, (other, assumed) => this.#before(other, assumed));
    return group.filter((id) => (followed(id) & this.#bit(id)) === 0n);
  }

  // Those of a group that come after no other that is there whenever they are.
  #firsts(group: readonly string[]): readonly string[] {
    const there = this.#byCondition(group, (other) => this.#bit(other));
    return group.filter((id) => (this.#before(id, this.#assume([id])) & there(id)) === 0n);
  }

  // What those of a group come to together that are there whenever a resource is: the same for all resources of one condition.
  #byCondition(group: readonly string[], of: (other: string, assumed: Assumed) => bigint): (id: string) => bigint {
    const known = new Map<string | undefined, bigint>();
    return (id) => {
      const condition = this.#resources[id]?.Condition;
      let all = known.get(condition);
      if (all !== undefined) return all;
      const assumed = this.#assume([id]);
      all = 0n;
      for (const other of group) if (this.#isThereWith(other, id)) all |= of(other, assumed);
      known.set(condition, all);
      return all;
    };
  }

  #add(id: string, dependency: string): void {
    this.#setEdges(id, [...(this.#edges.get(id) ?? []), this.#edge(id, dependency, [])]);
    this.#added.set(id, [...(this.#added.get(id) ?? []), dependency]);
  }

  // What is known of it and of those that come after it is no longer so.
  #setEdges(id: string, edges: readonly Edge[]): void {
    this.#edges.set(id, edges);
    const after = new Set([id]);
    for (const each of after) for (const waiting of this.#waiting.get(each) ?? []) after.add(waiting);
    for (const { before } of this.#assumed.values()) for (const each of after) before.delete(each);
  }

  // A resource is only waited for if it is there.
  #edge(id: string, on: string, needs: readonly string[]): Edge {
    const waiting = this.#waiting.get(on);
    if (waiting) waiting.push(id);
    else this.#waiting.set(on, [id]);
    const condition = this.#resources[on]?.Condition;
    return { on, needs: condition === undefined ? needs : [...needs, condition], bit: this.#bit(on) };
  }

  #bit(id: string): bigint {
    return this.#bits.get(id) ?? 0n;
  }

  // Whether one resource is there whenever the other is.
  #isThereWith(id: string, other: string): boolean {
    const condition = this.#resources[id]?.Condition;
    return condition === undefined || this.#impliedBy(other).has(condition);
  }

  // Whether one resource comes after the other whenever both are there and these conditions hold.
  #follows(from: string, to: string, needs: readonly string[]): boolean {
    return (this.#before(from, this.#assume([from, to], needs)) & this.#bit(to)) !== 0n;
  }

  // Whether one resource comes after the other under some conditions.
  #mayFollow(from: string, to: string): boolean {
    const reached = new Set([from]);
    for (const id of reached) for (const { on } of this.#edges.get(id) ?? []) reached.add(on);
    return reached.has(to);
  }

  // That these resources are there, and that these conditions hold.
  #assume(ids: readonly string[], needs: readonly string[] = []): Assumed {
    const own = ids.map((id) => this.#resources[id]?.Condition ?? '');
    // Apart: a resource's condition implies others, a need is only itself.
    const key = needs.length === 0 ? own.join(' ').trim() : `${own.join(' ').trim()}; ${needs.join(' ')}`;
    const known = this.#assumed.get(key);
    if (known) return known;
    const holds = new Set([...ids.flatMap((id) => [...this.#impliedBy(id)]), ...needs]);
    const assumed: Assumed = { holds, before: new Map() };
    this.#assumed.set(key, assumed);
    return assumed;
  }

  // What comes before a resource where these conditions hold.
  #before(id: string, assumed: Assumed): bigint {
    const known = assumed.before.get(id);
    if (known !== undefined) return known;
    // Ends a circle, of which this then knows a part: the checks refuse those.
    assumed.before.set(id, 0n);
    const before = this.#beyond(this.#edges.get(id) ?? [], assumed);
    assumed.before.set(id, before);
    return before;
  }

  // What these edges lead to, and what comes before that.
  #beyond(edges: readonly Edge[], assumed: Assumed): bigint {
    let reached = 0n;
    for (const { on, needs, bit } of edges) {
      if ((reached & bit) === 0n && areAmong(needs, assumed.holds)) reached |= bit | this.#before(on, assumed);
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

function areAmong(needs: readonly string[], holds: ReadonlySet<string>): boolean {
  for (const need of needs) if (!holds.has(need)) return false;
  return true;
}

function leaves(member: string | Members | undefined): readonly string[] {
  if (member === undefined) return [];
  return typeof member === 'string' ? [member] : [...member.byId.values()].flatMap(leaves);
}

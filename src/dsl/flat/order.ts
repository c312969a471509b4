import { compact } from '../compact.ts';
import { namesUsed } from '../references.ts';
import type { TemplateResource } from '../template.ts';
import type { Members } from './flatten.ts';

type Resources = Readonly<Record<string, TemplateResource>>;

/**
 * The resources with the `DependsOn` that keep the order nesting gave: a nested stack only starts when everything of those it
 * waits for is there. What already follows from references is not said again.
 */
export function keepOrder(resources: Resources, root: Members): Resources {
  const graph = new OrderGraph(resources);
  graph.addMembers(root);
  return Object.fromEntries(
    Object.entries(resources).map(([id, { Type, Condition, ...rest }]) => {
      const added = graph.addedTo(id);
      const dependsOn = added.length === 0 ? undefined : added.length === 1 ? added[0] : added;
      return [id, { ...compact({ Type, Condition, DependsOn: dependsOn }), ...rest }];
    }),
  );
}

class OrderGraph {
  readonly #resources: Resources;
  readonly #waitsFor = new Map<string, Set<string>>();
  readonly #added = new Map<string, string[]>();

  constructor(resources: Resources) {
    this.#resources = resources;
    for (const [id, { Type: _, Condition: __, ...data }] of Object.entries(resources)) {
      const names = namesUsed(compact(data)).map(({ name }) => name);
      this.#waitsFor.set(id, new Set(names.filter((name) => name in resources)));
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
  // fill the template with lists. Only a resource that is sure to be there can stand for the others so.
  #putAfter(later: ReadonlySet<string>, earlier: ReadonlySet<string>): void {
    const lasts = this.#lasts(earlier);
    let gate: string | undefined;
    for (const first of this.#firsts(later)) {
      const missing = lasts.filter((last) => !this.#reaches(first, last));
      if (gate !== undefined && missing.length > 1) {
        this.#add(first, gate);
        continue;
      }
      for (const last of missing) this.#add(first, last);
      if (missing.length > 0 && this.#isSure(first)) gate ??= first;
    }
  }

  #add(id: string, dependency: string): void {
    this.#waitsFor.get(id)?.add(dependency);
    this.#added.set(id, [...this.addedTo(id), dependency]);
  }

  // Those that wait for no other of the group.
  #firsts(group: ReadonlySet<string>): readonly string[] {
    return [...group].filter((id) => ![...group].some((other) => other !== id && this.#reaches(id, other)));
  }

  // Those that no other of the group waits for.
  #lasts(group: ReadonlySet<string>): readonly string[] {
    return [...group].filter((id) => ![...group].some((other) => other !== id && this.#isSure(other) && this.#reaches(other, id)));
  }

  // A resource with a condition may not be there, and then nothing follows from it.
  #isSure(id: string): boolean {
    return this.#resources[id]?.Condition === undefined;
  }

  #reaches(from: string, to: string, seen = new Set<string>()): boolean {
    for (const next of this.#waitsFor.get(from) ?? []) {
      if (next === to) return true;
      if (seen.has(next) || !this.#isSure(next)) continue;
      seen.add(next);
      if (this.#reaches(next, to, seen)) return true;
    }
    return false;
  }
}

function leaves(member: string | Members | undefined): ReadonlySet<string> {
  if (member === undefined) return new Set();
  if (typeof member === 'string') return new Set([member]);
  return new Set([...member.byId.values()].flatMap((inner) => [...leaves(inner)]));
}

import type { Edge, Edges } from './edges.ts';
import type { Thing } from './things.ts';

/** Where and how one thing names another. */
export interface Use {
  /** Where it stands, at whoever names: `LoadBalancers[0].TargetGroupArn`, `Condition`. */
  readonly path: string;
  /** What is asked of whoever is named: an attribute; undefined for `Ref`. */
  readonly attribute?: string | undefined;
  /** What lies between: parameters, outputs and conditions, in the order from whoever names. */
  readonly via: readonly Thing[];
}

/** All the ways in which one thing names another. */
export interface Reference {
  readonly thing: Thing;
  readonly uses: readonly Use[];
}

/**
 * What something refers to, across the borders of nested stacks: parameters that a parent fills and outputs of nested stacks are
 * passed through, conditions are both told and followed. `DependsOn` is left out.
 */
export function refersTo(start: Thing, edges: Edges): readonly Reference[] {
  return gather((found) => {
    for (const edge of edges.from(start)) if (!edge.waits) forward(edge, edge, [], edges, found);
  });
}

/** Who refers to something, likewise: what lies between is passed through, up to whoever wants the value for itself. */
export function referredBy(target: Thing, edges: Edges): readonly Reference[] {
  return gather((found) => {
    for (const edge of edges.to(target)) if (!edge.waits) backward(edge, edge, [], edges, found);
  });
}

/** What it waits for by `DependsOn`. */
export function waitsFor(thing: Thing, edges: Edges): readonly Thing[] {
  return edges.from(thing).flatMap(({ waits, to }) => (waits ? [to] : []));
}

/** Who waits for it by `DependsOn`. */
export function waitedForBy(thing: Thing, edges: Edges): readonly Thing[] {
  return edges.to(thing).flatMap(({ waits, from }) => (waits ? [from] : []));
}

type Found = (thing: Thing, use: Use) => void;

function forward(first: Edge, { to, attribute }: Edge, via: readonly Thing[], edges: Edges, found: Found): void {
  const onward = via.includes(to) ? [] : edges.from(to).filter(({ waits }) => !waits);
  const isPassing = isPassedThrough(to) && onward.length > 0;
  if (!isPassing) found(to, { path: first.path, attribute, via });
  if (isPassing || to.kind === 'condition') {
    for (const edge of onward) forward(first, edge, [...via, to], edges, found);
  }
}

function backward(last: Edge, { from, path }: Edge, via: readonly Thing[], edges: Edges, found: Found): void {
  const onward = via.includes(from) ? [] : edges.to(from).filter(({ waits }) => !waits);
  const isPassing = isPassedThrough(from) && onward.length > 0;
  // What the root puts out is for people and scripts to read, whoever else takes it.
  if (!isPassing || (from.kind === 'output' && from.unit.parent === undefined)) {
    found(from, { path, attribute: last.attribute, via });
  }
  if (isPassing || from.kind === 'condition') {
    for (const edge of onward) backward(last, edge, [from, ...via], edges, found);
  }
}

/** Whether something only hands on what it is given: a parameter of a nested stack, or its output. */
export function isPassedThrough({ kind, unit }: Thing): boolean {
  return unit.parent !== undefined && (kind === 'parameter' || kind === 'output');
}

function gather(collect: (found: Found) => void): readonly Reference[] {
  const uses = new Map<Thing, Use[]>();
  collect((thing, use) => {
    const known = uses.get(thing) ?? [];
    uses.set(thing, known);
    const isSame = ({ path, attribute, via }: Use) =>
      path === use.path && attribute === use.attribute && sameThings(via, use.via);
    if (!known.some(isSame)) known.push(use);
  });
  return [...uses].map(([thing, found]) => ({ thing, uses: found }));
}

function sameThings(one: readonly Thing[], other: readonly Thing[]): boolean {
  return one.length === other.length && one.every((thing, index) => thing === other[index]);
}

import { coversDemands, type Demands } from './condition.ts';
import { coversPattern, type Pattern } from './pattern.ts';
import { coversPrincipal, type Principal } from './principal.ts';
import type { Place } from './statement.ts';

/** One thing that a statement allows or denies: one principal, one pattern of actions, one of resources, one set of demands. */
export interface Grant {
  readonly principal: Principal;
  readonly action: Pattern;
  readonly resource: Pattern;
  readonly demands: Demands;
  /** The statement that it is of. */
  readonly of: Place;
}

/** The sides of a grant by which it can be wider than another. */
export const SIDES = ['principal', 'action', 'resource', 'demands'] as const;
export type Side = (typeof SIDES)[number];

/** What a statement comes to, one grant for each combination; nothing for one that cannot be compared. */
export function grantsOf(of: Place): readonly Grant[] {
  const { principals, actions, resources, ways } = of.statement ?? {
    principals: [],
    actions: [],
    resources: [],
    ways: [],
  };
  return principals.flatMap((principal) =>
    actions.flatMap((action) =>
      resources.flatMap((resource) => ways.map((demands) => ({ principal, action, resource, demands, of }))),
    ),
  );
}

/** Whether one grant has at least what the other has, on that side. */
export function covers(side: Side, wide: Grant, narrow: Grant): boolean {
  switch (side) {
    case 'principal':
      return coversPrincipal(wide.principal, narrow.principal);
    case 'action':
      return coversPattern(wide.action, narrow.action);
    case 'resource':
      return coversPattern(wide.resource, narrow.resource);
    case 'demands':
      return coversDemands(wide.demands, narrow.demands);
  }
}

const probes = new WeakMap<Place, Readonly<Record<Side, readonly Grant[]>>>();

/**
 * What a statement has on one side: a grant for each, of which that side counts. A statement is all combinations of its sides, so each
 * side may be asked for itself, which is far fewer questions.
 */
export function onSide(side: Side, of: Place): readonly Grant[] {
  const known = probes.get(of);
  if (known) return known[side];
  const [principal = '', action = '', resource = '', demands = []] = [
    of.statement?.principals[0],
    of.statement?.actions[0],
    of.statement?.resources[0],
    of.statement?.ways[0],
  ];
  const first = { principal, action, resource, demands, of };
  const made = {
    principal: (of.statement?.principals ?? []).map((each): Grant => ({ ...first, principal: each })),
    action: (of.statement?.actions ?? []).map((each): Grant => ({ ...first, action: each })),
    resource: (of.statement?.resources ?? []).map((each): Grant => ({ ...first, resource: each })),
    demands: (of.statement?.ways ?? []).map((each): Grant => ({ ...first, demands: each })),
  };
  probes.set(of, made);
  return made[side];
}

/** Whether one of the statements has all that the grant has. */
export function isCovered(grant: Grant, by: readonly Place[]): boolean {
  return by.some((place) => SIDES.every((side) => onSide(side, place).some((wide) => covers(side, wide, grant))));
}

/** Whether two statements have something in common, or one has what is a part of the other's. */
export function isRelated(one: Place, two: Place): boolean {
  return SIDES.every((side) =>
    onSide(side, one).some((mine) =>
      onSide(side, two).some((theirs) => covers(side, mine, theirs) || covers(side, theirs, mine)),
    ),
  );
}

/** The statement that is nearest to a grant, and the sides on which they differ. */
export interface Nearest {
  readonly of: Place;
  readonly demands: Demands;
  /** Where the grant has more than the nearest. */
  readonly grown: readonly Side[];
  /** Where neither has what the other has. */
  readonly other: readonly Side[];
}

/** What a grant is most like: what differs least, and of that what stands where it stands itself. */
export function nearestTo(grant: Grant, among: readonly Place[]): Nearest | undefined {
  let best: Nearest | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const of of among) {
    const grown: Side[] = [];
    const other: Side[] = [];
    let { demands }: { demands: Demands } = { demands: [] };
    for (const side of SIDES) {
      const all = onSide(side, of);
      const wide = all.find((each) => covers(side, each, grant));
      const narrow = wide ?? all.find((each) => covers(side, grant, each));
      if (side === 'demands') demands = (narrow ?? all[0])?.demands ?? [];
      if (!wide) (narrow ? grown : other).push(side);
    }
    const isSame = of.path === grant.of.path && of.at === grant.of.at;
    const distance = other.length * 20 + grown.length * 2 + (isSame ? 0 : 5);
    if (distance < least) [best, least] = [{ of, demands, grown, other }, distance];
  }
  return best;
}

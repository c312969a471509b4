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

/** Whether one of the grants has all that this one has. */
export function isCovered(grant: Grant, by: readonly Grant[]): boolean {
  return by.some((wide) => SIDES.every((side) => covers(side, wide, grant)));
}

/** The grant that is nearest to this one, and the sides on which they differ. */
export interface Nearest {
  readonly grant: Grant;
  /** Where this one has more than the nearest. */
  readonly grown: readonly Side[];
  /** Where neither has what the other has. */
  readonly other: readonly Side[];
}

/** What this grant is most like: those that differ least come first, among them those of the policy it stands in. */
export function nearestTo(grant: Grant, among: readonly Grant[]): Nearest | undefined {
  let best: Nearest | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of among) {
    const differing = SIDES.filter((side) => !covers(side, candidate, grant));
    const grown = differing.filter((side) => covers(side, grant, candidate));
    const other = differing.filter((side) => !grown.includes(side));
    const isNear = isSameStatement(candidate, grant);
    const distance = other.length * 20 + grown.length * 2 + (isNear ? 0 : 5);
    if (distance < least) [best, least] = [{ grant: candidate, grown, other }, distance];
  }
  return best;
}

/** Whether two grants are of statements of one name, in one policy. */
export function isSameStatement({ of: one }: Grant, { of: two }: Grant): boolean {
  return one.path === two.path && one.at === two.at;
}

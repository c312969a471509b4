import type { SecurityChange, SecurityCode } from './change.ts';
import { type Generation, isIn } from './generation.ts';
import { type Grant, grantsOf, isCovered, isRelated, nearestTo, SIDES, type Side } from './grant.ts';
import type { Holder, Holders } from './holder.ts';
import { sayGrants, sayLoss, sayUnread } from './say-grants.ts';
import type { Place } from './statement.ts';

/** What policies allow and deny in one generation and not in the other. */
export function comparePolicies(
  [before, after]: readonly [Holders, Holders],
  [old, young]: readonly [Generation, Generation],
): readonly SecurityChange[] {
  const changes: SecurityChange[] = [];
  for (const key of new Set([...after.keys(), ...before.keys()])) {
    const holder = after.get(key) ?? before.get(key);
    if (!holder) continue;
    const from = before.get(key)?.places ?? [];
    const to = after.get(key)?.places ?? [];
    changes.push(...gained(from, to, holder, 'opens'), ...gained(to, from, holder, 'closes'));
    // Nothing is denied to or by what is not there.
    const stays = isIn(holder.subject, old, young) && isIn(holder.subject, young, old);
    if (!stays) {
      changes.push(...unread(from, to).filter(({ path }) => young.byPath.has(path)));
      continue;
    }
    changes.push(...denied(to, from, holder, 'opens'), ...denied(from, to, holder, 'closes'));
    changes.push(...unread(from, to));
  }
  return changes;
}

const CODES: Readonly<Record<'opens' | 'closes', Readonly<Record<Kind, SecurityCode>>>> = {
  opens: {
    statement: 'statement-added',
    action: 'action-added',
    resource: 'resource-added',
    wildcard: 'wildcard-grown',
    dropped: 'condition-dropped',
    demands: 'condition-loosened',
    principal: 'principal-added',
  },
  closes: {
    statement: 'statement-removed',
    action: 'action-removed',
    resource: 'resource-removed',
    wildcard: 'wildcard-narrowed',
    dropped: 'condition-added',
    demands: 'condition-tightened',
    principal: 'principal-removed',
  },
};

type Kind = 'statement' | 'action' | 'resource' | 'wildcard' | 'dropped' | 'demands' | 'principal';

/** What `to` allows and `from` does not, in a line for each statement and kind of difference. */
function gained(
  from: readonly Place[],
  to: readonly Place[],
  holder: Holder,
  effect: 'opens' | 'closes',
): SecurityChange[] {
  const allowed = withEffect('Allow', from);
  const denials = withEffect('Deny', to);
  const known = new Set(from.map(({ text }) => text));
  return to.flatMap((place) => {
    if (place.statement?.effect !== 'Allow' || known.has(place.text)) return [];
    const fresh = grantsOf(place).filter((grant) => !isCovered(grant, allowed) && !isCovered(grant, denials));
    const lines = new Map<string, { kind: Kind; sides: readonly Side[]; grants: Grant[]; near: Set<Place> }>();
    const kin = fresh.length === 0 ? [] : allowed.filter((other) => isKin(place, other));
    for (const grant of fresh) {
      const { kind, sides, nearest } = kindOf(grant, allowed, kin);
      const line = lines.get(`${kind} ${sides}`) ?? { kind, sides, grants: [], near: new Set() };
      line.grants.push(grant);
      if (nearest) line.near.add(nearest);
      lines.set(`${kind} ${sides}`, line);
    }
    const { path, at } = place;
    return [...lines.values()].map(({ kind, sides, grants, near }): SecurityChange => {
      // What grew on several sides is told by the statement that it was.
      const among = sides.length > 1 ? allowed.filter((each) => near.has(each)) : allowed;
      const { message, isPublic } = sayGrants({ grants, sides, among, holder, effect, kind });
      const code = isPublic ? (effect === 'opens' ? 'public-access' : 'public-access-removed') : CODES[effect][kind];
      return { effect, code, path, at, message };
    });
  });
}

// Whether that is what the statement was: what bears its name, or has something in common with it.
function isKin(place: Place, other: Place): boolean {
  return (other.path === place.path && other.sid !== undefined && other.sid === place.sid) || isRelated(place, other);
}

interface Difference {
  readonly kind: Kind;
  readonly sides: readonly Side[];
  /** The statement that is most like it. */
  readonly nearest?: Place;
}

function kindOf(grant: Grant, among: readonly Place[], kin: readonly Place[]): Difference {
  const nearest = nearestTo(grant, among);
  if (!nearest || nearest.other.length > 1) return { kind: 'statement', sides: [] };
  if (nearest.other.includes('action')) {
    const was = nearestTo(grant, kin);
    return { kind: was && was.other.length < 2 ? 'action' : 'statement', sides: [] };
  }
  const sides = SIDES.filter((side) => nearest.other.includes(side) || nearest.grown.includes(side));
  const of = { sides, nearest: nearest.of };
  if (sides.includes('principal')) return { kind: 'principal', ...of };
  if (nearest.other.includes('resource')) return { kind: 'resource', ...of };
  if (sides.includes('action') || sides.includes('resource')) return { kind: 'wildcard', ...of };
  const keys = new Set(grant.demands.map(({ key }) => key));
  return { kind: nearest.demands.every(({ key }) => keys.has(key)) ? 'demands' : 'dropped', ...of };
}

/** What `to` denies and `from` does not. */
function denied(
  from: readonly Place[],
  to: readonly Place[],
  holder: Holder,
  effect: 'opens' | 'closes',
): SecurityChange[] {
  // Told from where it is denied: opening, `to` is what was.
  const standing = withEffect('Deny', from);
  const known = new Set(from.map(({ text }) => text));
  return to.flatMap((place) => {
    if (place.statement?.effect !== 'Deny' || known.has(place.text)) return [];
    const fresh = grantsOf(place).filter((grant) => !isCovered(grant, standing));
    if (fresh.length === 0) return [];
    const code = effect === 'opens' ? 'deny-removed' : 'deny-added';
    return [{ effect, code, path: place.path, at: place.at, message: sayLoss(fresh, standing, holder, effect) }];
  });
}

function unread(from: readonly Place[], to: readonly Place[]): SecurityChange[] {
  const missing = (these: readonly Place[], those: readonly Place[]) => {
    const known = new Set(those.map(({ text }) => text));
    return these.filter(({ statement, text }) => statement === undefined && !known.has(text));
  };
  const fresh = missing(to, from);
  const where = new Set(fresh.map(({ path, at }) => `${path} ${at}`));
  const gone = missing(from, to).filter(({ path, at }) => !where.has(`${path} ${at}`));
  const say = ({ path, at, text }: Place, isGone: boolean): SecurityChange => {
    return { effect: 'opens', code: 'not-compared', path, at, message: sayUnread(text, isGone) };
  };
  return [...fresh.map((place) => say(place, false)), ...gone.map((place) => say(place, true))];
}

function withEffect(effect: 'Allow' | 'Deny', places: readonly Place[]): readonly Place[] {
  return places.filter(({ statement }) => statement?.effect === effect);
}

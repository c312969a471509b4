import { type Box, boxesOf, list, sayActions, sayPrincipals, sayResources, sayWays } from './box.ts';
import { type Demand, showDemand } from './condition.ts';
import { dangersOf, isPublic } from './danger.ts';
import { covers, type Grant, onSide, SIDES, type Side } from './grant.ts';
import type { Holder } from './holder.ts';
import type { Place } from './statement.ts';

/** As many of what was there before as a message names. */
const MOST = 4;

/** What of a statement is to be said. */
export interface Line {
  readonly grants: readonly Grant[];
  /** In what they differ from what they are compared with. */
  readonly sides: readonly Side[];
  /** What the other generation allows. */
  readonly among: readonly Place[];
  readonly holder: Holder;
  readonly effect: 'opens' | 'closes';
  readonly kind: string;
}

/** Grants in words, and whether anyone at all has them. */
export function sayGrants(line: Line): { readonly message: string; readonly isPublic: boolean } {
  const { grants, holder, effect } = line;
  const boxes = boxesOf(grants);
  const isOpen = holder.kind !== 'passage' && boxes.some(isPublic);
  const message = boxes.map((box) => sayBox(box, line)).join('; ');
  const dangers = effect === 'opens' ? [...new Set(boxes.flatMap(dangersOf))] : [];
  return { message: [message, ...dangers].join('; '), isPublic: isOpen };
}

function sayBox(box: Box, { sides, among, holder, effect, kind }: Line): string {
  const may = effect === 'opens' ? 'may' : 'may no longer';
  const also = effect === 'opens' && kind === 'action' ? ' also' : '';
  const who = sayPrincipals(box.principal);
  const what = sayActions(box.grants);
  const on = sayResources(box.resource, isOwn(holder));
  const said = `${who === '' ? '' : `${who} `}${may}${also} ${what}${on}${sayWays(box.demands)}`;
  return `${said}${effect === 'opens' ? sayWas(box, sides, among, holder) : sayOnly(box, sides, among, holder)}`;
}

function sayWas(box: Box, sides: readonly Side[], among: readonly Place[], holder: Holder): string {
  if (sides.length === 0) return '';
  if (sides.length === 1 && sides[0] === 'demands') {
    const keys = new Set(box.demands.flat().map(({ key }) => key));
    const lost = others(box, 'demands', sides, among).flatMap(({ demands }) => demands);
    const dropped = lost.filter(({ key }) => !keys.has(key)).map(showDemand);
    if (dropped.length > 0) return `, whether or not ${list(dropped)}`;
  }
  return `, was${sayOthers(box, sides, among, holder)} only`;
}

function sayOnly(box: Box, sides: readonly Side[], among: readonly Place[], holder: Holder): string {
  const others = sayOthers(box, sides, among, holder);
  return others === '' ? '' : `, only${others}`;
}

function sayOthers(box: Box, sides: readonly Side[], among: readonly Place[], holder: Holder): string {
  return sides.map((side) => sayOther(box, side, sides, among, holder)).join('');
}

function sayOther(box: Box, side: Side, sides: readonly Side[], among: readonly Place[], holder: Holder): string {
  const found = others(box, side, sides, among);
  switch (side) {
    case 'principal':
      return ` ${sayPrincipals(found.map(({ principal }) => principal))}`;
    case 'action':
      return ` ${sayActions(found, MOST)}`;
    case 'resource':
      return sayResources(
        found.map(({ resource }) => resource),
        isOwn(holder),
        MOST,
      );
    case 'demands':
      return sayWays(found.map(({ demands }) => demands.filter((demand) => !isShared(demand, box))));
  }
}

// What is demanded now as before need not be said twice.
function isShared(demand: Demand, { demands }: Box): boolean {
  const said = JSON.stringify(demand);
  return demands.every((way) => way.some((each) => JSON.stringify(each) === said));
}

// What the other generation has on that side, where the sides that do not differ are the same.
function others(box: Box, side: Side, sides: readonly Side[], among: readonly Place[]): readonly Grant[] {
  const same = SIDES.filter((each) => !sides.includes(each));
  const isSame = (each: Side, place: Place) =>
    onSide(each, place).some((other) => ofBox(each, box).some((grant) => covers(each, other, grant)));
  const found = among
    .filter((place) => same.every((each) => isSame(each, place)))
    .flatMap((place) => onSide(side, place));
  const narrower = within(side, found, box);
  return narrower.length > 0 ? narrower : found;
}

function within(side: Side, found: readonly Grant[], box: Box): readonly Grant[] {
  return found.filter((other) => ofBox(side, box).some((grant) => covers(side, grant, other)));
}

// A box is all combinations of its sides, as a statement is: one grant for each thing on a side will do.
function ofBox(side: Side, { grants }: Box): readonly Grant[] {
  return [...new Map(grants.map((grant) => [JSON.stringify(grant[side]), grant])).values()];
}

/** What is denied no more, or now: what of it is still denied is said. */
export function sayLoss(
  grants: readonly Grant[],
  standing: readonly Place[],
  holder: Holder,
  effect: 'opens' | 'closes',
): string {
  const boxes = boxesOf(grants).map((box) => {
    const who = sayPrincipals(box.principal);
    const said = `${sayActions(box.grants)}${sayResources(box.resource, isOwn(holder))}${sayWays(box.demands)}`;
    const rest = standing.flatMap((place) => sayPart(place, box, holder));
    const still = rest.length === 0 ? '' : `, ${effect === 'opens' ? 'only' : 'was only'} ${rest.join('; ')}`;
    return `${said}${who === '' ? '' : ` is ${effect === 'opens' ? 'no longer ' : ''}denied to ${who}`}${still}`;
  });
  const named = boxes.join('; ');
  const isNamed = grants.some(({ principal }) => principal !== '');
  const verb = effect === 'opens' ? 'no longer denied: ' : 'denied: ';
  const insecure = grants.some(({ demands }) => demands.some(({ key }) => key === 'aws:securetransport'));
  const tls = insecure && effect === 'opens' ? '; requests without TLS get through' : '';
  return `${isNamed ? '' : verb}${named}${tls}`;
}

// What of a statement is a part of the box.
function sayPart(place: Place, box: Box, holder: Holder): readonly string[] {
  const parts = SIDES.map((side) => within(side, onSide(side, place), box));
  if (parts.some((part) => part.length === 0)) return [];
  const [, actions = [], resources = [], ways = []] = parts;
  const on = sayResources(
    resources.map(({ resource }) => resource),
    isOwn(holder),
    MOST,
  );
  return [`${sayActions(actions, MOST)}${on}${sayWays(ways.map(({ demands }) => demands))}`];
}

/** That a statement cannot be compared, and why. */
export function sayUnread(text: string, isGone: boolean): string {
  const why = text.includes('"NotPrincipal":') ? 'a statement with NotPrincipal' : 'what this does not understand';
  return `${why} ${isGone ? 'is gone or has changed' : 'has come or changed'} and cannot be compared: read it`;
}

function isOwn({ kind }: Holder): boolean {
  return kind === 'own' || kind === 'passage';
}

import type { ReviewedResource } from '../resolve/resource.ts';
import { showTokens } from '../resolve/token.ts';
import type { SecurityChange } from './change.ts';
import { compareContainers } from './compare-containers.ts';
import { compareGuards } from './compare-guards.ts';
import { compareIdentities } from './compare-identities.ts';
import { comparePolicies } from './compare-policies.ts';
import { compareSettings } from './compare-settings.ts';
import { compareTraffic } from './compare-traffic.ts';
import { type Generation, generationOf } from './generation.ts';
import type { Found, Holders } from './holder.ts';
import { findIdentityPolicies } from './identity-policies.ts';
import { followMoves } from './moves.ts';
import { findResourcePolicies } from './resource-policies.ts';

export { SECURITY_CODES, type SecurityChange, type SecurityCode } from './change.ts';

/**
 * What a change allows or protects more, or less, than before: in policies, security groups and settings. What says the same in
 * other words, or under another logical id, is no change. Never throws, whatever the properties are.
 */
export function compareSecurity(
  before: readonly ReviewedResource[],
  after: readonly ReviewedResource[],
): readonly SecurityChange[] {
  const [was, is] = [before.filter(isOfAType), after.filter(isOfAType)];
  const old = generationOf(followMoves(was, is));
  const young = generationOf(is);
  const changes = [
    ...comparePolicies([policiesOf(old), policiesOf(young)], [old, young]),
    ...compareIdentities(old, young),
    ...compareTraffic(old, young),
    ...compareSettings(old, young),
    ...compareContainers(old, young),
    ...compareGuards(old, young),
  ];
  return inOrder(
    old,
    young,
    changes.map((change) => ({ ...change, at: showTokens(change.at), message: showTokens(change.message) })),
  );
}

// What a hand-made template calls a type may be no more than a word, which tables here do not have to expect: `constructor`.
function isOfAType({ type }: ReviewedResource): boolean {
  return type.includes('::');
}

// By resource, in the order that they have in the system.
function inOrder(old: Generation, young: Generation, changes: readonly SecurityChange[]): readonly SecurityChange[] {
  const places = new Map(
    [...new Set([...young.byPath.keys(), ...old.byPath.keys()])].map((path, index) => [path, index]),
  );
  return [...once(changes)].sort((one, two) => (places.get(one.path) ?? 0) - (places.get(two.path) ?? 0));
}

function policiesOf(generation: Generation): Holders {
  const found: Found = new Map();
  findIdentityPolicies(generation, found);
  findResourcePolicies(generation, found);
  return found;
}

// A policy of two roles is said once.
function once(changes: readonly SecurityChange[]): readonly SecurityChange[] {
  return [...new Map(changes.map((change) => [JSON.stringify(change), change])).values()];
}

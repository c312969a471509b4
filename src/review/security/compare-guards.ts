import type { ReviewedResource } from '../resolve/resource.ts';
import { tokensIn } from '../resolve/token.ts';
import type { SecurityChange, SecurityCode } from './change.ts';
import { type Generation, isIn } from './generation.ts';

/** Types that do nothing but guard something: what they guard, and what is so without them and with them. */
const GUARDS: Readonly<Record<string, { readonly guards?: string; readonly says: readonly [string, string] }>> = {
  'AWS::WAFv2::WebACLAssociation': {
    guards: 'ResourceArn',
    says: ['requests are no longer filtered', 'requests are filtered'],
  },
  'AWS::CloudTrail::Trail': { says: ['calls are no longer recorded', 'calls are recorded'] },
  'AWS::EC2::FlowLog': { guards: 'ResourceId', says: ['traffic is no longer recorded', 'traffic is recorded'] },
};

/** Types that are open to anyone by being there. */
const OPEN: Readonly<Record<string, string>> = { 'AWS::ECR::PublicRepository': 'anyone may pull its images' };

/** Guards that have gone from what is still there, or come to what was there; and what is open by being there at all. */
export function compareGuards(old: Generation, young: Generation): readonly SecurityChange[] {
  const say = (effect: 'opens' | 'closes', code: SecurityCode, path: string, message: string): SecurityChange => {
    return { effect, code, path, at: '', message };
  };
  const come = (from: Generation, to: Generation) =>
    to.resources.filter(({ path, type }) => Object.hasOwn(OPEN, type) && from.byPath.get(path)?.type !== type);
  return [
    ...gone(old, young).map(({ path, type }) => say('opens', 'protection-removed', path, saysOf(type, 0))),
    ...gone(young, old).map(({ path, type }) => say('closes', 'protection-added', path, saysOf(type, 1))),
    ...come(old, young).map(({ path, type }) => say('opens', 'public-access', path, OPEN[type] ?? '')),
    ...come(young, old).map(({ path, type }) => say('closes', 'public-access-removed', path, `gone: ${OPEN[type]}`)),
  ];
}

function saysOf(type: string, side: 0 | 1): string {
  return GUARDS[type]?.says[side] ?? '';
}

function gone(from: Generation, to: Generation): readonly ReviewedResource[] {
  return from.resources.filter((resource) => {
    const guard = Object.hasOwn(GUARDS, resource.type) ? GUARDS[resource.type] : undefined;
    if (!guard || to.byPath.get(resource.path)?.type === resource.type) return false;
    const guarded = guard.guards === undefined ? undefined : resource.properties[guard.guards];
    const same = to.resources.some(
      ({ type, properties }) => type === resource.type && isSame(guard.guards, properties, guarded),
    );
    return !same && tokensIn(guarded).every(({ of }) => isIn(of, to, from));
  });
}

function isSame(name: string | undefined, properties: ReviewedResource['properties'], guarded: unknown): boolean {
  return name === undefined || JSON.stringify(properties[name]) === JSON.stringify(guarded);
}

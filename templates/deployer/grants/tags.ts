import type { Grant } from './grant.ts';

/** The system's own things by the name they are tagged with. `shop-*` is also what a system `shop-admin` has: tags know no better. */
export const TAGGED = { StringLike: { 'aws:ResourceTag/Name': ['{name}', '{name}-*'] } };

/** What has no name, as everything that is just being made. */
export const UNNAMED = { Null: { 'aws:ResourceTag/Name': ['true'] } };

/**
 * Writing and removing tags. Since a name lets things be deleted, what bears another system's name cannot be given this one's: only
 * what has none yet is named, and only what is the system's is named anew.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Null
 */
export function tagGrants({ types, actions, on }: Omit<Grant, 'when'>): readonly Grant[] {
  return [UNNAMED, TAGGED].map((when) => ({ types, actions, on, when }));
}

import { isObject } from '../../dsl/border.ts';
import type { ReviewedResource } from '../resolve/resource.ts';
import { type Generation, named } from './generation.ts';
import { addPlaces, type Found, listOf } from './holder.ts';
import { type Place, readStatements } from './statement.ts';

/** Types of those who can be allowed things. */
export const IDENTITIES: ReadonlySet<string> = new Set(['AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group']);

/** Types that hold a policy of others, and the properties that name those. */
const ATTACHED: Readonly<Record<string, readonly string[]>> = {
  'AWS::IAM::Policy': ['Roles', 'Users', 'Groups'],
  'AWS::IAM::ManagedPolicy': ['Roles', 'Users', 'Groups'],
  'AWS::IAM::RolePolicy': ['RoleName'],
  'AWS::IAM::UserPolicy': ['UserName'],
  'AWS::IAM::GroupPolicy': ['GroupName'],
};

/** Properties whose policies this file reads, by type. */
export const IDENTITY_DOCUMENTS: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries([...IDENTITIES].map((type) => [type, ['Policies', 'AssumeRolePolicyDocument']])),
  ...Object.fromEntries(Object.keys(ATTACHED).map((type) => [type, ['PolicyDocument']])),
};

/** What roles, users and groups may do, by whatever way it is said, and who may take a role on. */
export function findIdentityPolicies(generation: Generation, found: Found): void {
  const managed = new Map<string, readonly Place[]>();
  const attached = new Set<string>();
  for (const resource of generation.resources) {
    const names = ATTACHED[resource.type];
    if (!names) continue;
    const { path, properties } = resource;
    const places = readStatements(properties.PolicyDocument, path, 'PolicyDocument');
    managed.set(path, places);
    const holders = names.flatMap((name) => listOf(properties[name]).map((each) => named(generation, each)));
    for (const holder of new Set(holders)) {
      addPlaces(found, { subject: holder, policy: 'identity', kind: 'identity' }, places);
      attached.add(path);
    }
  }
  for (const resource of generation.resources) {
    if (!IDENTITIES.has(resource.type)) continue;
    findOwn(resource, found);
    for (const arn of listOf(resource.properties.ManagedPolicyArns)) {
      const path = named(generation, arn);
      const places = managed.get(path);
      if (!places) continue;
      addPlaces(found, { subject: resource.path, policy: 'identity', kind: 'identity' }, places);
      attached.add(path);
    }
  }
  // A policy that nobody has yet, or that others will be given.
  for (const [path, places] of managed)
    if (!attached.has(path)) addPlaces(found, { subject: path, policy: 'identity', kind: 'identity' }, places);
}

function findOwn({ type, path, properties }: ReviewedResource, found: Found): void {
  const places = listOf(properties.Policies).flatMap((policy, index) => {
    if (!isObject(policy)) return readStatements(policy, path, `Policies[${index}]`);
    const name = typeof policy.PolicyName === 'string' ? policy.PolicyName : index;
    return readStatements(policy.PolicyDocument, path, `Policies[${name}]`);
  });
  addPlaces(found, { subject: path, policy: 'identity', kind: 'identity' }, places);
  if (type !== 'AWS::IAM::Role') return;
  const trust = readStatements(properties.AssumeRolePolicyDocument, path, 'AssumeRolePolicyDocument');
  addPlaces(found, { subject: path, policy: 'trust', kind: 'own' }, trust);
}

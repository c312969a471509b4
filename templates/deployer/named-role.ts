import { IAM } from '../../src/aws/index.ts';
import type { Expression, Json, ResourceHandle } from '../../src/dsl/index.ts';
import { type Statement, writePolicies } from '../common/role.ts';
import { type DeployerSite, deployerRoleName } from './site.ts';

/** One of the deployer's own roles. */
export interface NamedRoleOptions {
  /** What its name says that it is. */
  readonly kind: 'cloudformation' | 'deployer';
  /** Who may take it on, and when. */
  readonly trust: { readonly [key: string]: Json };
  readonly managedPolicies?: readonly Expression<string>[];
  readonly policies: Readonly<Record<string, readonly Statement[]>>;
  readonly comment: string;
}

/**
 * Declares a role with a name that others can write down: environments name it, and so do workflows. It has no permissions boundary:
 * that is for what the system may do, and would keep the deployer from making the system.
 */
export function declareNamedRole(
  { resource, systemName, tags }: DeployerSite,
  id: string,
  { kind, trust, managedPolicies = [], policies, comment }: NamedRoleOptions,
): ResourceHandle<IAM.RoleReturnValues> {
  return resource(
    id,
    new IAM.Role({
      RoleName: deployerRoleName(systemName, kind),
      AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...trust }] },
      ManagedPolicyArns: managedPolicies.length === 0 ? undefined : managedPolicies,
      Policies: writePolicies(policies),
      Tags: tags(kind),
    }),
    { comment },
  );
}

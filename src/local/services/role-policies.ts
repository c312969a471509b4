import {
  DeleteRolePolicy$,
  type DeleteRolePolicyRequest,
  GetRolePolicy$,
  type GetRolePolicyRequest,
  ListRolePolicies$,
  type ListRolePoliciesRequest,
  PutRolePolicy$,
  type PutRolePolicyRequest,
} from '@aws-sdk/client-iam';
import { isObject } from '../../dsl/border.ts';
import type { Data, DataObject } from '../../dsl/template.ts';
import type { Account } from '../account.ts';
import type { LocalResource } from '../resource.ts';
import { inlinePolicies, ownPolicies } from '../resources/iam.ts';
import { textOf } from '../resources/read.ts';
import { operation, ServiceError } from '../wire/service.ts';

/**
 * The policies that stand in a role. What a call changes is the role's from then on, and drift of the stack that has made it, until that
 * says the role anew.
 */
export const rolePolicyOperations = [
  operation(
    'ListRolePolicies',
    ListRolePolicies$,
    ['RoleName', 'MaxItems', 'Marker'],
    ({ RoleName, MaxItems = 100, Marker }: ListRolePoliciesRequest, { account }) => {
      const role = mustHaveRole(account, RoleName);
      const all = [...policiesOf(account, role)]
        .map((policy) => textOf(policy, 'PolicyName') ?? '')
        .sort()
        .filter((name) => Marker === undefined || name > Marker);
      const page = all.slice(0, MaxItems);
      const isTruncated = page.length < all.length;
      return { PolicyNames: page, IsTruncated: isTruncated, ...(isTruncated && { Marker: page.at(-1) }) };
    },
  ),
  operation(
    'GetRolePolicy',
    GetRolePolicy$,
    ['RoleName', 'PolicyName'],
    ({ RoleName, PolicyName = '' }: GetRolePolicyRequest, { account }) => {
      const role = mustHaveRole(account, RoleName);
      const found = policiesOf(account, role).find((policy) => policy.PolicyName === PolicyName);
      if (!found) return missing(PolicyName);
      const PolicyDocument = encodeURIComponent(JSON.stringify(found.PolicyDocument));
      return { RoleName: role.id, PolicyName, PolicyDocument };
    },
  ),
  operation(
    'PutRolePolicy',
    PutRolePolicy$,
    ['RoleName', 'PolicyName', 'PolicyDocument'],
    ({ RoleName, PolicyName = '', PolicyDocument = '' }: PutRolePolicyRequest, { account }) => {
      const role = mustHaveRole(account, RoleName);
      mustBeInRole(account, role, PolicyName);
      const policy = { PolicyName, PolicyDocument: documentOf(PolicyDocument) };
      const others = inlinePolicies(role).filter((each) => each.PolicyName !== PolicyName);
      account.touch(role, { Policies: [...others, policy] });
      return {};
    },
  ),
  operation(
    'DeleteRolePolicy',
    DeleteRolePolicy$,
    ['RoleName', 'PolicyName'],
    ({ RoleName, PolicyName = '' }: DeleteRolePolicyRequest, { account }) => {
      const role = mustHaveRole(account, RoleName);
      mustBeInRole(account, role, PolicyName);
      const left = inlinePolicies(role).filter((each) => each.PolicyName !== PolicyName);
      if (left.length === inlinePolicies(role).length) return missing(PolicyName);
      account.touch(role, { Policies: left });
      return {};
    },
  ),
];

function policiesOf(account: Account, role: LocalResource): readonly DataObject[] {
  return [...inlinePolicies(role), ...ownPolicies(account, role).map(({ properties }) => properties)];
}

// Those that are resources of their own are changed by their stack.
function mustBeInRole(account: Account, role: LocalResource, name: string): void {
  const own = ownPolicies(account, role).find(({ properties }) => properties.PolicyName === name);
  if (own) {
    const words = `the local cloud changes policies that a role was made with, and ${name} is a resource of type ${own.type}`;
    throw new ServiceError('NotImplemented', words);
  }
}

function mustHaveRole(account: Account, name = ''): LocalResource {
  const role = account.find('AWS::IAM::Role', name);
  if (role) return role;
  throw new ServiceError('NoSuchEntity', `The role with name ${name} cannot be found.`, 404);
}

function missing(name: string): never {
  throw new ServiceError('NoSuchEntity', `The role policy with name ${name} cannot be found.`, 404);
}

function documentOf(text: string): DataObject {
  let document: Data;
  try {
    document = JSON.parse(text);
  } catch {
    document = null;
  }
  if (isObject(document)) return document;
  throw new ServiceError('MalformedPolicyDocument', 'Syntax errors in policy.');
}

import {
  CreateServiceLinkedRole$,
  type CreateServiceLinkedRoleRequest,
  GetRole$,
  type GetRoleRequest,
  ListRoles$,
  type ListRolesRequest,
} from '@aws-sdk/client-iam';
import type { Account } from '../account.ts';
import type { LocalResource } from '../resource.ts';
import { type LocalService, operation, ServiceError } from '../wire/service.ts';
import { rolePolicyOperations } from './role-policies.ts';

const ROLE = 'AWS::IAM::Role';
const LINKED = 'AWS::IAM::ServiceLinkedRole';

/**
 * The names of service-linked roles, which follow no rule.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html
 */
const LINKED_ROLES: Readonly<Record<string, string>> = {
  'autoscaling.amazonaws.com': 'AWSServiceRoleForAutoScaling',
  'ecs.amazonaws.com': 'AWSServiceRoleForECS',
  'ecs.application-autoscaling.amazonaws.com': 'AWSServiceRoleForApplicationAutoScaling_ECSService',
  'elasticloadbalancing.amazonaws.com': 'AWSServiceRoleForElasticLoadBalancing',
};

/**
 * Roles. Nobody's permissions are looked at.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/welcome.html
 */
export const iam: LocalService = {
  id: 'iam',
  protocols: ['query'],
  version: '2010-05-08',
  operations: [
    operation('GetRole', GetRole$, ['RoleName'], ({ RoleName = '' }: GetRoleRequest, { account }) => {
      const role = account.find(ROLE, RoleName) ?? account.find(LINKED, RoleName);
      if (role !== undefined) return { Role: describe(role) };
      throw new ServiceError('NoSuchEntity', `The role with name ${RoleName} cannot be found.`, 404);
    }),
    operation(
      'ListRoles',
      ListRoles$,
      ['PathPrefix', 'MaxItems', 'Marker'],
      ({ PathPrefix = '/', MaxItems = 100, Marker }: ListRolesRequest, { account }) => {
        const all = [...account.all(ROLE), ...account.all(LINKED)]
          .sort((a, b) => (a.id < b.id ? -1 : 1))
          .filter((role) => pathOf(role).startsWith(PathPrefix) && (Marker === undefined || role.id > Marker));
        const page = all.slice(0, MaxItems);
        const last = page.length < all.length ? page.at(-1) : undefined;
        return { Roles: page.map(describe), IsTruncated: last !== undefined, ...(last && { Marker: last.id }) };
      },
    ),
    operation(
      'CreateServiceLinkedRole',
      CreateServiceLinkedRole$,
      ['AWSServiceName', 'Description'],
      ({ AWSServiceName = '', Description }: CreateServiceLinkedRoleRequest, { account }) => ({
        Role: describe(createLinkedRole(account, AWSServiceName, Description)),
      }),
    ),
    ...rolePolicyOperations,
  ],
};

function createLinkedRole(account: Account, service: string, description: string | undefined): LocalResource {
  const name = Object.hasOwn(LINKED_ROLES, service) ? LINKED_ROLES[service] : undefined;
  if (name === undefined)
    throw new ServiceError('NotImplemented', `the local cloud does not know what the role of ${service} is called`);
  if (account.find(LINKED, name) !== undefined) {
    const message = `Service role name ${name} has been taken in this account, please try a different suffix.`;
    throw new ServiceError('InvalidInput', message);
  }
  const Path = `/aws-service-role/${service}/`;
  const AssumeRolePolicyDocument = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
  };
  return account.put({
    type: LINKED,
    id: name,
    properties: {
      AWSServiceName: service,
      Path,
      AssumeRolePolicyDocument,
      ...(description !== undefined && { Description: description }),
    },
    attributes: {
      RoleName: name,
      RoleId: `AROA${account.newSuffix(17)}`,
      Arn: account.arn('iam', `role${Path}${name}`, { global: true }),
    },
  });
}

function describe(role: LocalResource) {
  const { properties, attributes, id, createdAt } = role;
  const { Description, MaxSessionDuration, PermissionsBoundary, Tags } = properties;
  return {
    Path: pathOf(role),
    RoleName: id,
    RoleId: String(attributes.RoleId),
    Arn: String(attributes.Arn),
    CreateDate: new Date(createdAt),
    AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(properties.AssumeRolePolicyDocument)),
    MaxSessionDuration: Number(MaxSessionDuration ?? 3600),
    ...(Description !== undefined && { Description }),
    ...(PermissionsBoundary !== undefined && {
      PermissionsBoundary: { PermissionsBoundaryType: 'Policy', PermissionsBoundaryArn: PermissionsBoundary },
    }),
    ...(Tags !== undefined && { Tags }),
  };
}

function pathOf({ properties }: LocalResource): string {
  return typeof properties.Path === 'string' ? properties.Path : '/';
}

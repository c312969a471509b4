import { isObject } from '../../dsl/border.ts';
import type { Data, DataObject } from '../../dsl/template.ts';
import type { Account } from '../account.ts';
import type { LocalResource } from '../resource.ts';
import { define } from './define.ts';
import { userOf } from './in-use.ts';
import type { ResourceModel } from './model.ts';
import { nameOf, refuse, refuseTaken } from './naming.ts';
import { objectOf, objectsOf, textOf, textsOf } from './read.ts';

const ROLE = 'AWS::IAM::Role';

/** Roles, instance profiles and policies. */
export const IAM: Readonly<Record<string, ResourceModel>> = {
  [ROLE]: define({
    create: (request) => {
      const { account, properties } = request;
      const id = nameOf(request, 'RoleName', 64);
      refuseTaken(request, id, `Role with name ${id} already exists.`);
      const arn = account.arn('iam', `role${pathOf(properties)}${id}`, { global: true });
      return { id, attributes: { Arn: arn, RoleId: `AROA${account.newSuffix(17)}` } };
    },
    // What a call has made of its policies is gone.
    update: () => ({ live: { Policies: null } }),
    remove: (role, account) => {
      if (userOf(account, role, ['AWS::IAM::InstanceProfile'])) {
        refuse('InvalidRequest', 'Cannot delete entity, must remove roles from instance profile first.');
      }
    },
  }),

  'AWS::IAM::InstanceProfile': define({
    create: (request) => {
      const { account, properties } = request;
      const id = nameOf(request, 'InstanceProfileName', 128);
      refuseTaken(request, id, `Instance Profile ${id} already exists.`);
      for (const role of textsOf(properties, 'Roles')) {
        if (!account.find(ROLE, role)) refuse('NotFound', `The role with name ${role} cannot be found.`);
      }
      return {
        id,
        attributes: { Arn: account.arn('iam', `instance-profile${pathOf(properties)}${id}`, { global: true }) },
      };
    },
  }),

  'AWS::IAM::ManagedPolicy': define({
    create: (request) => {
      const { account, properties } = request;
      const name = nameOf(request, 'ManagedPolicyName', 128);
      const id = account.arn('iam', `policy${pathOf(properties)}${name}`, { global: true });
      refuseTaken(request, id, `A policy called ${name} already exists. Duplicate names are not allowed.`);
      const made = account.now().toISOString();
      const counts = { AttachmentCount: 0, PermissionsBoundaryUsageCount: 0, IsAttachable: true };
      const dates = { CreateDate: made, UpdateDate: made, DefaultVersionId: 'v1' };
      return { id, attributes: { PolicyArn: id, PolicyId: `ANPA${account.newSuffix(17)}`, ...counts, ...dates } };
    },
  }),

  'AWS::IAM::OIDCProvider': define({
    create: (request) => {
      const host = (textOf(request.properties, 'Url') ?? '').replace('https://', '');
      const id = request.account.arn('iam', `oidc-provider/${host}`, { global: true });
      refuseTaken(request, id, `Provider with url ${host} already exists.`);
      return { id, attributes: { Arn: id } };
    },
  }),
};

/** The policies that stand in a role, as calls have left them. */
export function inlinePolicies({ properties, live }: LocalResource): readonly DataObject[] {
  return objectsOf(Array.isArray(live.Policies) ? live : properties, 'Policies');
}

/** Policies of a role that are resources of their own. */
export function ownPolicies(account: Account, { id }: LocalResource): readonly LocalResource[] {
  return [...account.all('AWS::IAM::Policy'), ...account.all('AWS::IAM::RolePolicy')].filter(
    ({ properties }) => textsOf(properties, 'Roles').includes(id) || textOf(properties, 'RoleName') === id,
  );
}

/** The role of that ARN. */
export function findRole(account: Account, arn: string): LocalResource | undefined {
  return account.all(ROLE).find(({ attributes }) => textOf(attributes, 'Arn') === arn);
}

/** Whether there is such a role and it lets a service, such as `lambda.amazonaws.com`, act as it. Conditions are not looked at. */
export function admits(account: Account, arn: string, service: string): boolean {
  const role = findRole(account, arn);
  const document = role ? objectOf(role.properties, 'AssumeRolePolicyDocument') : {};
  return statementsOf(document).some((statement) => {
    return textOf(statement, 'Effect') === 'Allow' && services(statement.Principal).includes(service);
  });
}

function statementsOf(document: DataObject): readonly DataObject[] {
  return isObject(document.Statement) ? [document.Statement] : objectsOf(document, 'Statement');
}

function services(principal: Data | undefined): readonly string[] {
  if (!isObject(principal)) return [];
  const service = principal.Service;
  return typeof service === 'string' ? [service] : textsOf(principal, 'Service');
}

function pathOf(properties: DataObject): string {
  return textOf(properties, 'Path') ?? '/';
}

import {
  type Account as AccountShape,
  DescribeAccount$,
  type DescribeAccountRequest,
  DescribeOrganization$,
  DisableAWSServiceAccess$,
  type DisableAWSServiceAccessRequest,
  EnableAWSServiceAccess$,
  type EnableAWSServiceAccessRequest,
  ListAccounts$,
  ListAccountsForParent$,
  type ListAccountsForParentRequest,
  type ListAccountsRequest,
  ListAWSServiceAccessForOrganization$,
  type ListAWSServiceAccessForOrganizationRequest,
  ListOrganizationalUnitsForParent$,
  type ListOrganizationalUnitsForParentRequest,
  ListParents$,
  type ListParentsRequest,
  ListRoots$,
  type ListRootsRequest,
} from '@aws-sdk/client-organizations';
import type { Account } from '../account.ts';
import { hasParent, type Member, type Organisation } from '../organisation/organisation.ts';
import { type Call, type LocalService, type Operation, operation } from '../wire/service.ts';
import { delegationOperations } from './organizations/delegation.ts';
import { arnIn, inOrganisation, keep, reading, requireAccount, requireManagement } from './organizations/found.ts';
import { type Moved, moveOperation } from './organizations/move.ts';
import { pageOf } from './paging.ts';
import { deny } from './refusals.ts';

/**
 * The organisation that an account is in, as it was given when the local cloud was opened.
 * @param moved told of an account that goes from one unit to another.
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/Welcome.html
 */
export function organizations(moved: Moved = () => {}): LocalService {
  return {
    id: 'organizations',
    protocols: ['json'],
    target: 'AWSOrganizationsV20161128',
    operations: [...readOperations, ...trustOperations, ...delegationOperations, moveOperation(moved)],
  };
}

const readOperations: readonly Operation[] = [
  operation('DescribeOrganization', DescribeOrganization$, [], (_: object, call: Call) => {
    const { organisation, account } = inOrganisation(call);
    const { id, management } = organisation;
    const master = requireAccount(organisation, management);
    return {
      Organization: {
        Id: id,
        Arn: arnIn(account, organisation, `organization/${id}`),
        FeatureSet: 'ALL',
        MasterAccountId: management,
        MasterAccountArn: arnIn(account, organisation, `account/${id}/${management}`),
        MasterAccountEmail: master.email,
      },
    };
  }),
  operation('ListRoots', ListRoots$, ['MaxResults', 'NextToken'], (input: ListRootsRequest, call) => {
    const { organisation, account } = reading(call);
    const { id, root } = organisation;
    const Roots = [
      { Id: root, Arn: arnIn(account, organisation, `root/${id}/${root}`), Name: 'Root', PolicyTypes: [] },
    ];
    return paged('Roots', Roots, input);
  }),
  operation(
    'ListOrganizationalUnitsForParent',
    ListOrganizationalUnitsForParent$,
    ['ParentId', 'MaxResults', 'NextToken'],
    (input: ListOrganizationalUnitsForParentRequest, call) => {
      const { organisation, account } = reading(call);
      const parent = requireParent(organisation, input.ParentId);
      const units = organisation.units.filter((unit) => unit.parent === parent);
      const shown = units.map(({ id, name }) => ({
        Id: id,
        Name: name,
        Arn: arnIn(account, organisation, `ou/${organisation.id}/${id}`),
      }));
      return paged('OrganizationalUnits', shown, input);
    },
  ),
  operation(
    'ListAccountsForParent',
    ListAccountsForParent$,
    ['ParentId', 'MaxResults', 'NextToken'],
    (input: ListAccountsForParentRequest, call) => {
      const { organisation, account } = reading(call);
      const parent = requireParent(organisation, input.ParentId);
      const own = organisation.accounts.filter((each) => each.parent === parent);
      return paged(
        'Accounts',
        own.map((each) => describe(account, organisation, each)),
        input,
      );
    },
  ),
  operation('ListAccounts', ListAccounts$, ['MaxResults', 'NextToken'], (input: ListAccountsRequest, call) => {
    const { organisation, account } = reading(call);
    return paged(
      'Accounts',
      organisation.accounts.map((each) => describe(account, organisation, each)),
      input,
    );
  }),
  operation('ListParents', ListParents$, ['ChildId', 'MaxResults', 'NextToken'], (input: ListParentsRequest, call) => {
    const { organisation } = reading(call);
    const { ChildId = '' } = input;
    const child = [...organisation.accounts, ...organisation.units].find(({ id }) => id === ChildId);
    if (!child) deny('ChildNotFoundException', "You specified an account or OU that doesn't exist.");
    const Type = child.parent === organisation.root ? 'ROOT' : 'ORGANIZATIONAL_UNIT';
    return paged('Parents', [{ Id: child.parent, Type }], input);
  }),
  operation('DescribeAccount', DescribeAccount$, ['AccountId'], ({ AccountId = '' }: DescribeAccountRequest, call) => {
    const { organisation, account } = reading(call);
    return { Account: describe(account, organisation, requireAccount(organisation, AccountId)) };
  }),
];

const trustOperations: readonly Operation[] = [
  operation(
    'ListAWSServiceAccessForOrganization',
    ListAWSServiceAccessForOrganization$,
    ['MaxResults', 'NextToken'],
    (input: ListAWSServiceAccessForOrganizationRequest, call) => {
      const { organisation } = reading(call);
      const all = Object.entries(organisation.trusted).map(([ServicePrincipal, at]) => ({
        ServicePrincipal,
        DateEnabled: new Date(at),
      }));
      return paged('EnabledServicePrincipals', all, input);
    },
  ),
  operation(
    'EnableAWSServiceAccess',
    EnableAWSServiceAccess$,
    ['ServicePrincipal'],
    ({ ServicePrincipal = '' }: EnableAWSServiceAccessRequest, call) => {
      const { organisation, account } = requireManagement(call);
      if (!/^[\w.-]+\.amazonaws\.com$/.test(ServicePrincipal))
        deny('InvalidInputException', 'You specified a service principal that is not supported.');
      const trusted = { [ServicePrincipal]: account.now().toISOString(), ...organisation.trusted };
      keep(call, { ...organisation, trusted });
      return {};
    },
  ),
  operation(
    'DisableAWSServiceAccess',
    DisableAWSServiceAccess$,
    ['ServicePrincipal'],
    ({ ServicePrincipal = '' }: DisableAWSServiceAccessRequest, call) => {
      const { organisation } = requireManagement(call);
      const { [ServicePrincipal]: _, ...trusted } = organisation.trusted;
      keep(call, { ...organisation, trusted });
      return {};
    },
  ),
];

function requireParent(organisation: Organisation, id = ''): string {
  if (!hasParent(organisation, id)) deny('ParentNotFoundException', "You specified parent that doesn't exist.");
  return id;
}

function describe(account: Account, organisation: Organisation, member: Member): AccountShape {
  const { id, name, email, status, joinedAt } = member;
  return {
    Id: id,
    Arn: arnIn(account, organisation, `account/${organisation.id}/${id}`),
    Email: email,
    Name: name,
    Status: status,
    State: status,
    JoinedMethod: id === organisation.management ? 'INVITED' : 'CREATED',
    JoinedTimestamp: new Date(joinedAt),
  };
}

interface PageInput {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

function paged(member: string, all: readonly object[], { MaxResults = 20, NextToken }: PageInput): object {
  const [items, next] = pageOf(all, NextToken, Math.min(MaxResults, 20));
  return { [member]: items, ...(next !== undefined && { NextToken: next }) };
}

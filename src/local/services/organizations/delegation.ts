import {
  DeregisterDelegatedAdministrator$,
  type DeregisterDelegatedAdministratorRequest,
  ListDelegatedAdministrators$,
  type ListDelegatedAdministratorsRequest,
  RegisterDelegatedAdministrator$,
  type RegisterDelegatedAdministratorRequest,
} from '@aws-sdk/client-organizations';
import { type Operation, operation } from '../../wire/service.ts';
import { pageOf } from '../paging.ts';
import { deny } from '../refusals.ts';
import { arnIn, keep, reading, requireAccount, requireManagement } from './found.ts';

/** Operations on accounts that act for the management account. */
export const delegationOperations: readonly Operation[] = [
  operation(
    'ListDelegatedAdministrators',
    ListDelegatedAdministrators$,
    ['ServicePrincipal', 'MaxResults', 'NextToken'],
    ({ ServicePrincipal, MaxResults = 20, NextToken }: ListDelegatedAdministratorsRequest, call) => {
      const { organisation, account } = reading(call);
      const all = organisation.delegated.filter(
        ({ service }) => ServicePrincipal === undefined || service === ServicePrincipal,
      );
      const shown = all.map((each) => {
        const { id, name, email, status, joinedAt } = requireAccount(organisation, each.account);
        return {
          Id: id,
          Arn: arnIn(account, organisation, `account/${organisation.id}/${id}`),
          Email: email,
          Name: name,
          Status: status,
          JoinedMethod: 'CREATED',
          JoinedTimestamp: new Date(joinedAt),
          DelegationEnabledDate: new Date(each.at),
        };
      });
      const [DelegatedAdministrators, next] = pageOf(shown, NextToken, Math.min(MaxResults, 20));
      return { DelegatedAdministrators, ...(next !== undefined && { NextToken: next }) };
    },
  ),
  operation(
    'RegisterDelegatedAdministrator',
    RegisterDelegatedAdministrator$,
    ['AccountId', 'ServicePrincipal'],
    ({ AccountId = '', ServicePrincipal = '' }: RegisterDelegatedAdministratorRequest, call) => {
      const { organisation, account } = requireManagement(call);
      const { id } = requireAccount(organisation, AccountId);
      if (id === organisation.management)
        deny(
          'ConstraintViolationException',
          "You can't register the master account as delegated administrator for your organization.",
        );
      if (organisation.trusted[ServicePrincipal] === undefined)
        deny('ConstraintViolationException', `Trusted access is not enabled for ${ServicePrincipal}.`);
      if (organisation.delegated.some((each) => each.account === id && each.service === ServicePrincipal))
        deny(
          'AccountAlreadyRegisteredException',
          'The provided account is already a delegated administrator for your organization.',
        );
      const added = { account: id, service: ServicePrincipal, at: account.now().toISOString() };
      keep(call, { ...organisation, delegated: [...organisation.delegated, added] });
      return {};
    },
  ),
  operation(
    'DeregisterDelegatedAdministrator',
    DeregisterDelegatedAdministrator$,
    ['AccountId', 'ServicePrincipal'],
    ({ AccountId = '', ServicePrincipal = '' }: DeregisterDelegatedAdministratorRequest, call) => {
      const { organisation } = requireManagement(call);
      const rest = organisation.delegated.filter(
        ({ account, service }) => account !== AccountId || service !== ServicePrincipal,
      );
      if (rest.length === organisation.delegated.length)
        deny(
          'AccountNotRegisteredException',
          'The provided account is not a registered delegated administrator for your organization.',
        );
      keep(call, { ...organisation, delegated: rest });
      return {};
    },
  ),
];

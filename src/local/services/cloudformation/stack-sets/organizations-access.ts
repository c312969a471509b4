import {
  ActivateOrganizationsAccess$,
  type ActivateOrganizationsAccessInput,
  DeactivateOrganizationsAccess$,
  type DeactivateOrganizationsAccessInput,
  DescribeOrganizationsAccess$,
  type DescribeOrganizationsAccessInput,
} from '@aws-sdk/client-cloudformation';
import { type Organisation, organisationOf } from '../../../organisation/organisation.ts';
import { type Call, type Operation, operation, ServiceError } from '../../../wire/service.ts';
import { keep } from '../../organizations/found.ts';
import { PRINCIPAL } from './access.ts';

/** The operations that let stack sets into the accounts of an organisation. */
export const organizationsAccessOperations: readonly Operation[] = [
  operation(
    'ActivateOrganizationsAccess',
    ActivateOrganizationsAccess$,
    [],
    (_: ActivateOrganizationsAccessInput, call) => {
      const organisation = managed(call);
      const trusted = { [PRINCIPAL]: call.account.now().toISOString(), ...organisation.trusted };
      keep(call, { ...organisation, trusted });
      return {};
    },
  ),
  operation(
    'DeactivateOrganizationsAccess',
    DeactivateOrganizationsAccess$,
    [],
    (_: DeactivateOrganizationsAccessInput, call) => {
      const organisation = managed(call);
      const { [PRINCIPAL]: __, ...trusted } = organisation.trusted;
      keep(call, { ...organisation, trusted });
      return {};
    },
  ),
  operation(
    'DescribeOrganizationsAccess',
    DescribeOrganizationsAccess$,
    ['CallAs'],
    (_: DescribeOrganizationsAccessInput, { account }) => {
      const organisation = organisationOf(account);
      if (organisation === undefined) throw notIn();
      return { Status: organisation.trusted[PRINCIPAL] === undefined ? ('DISABLED' as const) : ('ENABLED' as const) };
    },
  ),
];

function managed({ account }: Call): Organisation {
  const organisation = organisationOf(account);
  if (organisation === undefined) throw notIn();
  if (organisation.management === account.whereabouts.accountId) return organisation;
  throw new ServiceError('InvalidOperationException', 'Only the management account of an organization may do this');
}

function notIn(): ServiceError {
  return new ServiceError('InvalidOperationException', 'Your account is not a member of an organization');
}

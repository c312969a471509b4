import type { CallAs } from '@aws-sdk/client-cloudformation';
import type { Account } from '../../../account.ts';
import { invalid } from '../../../engine/refusals.ts';
import { type Organisation, organisationOf } from '../../../organisation/organisation.ts';
import type { StackSets } from '../../../stack-sets/stack-sets.ts';
import type { StackSetRecord } from '../../../stack-sets/state.ts';
import { type Call, ServiceError } from '../../../wire/service.ts';
import { page } from '../common.ts';
import type { AllStackSets } from './all.ts';

/** The service that an organisation must trust for sets with service-managed permissions. */
export const PRINCIPAL = 'member.org.stacksets.cloudformation.amazonaws.com';

/** What every request about a set has. */
export interface SetInput {
  readonly StackSetName?: string | undefined;
  readonly CallAs?: CallAs | undefined;
}

/**
 * The stack sets that a request is about: the caller's own, or those of the management account where the caller acts for it.
 * @throws ServiceError `ValidationError` for an account that does not.
 */
export function setsFor(all: AllStackSets, call: Call, callAs: CallAs | undefined): StackSets {
  if (callAs !== 'DELEGATED_ADMIN') return all.of(call.account);
  const { accountId, region } = call.account.whereabouts;
  const organisation = organisationOf(call.account);
  const acts = organisation?.delegated.some(({ account, service }) => account === accountId && service === PRINCIPAL);
  const management = acts && call.account.at({ accountId: organisation?.management ?? '', region });
  if (!management) throw notInCharge();
  call.changed?.(management);
  return all.of(management);
}

/** The set of that name or id, with those that it is among. @throws ServiceError `StackSetNotFoundException` */
export function requireSet(
  all: AllStackSets,
  call: Call,
  { StackSetName: name = '', CallAs: callAs }: SetInput,
): { readonly sets: StackSets; readonly set: StackSetRecord } {
  const sets = setsFor(all, call, callAs);
  const set =
    sets.all.find((each) => each.name === name && each.status === 'ACTIVE') ??
    sets.all.find(({ id, arn }) => id === name || arn === name);
  const isHidden = callAs === 'DELEGATED_ADMIN' && set?.permissionModel === 'SELF_MANAGED';
  if (set === undefined || isHidden) throw notFound('StackSetNotFoundException', `StackSet ${name} not found`);
  return { sets, set };
}

/** The same, of a set that is there to be worked with, by somebody who may. */
export function requireActiveSet(all: AllStackSets, call: Call, input: SetInput) {
  const found = requireSet(all, call, input);
  if (found.set.status === 'DELETED')
    throw notFound('StackSetNotFoundException', `StackSet ${input.StackSetName} not found`);
  if (found.set.permissionModel === 'SERVICE_MANAGED') requireTrust(found.sets.account);
  return found;
}

/** @throws ServiceError `ValidationError` where a set with service-managed permissions cannot be worked with from an account. */
export function requireTrust(admin: Account): Organisation {
  if (admin.whereabouts.partition === 'aws-cn')
    throw invalid('StackSets with SERVICE_MANAGED permission model are not supported in this region');
  const organisation = organisationOf(admin);
  if (organisation?.management !== admin.whereabouts.accountId) throw notInCharge();
  if (organisation.trusted[PRINCIPAL] === undefined)
    throw invalid('You must enable organizations access to operate a service managed stack set');
  return organisation;
}

/** An answer of status 404. */
export function notFound(code: string, message: string): ServiceError {
  return new ServiceError(code, message, 404);
}

function notInCharge(): ServiceError {
  return invalid(
    'You must be the management account or delegated admin account of an organization before operating a SERVICE_MANAGED stack set',
  );
}

/**
 * One page of a list, of a hundred at most.
 * @throws ServiceError `ValidationError`
 */
export function pageOfSets<T>(
  all: readonly T[],
  {
    NextToken: token,
    MaxResults: size = 100,
  }: { readonly NextToken?: string | undefined; readonly MaxResults?: number | undefined },
) {
  if (!Number.isInteger(size) || size < 1 || size > 100)
    throw invalid(
      `1 validation error detected: Value '${size}' at 'maxResults' failed to satisfy constraint: Member must be between 1 and 100`,
    );
  return page(all, token, size);
}

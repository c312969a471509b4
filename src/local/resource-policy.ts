import { holds } from '../check/permissions/conditions.ts';
import { type Policy, type PolicyStatement, readPolicy } from '../check/permissions/policy.ts';
import { matchesAction, matchesWildcard } from '../check/permissions/wildcard.ts';
import { TealformError } from '../dsl/error.ts';
import type { Data } from '../dsl/template.ts';
import type { Account } from './account.ts';
import type { Caller } from './caller.ts';
import { organisationOf } from './organisation/organisation.ts';
import { ServiceError } from './wire/service.ts';

/** What somebody wants to do with something that has a policy of its own. */
export interface PolicyRequest {
  readonly caller: Caller;
  /** `s3:GetObject` */
  readonly action: string;
  /** An ARN; `*` for a role that is to be taken on. */
  readonly resource: string;
  /** What is known beside the caller: `sts:ExternalId`. */
  readonly context?: Readonly<Record<string, string>>;
}

/** What the policy of a resource says: a denial wins over an allowance. */
export type Verdict = 'allowed' | 'denied' | 'silent';

/** Condition keys that are looked at; one that the request does not bring is missing, as at AWS. */
const KNOWN_KEYS = new Set([
  'aws:calledvia',
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principalisawsservice',
  'aws:principalorgid',
  'aws:resourceaccount',
  'aws:resourceorgid',
  'aws:securetransport',
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:sourceorgid',
  's3:prefix',
  's3:resourceaccount',
  'sts:externalid',
]);

/**
 * What the policy of a bucket, or the trust policy of a role, says of a request. Only the resource's side is looked at: nobody's own
 * permissions are.
 * @param label how the policy is named in an error: `the policy of bucket b`.
 * @param owner the account that the resource is in.
 * @throws ServiceError `NotImplemented` with the name of what the local cloud does not know in it.
 */
export function judge(
  document: Data,
  label: string,
  kind: 'resource' | 'trust',
  owner: Account,
  request: PolicyRequest,
): Verdict {
  const { action, resource } = request;
  const context = contextOf(owner, request);
  const about = read(document, label, kind).statements.filter(
    ({ principals, actions, resources }) =>
      principals.some((principal) => names(principal, request.caller)) &&
      actions.some((pattern) => matchesAction(pattern, action)) &&
      resources.some((pattern) => matchesWildcard(pattern, resource)),
  );
  for (const { conditions } of about) {
    const unknown = conditions.find(({ key }) => !KNOWN_KEYS.has(key.toLowerCase()));
    if (unknown !== undefined)
      throw new ServiceError('NotImplemented', `the local cloud does not know '${unknown.key}' in ${label}`);
  }
  const said = about.filter(({ conditions }) => conditions.every((condition) => holds(condition, context)));
  if (said.some(({ effect }) => effect === 'Deny')) return 'denied';
  return said.length > 0 ? 'allowed' : 'silent';
}

function read(document: Data, label: string, kind: 'resource' | 'trust'): Policy {
  try {
    return readPolicy(document, label, kind);
  } catch (error) {
    if (!(error instanceof TealformError)) throw error;
    const [problem] = error.problems;
    throw new ServiceError('NotImplemented', `the local cloud cannot judge ${label}: ${problem?.message}`);
  }
}

function names({ kind, value }: PolicyStatement['principals'][number], caller: Caller): boolean {
  if (kind === 'any') return true;
  if (kind !== 'AWS') return false;
  const { accountId, arn, role } = caller;
  return value === accountId || value === arn || value === role || value.endsWith(`:iam::${accountId}:root`);
}

function contextOf(owner: Account, { caller, context }: PolicyRequest): Readonly<Record<string, string>> {
  const { accountId } = owner.whereabouts;
  const org = organisationOf(owner, caller.accountId)?.id;
  const theirs = organisationOf(owner, accountId)?.id;
  return {
    'aws:PrincipalAccount': caller.accountId,
    'aws:PrincipalArn': caller.role ?? caller.arn,
    'aws:PrincipalIsAWSService': 'false',
    'aws:ResourceAccount': accountId,
    's3:ResourceAccount': accountId,
    // Loopback: nobody listens in.
    'aws:SecureTransport': 'true',
    ...(org !== undefined && { 'aws:PrincipalOrgID': org }),
    ...(theirs !== undefined && { 'aws:ResourceOrgID': theirs }),
    ...context,
  };
}

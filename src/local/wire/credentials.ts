import type { WireRequest } from './message.ts';

/** Who signed a request for what: the scope of a signature. The signature itself is not verified. */
export interface Scope {
  readonly accessKeyId: string;
  /** Undefined for a signature that holds in all regions (SigV4A). */
  readonly region: string | undefined;
  /** `cloudformation`, `s3` */
  readonly service: string;
}

/**
 * Reads the scope of a signature from the header, or from the query of a presigned address. Undefined when there is none.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function readScope({ headers, query }: WireRequest): Scope | undefined {
  const credential =
    /^AWS4-[A-Z0-9-]+ .*?Credential=([^,\s]+)/.exec(headers.authorization ?? '')?.[1] ?? query.get('X-Amz-Credential');
  // The old kind of presigned address, which the AWS CLI still makes in the oldest region, is S3's and names neither.
  const older = query.get('AWSAccessKeyId');
  if (credential === null && older && query.has('Signature'))
    return { accessKeyId: older, region: undefined, service: 's3' };
  const parts = credential?.split('/') ?? [];
  if (parts.at(-1) !== 'aws4_request') return undefined;
  const [accessKeyId, , region, service] = parts.length === 4 ? [parts[0], '', undefined, parts[2]] : parts;
  return accessKeyId && service ? { accessKeyId, region, service } : undefined;
}

const ROLE_KEY = /^ASIALOCAL(\d{12})$/;

/** The access key of somebody who has taken on a role in that account. */
export function keyOfAccount(accountId: string): string {
  return `ASIALOCAL${accountId}`;
}

/** The account that an access key is for; undefined for one of somebody who has taken on no role. */
export function accountOfKey(accessKeyId: string): string | undefined {
  return ROLE_KEY.exec(accessKeyId)?.[1];
}

/** A role that somebody has taken on: what a session token says. */
export interface RoleSession {
  /** The role's ARN. */
  readonly role: string;
  readonly roleId: string;
  /** What the caller has called it. */
  readonly session: string;
  /** When it ends, as an ISO time. */
  readonly expires: string;
}

/** The token that goes with the keys of a session. Not secret: signatures are not verified either. */
export function tokenOf(session: RoleSession): string {
  return Buffer.from(JSON.stringify(session)).toString('base64url');
}

/** The session that a request is made in; undefined where it brings no token, or one that is none of ours. */
export function readSession({ headers, query }: WireRequest): RoleSession | undefined {
  const token = headers['x-amz-security-token'] ?? query.get('X-Amz-Security-Token');
  try {
    const read: unknown = JSON.parse(Buffer.from(token ?? '', 'base64url').toString());
    return isSession(read) ? read : undefined;
  } catch {
    return undefined;
  }
}

function isSession(value: unknown): value is RoleSession {
  if (typeof value !== 'object' || value === null) return false;
  const members = Object.fromEntries(Object.entries(value));
  return ['role', 'roleId', 'session', 'expires'].every((name) => typeof members[name] === 'string');
}

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

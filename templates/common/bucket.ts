import type { S3 } from '../../src/aws/index.ts';
import { type ResourceHandle, sub } from '../../src/dsl/index.ts';

/** What every bucket has: the account owns what is in it, and nothing in it is public. */
export const PRIVATE_BUCKET = {
  OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
  PublicAccessBlockConfiguration: {
    BlockPublicAcls: true,
    BlockPublicPolicy: true,
    IgnorePublicAcls: true,
    RestrictPublicBuckets: true,
  },
} as const satisfies S3.BucketProperties;

/** The statement of every bucket's policy that denies requests without TLS. */
export function onlyEncryptedConnections(bucket: ResourceHandle<S3.BucketReturnValues>) {
  return {
    Sid: 'OnlyEncryptedConnections',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [bucket.att('Arn'), sub`${bucket.att('Arn')}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
}

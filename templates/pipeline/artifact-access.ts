import { type Expression, partition, sub } from '../../src/dsl/index.ts';
import type { Statement } from '../common/role.ts';

/** What a role needs to read artifacts, or to read and write them: the bucket, and the key through it. */
export function artifactAccess(
  bucketName: Expression<string>,
  keyArn: Expression<string>,
  access: 'read' | 'read-write',
): readonly Statement[] {
  const writes = access === 'read-write';
  const bucket = sub`arn:${partition}:s3:::${bucketName}`;
  return [
    {
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:GetObjectVersion', ...(writes ? ['s3:PutObject'] : [])],
      Resource: sub`${bucket}/*`,
    },
    ...(writes
      ? [
          {
            Effect: 'Allow' as const,
            Action: ['s3:GetBucketLocation', 's3:GetBucketVersioning'],
            Resource: bucket,
          },
        ]
      : []),
    {
      Effect: 'Allow',
      Action: writes
        ? ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*']
        : 'kms:Decrypt',
      Resource: keyArn,
    },
  ];
}

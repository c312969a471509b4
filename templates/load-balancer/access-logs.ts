import { type ELBv2, S3 } from '../../src/aws/index.ts';
import { accountId, partition, region, sub } from '../../src/dsl/index.ts';
import { onlyEncryptedConnections, PRIVATE_BUCKET } from '../common/bucket.ts';
import type { Site } from '../common/site.ts';

/**
 * A bucket that only the load balancer writes to.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
 */
export function declareAccessLogs({ resource, tags }: Site, days: number) {
  const bucket = resource(
    'AccessLogBucket',
    new S3.Bucket({
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      LifecycleConfiguration: { Rules: [{ Id: 'expire', Status: 'Enabled', ExpirationInDays: days }] },
      ...PRIVATE_BUCKET,
      Tags: tags('access-logs'),
    }),
    {
      comment:
        'Every request, for as long as the lifecycle rule says. Load balancers can write with S3-managed keys only.\n' +
        'It stays when the stack goes, or fails to come: the load balancer writes a test file at once, and S3 deletes no bucket with files.',
      deletionPolicy: 'Retain',
      updateReplacePolicy: 'Retain',
    },
  );
  const policy = resource(
    'AccessLogBucketPolicy',
    new S3.BucketPolicy({
      Bucket: bucket.ref,
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'LoadBalancerWrites',
            Effect: 'Allow',
            Principal: { Service: 'logdelivery.elasticloadbalancing.amazonaws.com' },
            Action: 's3:PutObject',
            Resource: sub`${bucket.att('Arn')}/AWSLogs/${accountId}/*`,
            Condition: {
              ArnLike: {
                'aws:SourceArn': sub`arn:${partition}:elasticloadbalancing:${region}:${accountId}:loadbalancer/*`,
              },
            },
          },
          onlyEncryptedConnections(bucket),
        ],
      },
    }),
    {
      comment:
        "Load balancers of this account may write under the account's own path; requests without TLS are denied.",
    },
  );
  const attributes: readonly ELBv2.LoadBalancerAttribute[] = [
    { Key: 'access_logs.s3.enabled', Value: 'true' },
    { Key: 'access_logs.s3.bucket', Value: bucket.ref },
  ];
  return { attributes, policy };
}

// For tests only: ways to break the rules of logs and buckets.
import { type Break, onInstances } from './break.ts';

export const KEEPING_BREAKS: readonly Break[] = [
  [
    'logs-without-end',
    'logs that are kept for ever',
    onInstances,
    'LogGroup',
    (group) => {
      delete group.RetentionInDays;
    },
    /^keeps its logs for ever$/,
  ],
  [
    'open-bucket',
    'a bucket that may have public policies',
    onInstances,
    'ArtifactBucket',
    (bucket) => {
      bucket.PublicAccessBlockConfiguration.BlockPublicPolicy = false;
    },
    /^BlockPublicPolicy is not on, so the bucket can become public$/,
  ],
  [
    'unencrypted-bucket',
    'a bucket that does not say how it is encrypted',
    onInstances,
    'ArtifactBucket',
    (bucket) => {
      delete bucket.BucketEncryption;
    },
    /^does not say how it is encrypted$/,
  ],
  [
    'bucket-without-tls',
    'a bucket whose policy is gone',
    onInstances,
    'ArtifactBucket',
    (_, template) => {
      delete template.Resources.ArtifactBucketPolicy;
    },
    /^answers requests without TLS$/,
  ],
  [
    'bucket-without-tls',
    'a bucket that asks for TLS on some of its objects',
    onInstances,
    'ArtifactBucket',
    (_, template) => {
      const [statement] = template.Resources.ArtifactBucketPolicy.Properties.PolicyDocument.Statement;
      statement.Resource = statement.Resource[1];
    },
    /^answers requests without TLS$/,
  ],
];

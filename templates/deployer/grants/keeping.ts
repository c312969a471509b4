import type { Grant } from './grant.ts';
import { TAGGED, UNNAMED } from './tags.ts';

const BUCKET = 'AWS::S3::Bucket';
const BUCKET_POLICY = 'AWS::S3::BucketPolicy';
const KEY = 'AWS::KMS::Key';
const TOPIC = 'AWS::SNS::Topic';
const TOPIC_POLICY = 'AWS::SNS::TopicPolicy';
const SUBSCRIPTION = 'AWS::SNS::Subscription';
const LOGS = 'AWS::Logs::LogGroup';
const ALARM = 'AWS::CloudWatch::Alarm';
const DASHBOARD = 'AWS::CloudWatch::Dashboard';

/** The names of the system's log groups; actions ask for some of them with a colon behind. */
const LOG_GROUPS = [
  'logs:{here}:log-group:/aws/lambda/CodeDeployHook_{name}_*',
  'logs:{here}:log-group:/codebuild/{name}',
  'logs:{here}:log-group:/codebuild/{name}:*',
  'logs:{here}:log-group:/ecs/{name}',
  'logs:{here}:log-group:/ecs/{name}:*',
  'logs:{here}:log-group:/vpc/{name}/*',
];

/** The request names what it is about after the system. */
const NAMES_IT = { StringLike: { 'aws:RequestTag/Name': ['{name}', '{name}-*'] } };

/**
 * What is kept and what tells of it: buckets, keys, logs, alarms, topics.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export const KEEPING_GRANTS: readonly Grant[] = [
  // Names of buckets are in lower case: here `shop-*` is also what a system `shop-admin` has. No files are read or deleted.
  {
    types: [BUCKET, BUCKET_POLICY],
    actions: [
      's3:CreateBucket',
      's3:DeleteBucket',
      's3:DeleteBucketPolicy',
      's3:GetBucket*',
      's3:GetEncryptionConfiguration',
      's3:GetLifecycleConfiguration',
      's3:ListBucket',
      's3:ListTagsForResource',
      's3:PutBucketLogging',
      's3:PutBucketOwnershipControls',
      's3:PutBucketPolicy',
      's3:PutBucketPublicAccessBlock',
      's3:PutBucketTagging',
      's3:PutBucketVersioning',
      's3:PutEncryptionConfiguration',
      's3:PutLifecycleConfiguration',
      's3:TagResource',
      's3:UntagResource',
    ],
    on: ['s3:::{bucket}-*'],
  },
  { types: [KEY], actions: ['kms:CreateKey'], on: '*', when: NAMES_IT },
  // A key is named as it is made. Whoever could give another's key this system's name could then delete it.
  { types: [KEY], actions: ['kms:TagResource'], on: '*', when: { ...NAMES_IT, ...UNNAMED } },
  {
    types: [KEY],
    actions: [
      'kms:DescribeKey',
      'kms:DisableKey',
      'kms:DisableKeyRotation',
      'kms:EnableKey',
      'kms:EnableKeyRotation',
      'kms:GetKeyPolicy',
      'kms:GetKeyRotationStatus',
      'kms:ListResourceTags',
      'kms:PutKeyPolicy',
      'kms:ScheduleKeyDeletion',
      'kms:TagResource',
      'kms:UntagResource',
      'kms:UpdateKeyDescription',
    ],
    on: ['kms:{here}:key/*'],
    when: TAGGED,
  },
  {
    types: [TOPIC, TOPIC_POLICY, SUBSCRIPTION],
    actions: [
      'sns:CreateTopic',
      'sns:DeleteTopic',
      'sns:GetDataProtectionPolicy',
      'sns:GetTopicAttributes',
      'sns:ListSubscriptionsByTopic',
      'sns:ListTagsForResource',
      'sns:SetTopicAttributes',
      'sns:Subscribe',
      'sns:TagResource',
      'sns:UntagResource',
    ],
    on: ['sns:{here}:{name}-*'],
  },
  {
    types: [SUBSCRIPTION],
    actions: ['sns:GetSubscriptionAttributes', 'sns:SetSubscriptionAttributes', 'sns:Unsubscribe'],
    on: '*',
  },
  {
    types: [LOGS],
    actions: [
      'logs:CreateLogGroup',
      'logs:DeleteLogGroup',
      'logs:DeleteRetentionPolicy',
      'logs:GetDataProtectionPolicy',
      'logs:ListTagsForResource',
      'logs:PutRetentionPolicy',
      'logs:TagResource',
      'logs:UntagResource',
    ],
    on: LOG_GROUPS,
  },
  {
    types: [LOGS],
    actions: ['logs:DescribeIndexPolicies', 'logs:DescribeLogGroups', 'logs:DescribeResourcePolicies'],
    on: '*',
  },
  {
    types: [ALARM],
    actions: [
      'cloudwatch:DeleteAlarms',
      'cloudwatch:ListTagsForResource',
      'cloudwatch:PutMetricAlarm',
      'cloudwatch:TagResource',
      'cloudwatch:UntagResource',
    ],
    on: ['cloudwatch:{here}:alarm:{name}-*'],
  },
  // Asked for on all alarms, whichever are looked up.
  { types: [ALARM], actions: ['cloudwatch:DescribeAlarms'], on: ['cloudwatch:{here}:alarm:*'] },
  {
    types: [DASHBOARD],
    actions: ['cloudwatch:DeleteDashboards', 'cloudwatch:GetDashboard', 'cloudwatch:PutDashboard'],
    on: ['cloudwatch::{account}:dashboard/{name}-{region}'],
  },
];

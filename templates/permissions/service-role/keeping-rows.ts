// For tests only: what CloudFormation calls for buckets, keys, topics, logs and alarms, and what it must leave alone.
import { may, mayNot } from '../../../src/check/permissions/table.ts';
import { HOOKS } from '../hello.ts';
import { calls, elsewhere, FOREIGN, OWN, ROLE, type TypeRows } from './names.ts';

const TAGS = ['ListTagsForResource', 'TagResource', 'UntagResource'];

/** By resource type. */
export const KEEPING_ROWS: TypeRows = {
  'AWS::S3::Bucket': ({ partition }) => {
    const put = ['Logging', 'OwnershipControls', 'PublicAccessBlock', 'Tagging', 'Versioning'];
    const change = [
      ...put.map((each) => `PutBucket${each}`),
      'PutEncryptionConfiguration',
      'PutLifecycleConfiguration',
    ];
    const read = ['GetBucketTagging', 'GetEncryptionConfiguration', 'GetLifecycleConfiguration', 'ListBucket'];
    const verbs = calls('s3', 'CreateBucket', 'DeleteBucket', ...change, ...read);
    const bucket = (system: string) => `arn:${partition}:s3:::${system}-artifacts-artifactbucket-1a2b3c4d5e6f`;
    return [
      may(ROLE, [...verbs, ...calls('s3', ...TAGS)], bucket('hello-server')),
      mayNot(ROLE, [...verbs, ...calls('s3', ...TAGS)], bucket('other')),
      mayNot(ROLE, calls('s3', 'GetObject', 'PutObject', 'DeleteObject'), `${bucket('hello-server')}/file`),
      mayNot(ROLE, calls('s3', 'PutBucketAcl', 'PutReplicationConfiguration'), bucket('hello-server')),
    ];
  },
  'AWS::S3::BucketPolicy': ({ partition }) => {
    const verbs = calls('s3', 'DeleteBucketPolicy', 'GetBucketPolicy', 'PutBucketPolicy');
    return [
      may(ROLE, verbs, `arn:${partition}:s3:::hello-server-artifacts-artifactbucket-1a2b3c4d5e6f`),
      mayNot(ROLE, verbs, `arn:${partition}:s3:::templates`),
    ];
  },
  'AWS::KMS::Key': (system) => {
    const key = system.arn('kms', 'key/made-by-cloudformation');
    const state = ['DisableKey', 'DisableKeyRotation', 'EnableKey', 'EnableKeyRotation'];
    const read = ['DescribeKey', 'GetKeyPolicy', 'GetKeyRotationStatus', 'ListResourceTags'];
    const change = ['PutKeyPolicy', 'ScheduleKeyDeletion', 'TagResource', 'UntagResource', 'UpdateKeyDescription'];
    const verbs = calls('kms', ...state, ...read, ...change);
    const named = (name: string) => ({ 'aws:RequestTag/Name': name });
    return [
      may(ROLE, calls('kms', 'CreateKey', 'TagResource'), '*', named('hello-server-artifacts')),
      mayNot(ROLE, calls('kms', 'CreateKey', 'TagResource'), '*', named('other')),
      mayNot(ROLE, calls('kms', 'CreateKey'), '*'),
      may(ROLE, verbs, key, OWN),
      mayNot(ROLE, verbs, key, FOREIGN),
      mayNot(ROLE, verbs, elsewhere(key, system), OWN),
      // Whoever could name another's key after the system could then delete it.
      mayNot(ROLE, 'kms:TagResource', key, { ...FOREIGN, ...named('hello-server-artifacts') }),
      mayNot(ROLE, calls('kms', 'Decrypt', 'Encrypt', 'CreateGrant', 'GenerateDataKey'), key, OWN),
    ];
  },
  'AWS::SNS::Topic': ({ arn }) => {
    const read = ['GetDataProtectionPolicy', 'GetTopicAttributes', 'ListSubscriptionsByTopic'];
    const verbs = calls('sns', 'CreateTopic', 'DeleteTopic', 'SetTopicAttributes', ...read, ...TAGS);
    return [
      may(ROLE, verbs, arn('sns', 'hello-server-notifications')),
      mayNot(ROLE, verbs, arn('sns', 'other-notifications')),
      mayNot(ROLE, 'sns:Publish', arn('sns', 'hello-server-notifications')),
    ];
  },
  'AWS::SNS::TopicPolicy': ({ get, arn }) => [
    may(ROLE, 'sns:SetTopicAttributes', get('Topic')),
    mayNot(ROLE, 'sns:SetTopicAttributes', arn('sns', 'other')),
  ],
  'AWS::SNS::Subscription': ({ get, arn }) => [
    may(ROLE, 'sns:Subscribe', get('Topic')),
    mayNot(ROLE, 'sns:Subscribe', arn('sns', 'other-notifications')),
    may(ROLE, calls('sns', 'GetSubscriptionAttributes', 'SetSubscriptionAttributes', 'Unsubscribe'), '*'),
  ],
  'AWS::Logs::LogGroup': ({ arn }) => {
    const put = ['CreateLogGroup', 'PutRetentionPolicy', 'DeleteRetentionPolicy', 'DeleteLogGroup'];
    const verbs = calls('logs', ...put, 'GetDataProtectionPolicy', ...TAGS);
    const named = (system: string) => [
      ...HOOKS.map((event) => `/aws/lambda/CodeDeployHook_${system}_${event}`),
      `/codebuild/${system}`,
      `/ecs/${system}`,
      `/vpc/${system}/flow-logs`,
    ];
    // Some calls ask with a colon behind, as if for the streams.
    const groups = (system: string) =>
      named(system).flatMap((each) => [`log-group:${each}`, `log-group:${each}:*`].map((rest) => arn('logs', rest)));
    return [
      ...groups('hello-server').map((group) => may(ROLE, verbs, group)),
      ...groups('hello-serverless').map((group) => mayNot(ROLE, verbs, group)),
      may(ROLE, calls('logs', 'DescribeIndexPolicies', 'DescribeLogGroups', 'DescribeResourcePolicies'), '*'),
      mayNot(ROLE, calls('logs', 'GetLogEvents', 'FilterLogEvents'), arn('logs', 'log-group:/ecs/hello-server:*')),
      mayNot(ROLE, 'logs:PutResourcePolicy', '*'),
    ];
  },
  'AWS::CloudWatch::Alarm': (system) => {
    const { arn } = system;
    const verbs = calls('cloudwatch', 'DeleteAlarms', 'PutMetricAlarm', ...TAGS);
    return [
      may(ROLE, verbs, arn('cloudwatch', 'alarm:hello-server-blue-errors')),
      mayNot(ROLE, verbs, arn('cloudwatch', 'alarm:other-blue-errors')),
      may(ROLE, 'cloudwatch:DescribeAlarms', arn('cloudwatch', 'alarm:*')),
      mayNot(ROLE, 'cloudwatch:DescribeAlarms', elsewhere(arn('cloudwatch', 'alarm:*'), system)),
      mayNot(ROLE, 'cloudwatch:DisableAlarmActions', arn('cloudwatch', 'alarm:hello-server-blue-errors')),
    ];
  },
  'AWS::CloudWatch::Dashboard': ({ partition, account, region }) => {
    const verbs = calls('cloudwatch', 'DeleteDashboards', 'GetDashboard', 'PutDashboard');
    const dashboard = (name: string) => `arn:${partition}:cloudwatch::${account}:dashboard/${name}`;
    return [
      may(ROLE, verbs, dashboard(`hello-server-${region}`)),
      mayNot(ROLE, verbs, dashboard(`other-${region}`)),
      mayNot(ROLE, verbs, dashboard('hello-server-eu-north-1')),
    ];
  },
};

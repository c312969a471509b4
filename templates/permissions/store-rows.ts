// For tests only: who may use the system's topic, buckets, keys and functions.
import { may, mayNot, type Row } from '../../src/check/permissions/table.ts';
import { ACCOUNT, HOOKS, OTHER, type System } from './hello.ts';
import { from, onlyFor, PUBLISH_KEY } from './shared-rows.ts';

/** What the account does with a key besides using it: one action of each kind. */
const MANAGE = [
  'CancelKeyDeletion',
  'CreateAlias',
  'DeleteAlias',
  'DescribeKey',
  'DisableKeyRotation',
  'EnableKey',
  'GetKeyPolicy',
  'ListGrants',
  'PutKeyPolicy',
  'RevokeGrant',
  'RotateKeyOnDemand',
  'ScheduleKeyDeletion',
  'TagResource',
  'UntagResource',
  'UpdateAlias',
].map((each) => `kms:${each}`);

/** Who may publish, and who may use the key that it takes. */
export function topicRows({ get, arn }: System): readonly Row[] {
  const topic = get('Topic');
  const key = get('NotificationKey', 'Arn');
  const alarm = arn('cloudwatch', 'alarm:hello-server-blue-errors');
  const rule = arn('events', 'rule/hello-server-pipeline-failed');
  const insecure = { 'aws:SecureTransport': 'false' };
  return [
    ...onlyFor('cloudwatch.amazonaws.com', 'sns:Publish', topic, alarm, arn('cloudwatch', 'alarm:other-blue-errors')),
    may('cloudwatch.amazonaws.com', PUBLISH_KEY, key, from(ACCOUNT, alarm)),
    may('events.amazonaws.com', 'sns:Publish', topic, { 'aws:SourceArn': rule }),
    mayNot('events.amazonaws.com', 'sns:Publish', topic, { 'aws:SourceArn': rule.replace(ACCOUNT, OTHER) }),
    mayNot('events.amazonaws.com', 'sns:Publish', topic, { 'aws:SourceArn': arn('events', 'rule/other') }),
    may('events.amazonaws.com', PUBLISH_KEY, key),
    mayNot('cloudwatch.amazonaws.com', 'sns:Publish', topic, { ...from(ACCOUNT, alarm), ...insecure }),
    mayNot('Administrator', 'sns:Publish', topic, insecure),
    mayNot('config.amazonaws.com', PUBLISH_KEY, key),
    may('Administrator', MANAGE, key),
    mayNot('Administrator', ['kms:CreateGrant', 'kms:Encrypt'], key),
    mayNot('TaskRole', PUBLISH_KEY, key),
  ];
}

/** Who may call a hook without being a role that may. */
export function callerRows({ get, arn }: System): readonly Row[] {
  const rule = arn('events', 'rule/hello-server-hooks-awake');
  const other = arn('events', 'rule/hello-server-new-version');
  return HOOKS.flatMap((event) => [
    ...onlyFor('events.amazonaws.com', 'lambda:InvokeFunction', get(`${event}Hook`, 'Arn'), rule, other),
    mayNot('events.amazonaws.com', 'lambda:GetFunction', get(`${event}Hook`, 'Arn'), from(ACCOUNT, rule)),
  ]);
}

/** What buckets take, and the key of the artifacts. */
export function storeRows({ get, arn, region, suffix }: System): readonly Row[] {
  const access = get('AccessLogBucket', 'Arn');
  const artifactLog = get('ArtifactLogBucket', 'Arn');
  const key = get('ArtifactKey', 'Arn');
  const balancing = 'logdelivery.elasticloadbalancing.amazonaws.com';
  const source = get('LoadBalancer');
  const own = `${access}/AWSLogs/${ACCOUNT}/elasticloadbalancing/file`;
  const insecure = { 'aws:SecureTransport': 'false' };
  return [
    may(balancing, 's3:PutObject', own, { 'aws:SourceArn': source }),
    mayNot(balancing, 's3:PutObject', own, { 'aws:SourceArn': source.replace(ACCOUNT, OTHER) }),
    mayNot(balancing, 's3:PutObject', own, { 'aws:SourceArn': source, ...insecure }),
    mayNot(balancing, 's3:PutObject', `${access}/AWSLogs/${OTHER}/file`, { 'aws:SourceArn': source }),
    mayNot(balancing, 's3:GetObject', own, { 'aws:SourceArn': source }),
    may('logging.s3.amazonaws.com', 's3:PutObject', `${artifactLog}/artifacts/file`, { 'aws:SourceAccount': ACCOUNT }),
    mayNot('logging.s3.amazonaws.com', 's3:PutObject', `${artifactLog}/artifacts/file`, { 'aws:SourceAccount': OTHER }),
    mayNot('logging.s3.amazonaws.com', 's3:PutObject', `${artifactLog}/other/file`, { 'aws:SourceAccount': ACCOUNT }),
    ...[access, artifactLog, get('ArtifactBucket', 'Arn')].flatMap((bucket) => [
      may('Administrator', 's3:ListBucket', bucket),
      may('Administrator', 's3:GetObject', `${bucket}/file`),
      mayNot('Administrator', 's3:ListBucket', bucket, insecure),
      mayNot('Administrator', 's3:GetObject', `${bucket}/file`, insecure),
    ]),
    may('Administrator', MANAGE, key),
    mayNot('Administrator', ['kms:Decrypt', 'kms:CreateGrant'], key),
    may('Administrator', 'kms:Decrypt', key, { 'kms:ViaService': `s3.${region}.${suffix}` }),
    mayNot('TaskRole', 'kms:Decrypt', key, { 'kms:ViaService': `s3.${region}.${suffix}` }),
    mayNot('cloudwatch.amazonaws.com', 'kms:Decrypt', key, from(ACCOUNT, arn('cloudwatch', 'alarm:hello-server-x'))),
  ];
}

// For tests only: rows that several callers have, and what rows are written with.
import { may, mayNot, type Row } from '../../src/check/permissions/table.ts';
import { ACCOUNT, OTHER, type System } from './hello.ts';

/** What a service says of whom it works for. */
export const from = (account: string, arn: string) => ({ 'aws:SourceAccount': account, 'aws:SourceArn': arn });

/** What writes into a log. */
export const LOGS = ['logs:CreateLogStream', 'logs:PutLogEvents'];
/** A stream of a log group. */
export const stream = ({ arn }: System, group: string) => arn('logs', `log-group:${group}:log-stream:one`);
/** What pulls an image. */
export const PULL = ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];
/** What publishing to an encrypted topic takes. */
export const PUBLISH_KEY = ['kms:Decrypt', 'kms:GenerateDataKey'];

/** Whatever writes a log writes its own and no other. */
export const writesLog = (who: string, system: System, group: string): readonly Row[] => [
  may(who, LOGS, stream(system, group)),
  mayNot(who, LOGS, stream(system, '/ecs/other')),
];

/** The two roles of the tasks go to ECS's tasks, and nothing else goes anywhere. */
export function passesTaskRoles(who: string, { get }: System): readonly Row[] {
  const toTasks = { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' };
  return [
    ...['ExecutionRole', 'TaskRole'].flatMap((role) => [
      may(who, 'iam:PassRole', get(role, 'Arn'), toTasks),
      mayNot(who, 'iam:PassRole', get(role, 'Arn'), { 'iam:PassedToService': 'lambda.amazonaws.com' }),
      mayNot(who, 'iam:PassRole', get(role, 'Arn')),
    ]),
    mayNot(who, 'iam:PassRole', get('InstanceRole', 'Arn'), toTasks),
    mayNot(who, 'iam:PassRole', get('DeploymentRole', 'Arn'), toTasks),
  ];
}

/** Reading and writing what the pipeline passes on, through S3 only. */
export function usesArtifacts(who: string, { get, partition, region, suffix, arn }: System): readonly Row[] {
  const bucket = get('ArtifactBucket', 'Arn');
  const key = get('ArtifactKey', 'Arn');
  const uses = ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom'];
  const viaS3 = { 'kms:ViaService': `s3.${region}.${suffix}` };
  const objects = ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'];
  const aboutIt = ['s3:GetBucketLocation', 's3:GetBucketVersioning'];
  return [
    may(who, objects, `${bucket}/one`),
    may(who, aboutIt, bucket),
    mayNot(who, objects, `${bucket}/one`, { 'aws:SecureTransport': 'false' }),
    mayNot(who, aboutIt, bucket, { 'aws:SecureTransport': 'false' }),
    mayNot(who, objects, `arn:${partition}:s3:::other/one`),
    mayNot(who, aboutIt, `arn:${partition}:s3:::other`),
    mayNot(who, 's3:DeleteObject', `${bucket}/one`),
    may(who, uses, key, viaS3),
    mayNot(who, 'kms:Decrypt', key),
    mayNot(who, 'kms:Decrypt', key, { 'kms:ViaService': `ssm.${region}.${suffix}` }),
    mayNot(who, uses, arn('kms', 'key/other'), viaS3),
  ];
}

/** A service may act for this account and this source; for another of either it may not, nor may another service. */
export function onlyFor(
  service: string,
  actions: Row['actions'],
  resource: string,
  source: string,
  other: string,
): readonly Row[] {
  return [
    may(service, actions, resource, from(ACCOUNT, source)),
    mayNot(service, actions, resource, from(OTHER, source.replace(ACCOUNT, OTHER))),
    mayNot(service, actions, resource, from(OTHER, source)),
    mayNot(service, actions, resource, from(ACCOUNT, other)),
    mayNot(service, actions, resource),
    mayNot('config.amazonaws.com', actions, resource, from(ACCOUNT, source)),
  ];
}

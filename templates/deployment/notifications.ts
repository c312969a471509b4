import { KMS, SNS } from '../../src/aws/index.ts';
import { accountId, type Expression, equals, not, partition, region, sub } from '../../src/dsl/index.ts';
import { ACCOUNT, ACCOUNT_MANAGES } from '../common/key.ts';
import type { Site } from '../common/site.ts';

/** Who tells by the topic. */
export interface NotificationOptions {
  /** What the names of the system's alarms begin with after its own. */
  readonly alarmsOf: readonly string[];
  readonly hasPipeline: boolean;
}

/** Where people are told of deployments and alarms: a topic, encrypted with a key that alarms may use. */
export function declareNotifications(
  { resource, condition, systemName, tags }: Site,
  email: Expression<string>,
  { alarmsOf, hasPipeline }: NotificationOptions,
) {
  const key = resource(
    'NotificationKey',
    new KMS.Key({
      Description: sub`Notifications of ${systemName}`,
      EnableKeyRotation: true,
      KeyPolicy: {
        Version: '2012-10-17',
        Statement: [
          ACCOUNT_MANAGES,
          {
            Sid: 'RolesPublish',
            Effect: 'Allow',
            Principal: ACCOUNT,
            Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
            Resource: '*',
          },
          {
            Sid: hasPipeline ? 'AlarmsAndEventsPublish' : 'AlarmsPublish',
            Effect: 'Allow',
            Principal: {
              Service: hasPipeline ? ['cloudwatch.amazonaws.com', 'events.amazonaws.com'] : 'cloudwatch.amazonaws.com',
            },
            Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
            Resource: '*',
          },
        ],
      },
      Tags: tags('notifications'),
    }),
    {
      comment:
        "Of our own, because AWS's key for SNS does not let alarms in: their messages would be lost without a word.\n" +
        'It only ever protects messages on their way, so it goes with the stack.',
      deletionPolicy: 'Delete',
      updateReplacePolicy: 'Delete',
    },
  );
  const topic = resource(
    'Topic',
    new SNS.Topic({
      TopicName: sub`${systemName}-deployments`,
      DisplayName: sub`Deployments of ${systemName}`,
      KmsMasterKeyId: key.att('Arn'),
      Tags: tags('notifications'),
    }),
    { comment: 'Tells of deployments and alarms.' },
  );
  resource(
    'TopicPolicy',
    new SNS.TopicPolicy({
      Topics: [topic.ref],
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'AlarmsPublish',
            Effect: 'Allow',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: 'sns:Publish',
            Resource: topic.ref,
            Condition: {
              StringEquals: { 'aws:SourceAccount': accountId },
              ArnLike: {
                'aws:SourceArn': alarmsOf.map(
                  (whose) => sub`arn:${partition}:cloudwatch:${region}:${accountId}:alarm:${systemName}-${whose}-*`,
                ),
              },
            },
          },
          ...(hasPipeline
            ? [
                {
                  Sid: 'EventsPublish',
                  Effect: 'Allow',
                  Principal: { Service: 'events.amazonaws.com' },
                  Action: 'sns:Publish',
                  Resource: topic.ref,
                  Condition: {
                    ArnLike: {
                      'aws:SourceArn': sub`arn:${partition}:events:${region}:${accountId}:rule/${systemName}-pipeline-failed`,
                    },
                  },
                },
              ]
            : []),
          {
            Sid: 'OnlyEncryptedConnections',
            Effect: 'Deny',
            Principal: '*',
            Action: 'sns:Publish',
            Resource: topic.ref,
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ],
      },
    }),
    {
      comment: hasPipeline
        ? "This system's alarms may publish, and its pipeline's events. CodeDeploy publishes with its role."
        : "This system's alarms may publish. CodeDeploy publishes with its role.",
    },
  );
  resource('EmailSubscription', new SNS.Subscription({ TopicArn: topic.ref, Protocol: 'email', Endpoint: email }), {
    condition: condition('HasEmail', not(equals(email, ''))),
    comment: 'Whoever gets these must confirm by a link that SNS sends.',
  });
  return { key, topic };
}

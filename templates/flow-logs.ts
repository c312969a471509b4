import { EC2, IAM, Logs } from '../src/aws/index.ts';
import { accountId, partition, region, sub } from '../src/dsl/index.ts';
import type { Site } from './network-site.ts';
import type { RetentionDays } from './options.ts';

/**
 * The record of all traffic in the network.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-cwl.html
 */
export function declareFlowLogs({ resource, vpcId, systemName, tags }: Site, retention: RetentionDays): void {
  const logGroup = resource(
    'FlowLogGroup',
    new Logs.LogGroup({
      LogGroupName: sub`/vpc/${systemName}/flow-logs`,
      RetentionInDays: retention,
      Tags: tags('flow-logs'),
    }),
    {
      comment: 'Who talked to whom: the record one wants after an incident.',
      deletionPolicy: 'Delete',
      updateReplacePolicy: 'Delete',
    },
  );
  const role = resource(
    'FlowLogRole',
    new IAM.Role({
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'vpc-flow-logs.amazonaws.com' },
            Action: 'sts:AssumeRole',
            Condition: {
              StringEquals: { 'aws:SourceAccount': accountId },
              ArnLike: { 'aws:SourceArn': sub`arn:${partition}:ec2:${region}:${accountId}:vpc-flow-log/*` },
            },
          },
        ],
      },
      Policies: [
        {
          PolicyName: 'write-flow-logs',
          PolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Action: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
                Resource: logGroup.att('Arn'),
              },
              { Effect: 'Allow', Action: 'logs:DescribeLogGroups', Resource: '*' },
            ],
          },
        },
      ],
      Tags: tags('flow-logs'),
    }),
    { comment: 'Lets the flow log write into its own log group and nowhere else.' },
  );
  resource(
    'FlowLog',
    new EC2.FlowLog({
      ResourceType: 'VPC',
      ResourceId: vpcId,
      TrafficType: 'ALL',
      LogDestinationType: 'cloud-watch-logs',
      LogGroupName: logGroup.ref,
      DeliverLogsPermissionArn: role.att('Arn'),
      Tags: tags('traffic'),
    }),
    { comment: 'Accepted and rejected traffic of the whole network.' },
  );
}

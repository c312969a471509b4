import { EC2, Logs } from '../../src/aws/index.ts';
import { accountId, partition, region, sub } from '../../src/dsl/index.ts';
import { declareRole } from '../common/role.ts';
import type { RetentionDays } from '../options/network.ts';
import type { NetworkSite } from './network-site.ts';

/**
 * The record of all traffic in the network.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-cwl.html
 */
export function declareFlowLogs(site: NetworkSite, retention: RetentionDays): void {
  const { resource, vpcId, systemName, tags } = site;
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
  const role = declareRole(site, 'FlowLogRole', {
    service: 'vpc-flow-logs.amazonaws.com',
    sourceArn: sub`arn:${partition}:ec2:${region}:${accountId}:vpc-flow-log/*`,
    policies: {
      'write-flow-logs': [
        {
          Effect: 'Allow',
          Action: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
          Resource: logGroup.att('Arn'),
        },
        { Effect: 'Allow', Action: 'logs:DescribeLogGroups', Resource: '*' },
      ],
    },
    comment: 'Lets the flow log write into its own log group and nowhere else.',
  });
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

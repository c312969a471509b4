import { matchesAction } from '../../src/check/permissions/wildcard.ts';

/** Actions that may be allowed on everything, by patterns, and why nothing narrower can be said. */
export const ON_EVERYTHING: Readonly<Record<string, string>> = {
  'application-autoscaling:Describe*': 'reads; most know no resource',
  'autoscaling:Describe*': 'reads; knows no resource',
  'cloudformation:BatchDescribeTypeConfigurations': 'knows no resource',
  'cloudformation:DescribeStackDriftDetectionStatus': 'knows no resource: a search for drift has an id of its own',
  'cloudwatch:PutMetricData': 'metrics are no resources',
  'ec2:AssignPrivateIpAddresses': 'Lambda asks on all before it makes an interface',
  'ec2:CreateNetworkInterface': 'Lambda asks on all before it makes an interface',
  'ec2:DeleteNetworkInterface': 'Lambda asks on all before it makes an interface',
  'ec2:Describe*': 'reads; knows no resource',
  'ec2:UnassignPrivateIpAddresses': 'Lambda asks on all before it makes an interface',
  'ecr:GetAuthorizationToken': 'knows no resource',
  'ecs:DeregisterTaskDefinition': 'knows no resource',
  'ecs:DescribeTaskDefinition': 'knows no resource',
  'ecs:DiscoverPollEndpoint': 'knows no resource',
  'ecs:RegisterTaskDefinition': "AWS's policy for the deploy action has it on everything",
  'elasticloadbalancing:Describe*': 'reads; knows no resource',
  'kms:CreateKey': 'knows no resource: there is none yet',
  'kms:TagResource': 'a key has no name until it is tagged; held to tags by a condition',
  'logs:DescribeIndexPolicies': 'CloudFormation reads the policies of all groups',
  'logs:DescribeLogGroups': 'flow logs list all groups',
  'logs:DescribeResourcePolicies': 'knows no resource',
  'sns:GetSubscriptionAttributes': 'a subscription is no resource',
  'sns:SetSubscriptionAttributes': 'a subscription is no resource',
  'sns:Unsubscribe': 'a subscription is no resource',
  'ssmmessages:CreateControlChannel': 'knows no resource',
  'ssmmessages:CreateDataChannel': 'knows no resource',
  'ssmmessages:OpenControlChannel': 'knows no resource',
  'ssmmessages:OpenDataChannel': 'knows no resource',
  'xray:PutTelemetryRecords': 'knows no resource',
  'xray:PutTraceSegments': 'knows no resource',
};

/** Whether an action may be allowed on everything. IAM does not look at the case of actions. */
export function isOnEverything(action: string): boolean {
  return Object.keys(ON_EVERYTHING).some((pattern) => matchesAction(pattern, action));
}

import type { Correction } from '../correction.ts';

const protocols = ['application', 'email', 'email-json', 'firehose', 'http', 'https', 'lambda', 'sms', 'sqs'];

/** What the pages of SNS, SQS and EventBridge say beside the package. */
export const messagingCorrections: readonly Correction[] = [
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-events-rule-awsvpcconfiguration.html',
    type: 'AWS::Events::Rule',
    definition: 'AwsVpcConfiguration',
    values: { AssignPublicIp: ['DISABLED', 'ENABLED'] },
  },
  {
    page: 'https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_EcsParameters.html',
    type: 'AWS::Events::Rule',
    definition: 'EcsParameters',
    values: { LaunchType: ['EC2', 'EXTERNAL', 'FARGATE'], PropagateTags: ['TASK_DEFINITION'] },
  },
  {
    page: 'https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PlacementConstraint.html',
    type: 'AWS::Events::Rule',
    definition: 'PlacementConstraint',
    values: { Type: ['distinctInstance', 'memberOf'] },
  },
  {
    page: 'https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PlacementStrategy.html',
    type: 'AWS::Events::Rule',
    definition: 'PlacementStrategy',
    values: { Type: ['binpack', 'random', 'spread'] },
  },
  {
    page: 'https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html',
    type: 'AWS::SNS::Subscription',
    values: { Protocol: protocols },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-subscription.html',
    type: 'AWS::SNS::Subscription',
    values: { FilterPolicyScope: ['MessageAttributes', 'MessageBody'] },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topic.html',
    type: 'AWS::SNS::Topic',
    values: { FifoThroughputScope: ['MessageGroup', 'Topic'], TracingConfig: ['Active', 'PassThrough'] },
  },
  {
    page: 'https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html',
    type: 'AWS::SNS::Topic',
    values: { SignatureVersion: ['1', '2'] },
  },
  {
    page: 'https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html',
    type: 'AWS::SNS::Topic',
    definition: 'Subscription',
    values: { Protocol: protocols },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html',
    type: 'AWS::SQS::Queue',
    values: {
      DeduplicationScope: ['messageGroup', 'queue'],
      FifoThroughputLimit: ['perMessageGroupId', 'perQueue'],
    },
  },
];

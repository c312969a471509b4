// For tests only.

/** Types that take tags and are given none, and why. */
export const UNTAGGED: Readonly<Record<string, string>> = {
  'AWS::ElasticLoadBalancingV2::Listener': 'the schema of some regions, which cfn-lint has, knows no tags of listeners',
  'AWS::ApplicationAutoScaling::ScalableTarget': 'the schema that cfn-lint has knows no tags of it',
  'AWS::CloudWatch::Dashboard': 'the schema that cfn-lint has knows no tags of it',
  'AWS::CloudFormation::Stack': "the root's tags reach nested stacks by themselves",
};

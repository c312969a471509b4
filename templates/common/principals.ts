/**
 * The AWS services that take our roles on, act by our policies, or have roles of their own: names that are the same in every
 * partition. EC2 is not among them: in China it is `ec2.amazonaws.com.cn`, so it is written with `urlSuffix`.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-services
 */
export const SERVICE_PRINCIPALS: readonly string[] = [
  'autoscaling.amazonaws.com',
  'cloudformation.amazonaws.com',
  'cloudwatch.amazonaws.com',
  'codebuild.amazonaws.com',
  'codedeploy.amazonaws.com',
  'codepipeline.amazonaws.com',
  'ecs-tasks.amazonaws.com',
  'ecs.amazonaws.com',
  'ecs.application-autoscaling.amazonaws.com',
  'elasticloadbalancing.amazonaws.com',
  'events.amazonaws.com',
  'lambda.amazonaws.com',
  'logdelivery.elasticloadbalancing.amazonaws.com',
  'logging.s3.amazonaws.com',
  'vpc-flow-logs.amazonaws.com',
];

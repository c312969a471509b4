import { DescribeLoadBalancersCommand, DescribeTargetGroupsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { GetRoleCommand } from '@aws-sdk/client-iam';
import { HeadBucketCommand } from '@aws-sdk/client-s3';
import { finds, type NamedType, oneByOne } from './named-type.ts';

/** What the templates here leave to CloudFormation to name, and somebody's own may not. */
export const OTHER_NAMES: readonly NamedType[] = [
  {
    type: 'AWS::IAM::Role',
    property: 'RoleName',
    what: 'role',
    findTaken: oneByOne(({ clients: { iam, region } }, name) =>
      finds(iam.send(new GetRoleCommand({ RoleName: name })), { action: 'iam:GetRole', resource: name, region }, [
        'NoSuchEntity',
        'NoSuchEntityException',
      ]),
    ),
    remove: (name) => `aws iam delete-role --role-name ${name}`,
  },
  {
    type: 'AWS::S3::Bucket',
    property: 'BucketName',
    what: 'bucket',
    findTaken: oneByOne(async ({ clients: { s3, region } }, name) => {
      const call = s3.send(new HeadBucketCommand({ Bucket: name })).catch((error: unknown) => {
        if (isElsewhere(error)) return {};
        throw error;
      });
      return finds(call, { action: 's3:ListBucket', resource: name, region }, ['NotFound', 'NoSuchBucket']);
    }),
    remove: (name) => `aws s3 rb s3://${name}`,
  },
  {
    type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
    property: 'Name',
    what: 'load balancer',
    findTaken: oneByOne(({ clients: { elb, region } }, name) =>
      finds(
        elb.send(new DescribeLoadBalancersCommand({ Names: [name] })),
        { action: 'elasticloadbalancing:DescribeLoadBalancers', resource: name, region },
        ['LoadBalancerNotFoundException', 'LoadBalancerNotFound'],
      ),
    ),
    remove: () => 'aws elbv2 delete-load-balancer --load-balancer-arn ...',
  },
  {
    type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
    property: 'Name',
    what: 'target group',
    findTaken: oneByOne(({ clients: { elb, region } }, name) =>
      finds(
        elb.send(new DescribeTargetGroupsCommand({ Names: [name] })),
        { action: 'elasticloadbalancing:DescribeTargetGroups', resource: name, region },
        ['TargetGroupNotFoundException', 'TargetGroupNotFound'],
      ),
    ),
    remove: () => 'aws elbv2 delete-target-group --target-group-arn ...',
  },
];

/**
 * Names of buckets are of all accounts and regions: one that may not be looked at, or is in another region, is there.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html
 */
function isElsewhere(error: unknown): boolean {
  const status = error instanceof Error && '$metadata' in error ? error.$metadata : undefined;
  const code = typeof status === 'object' && status !== null && 'httpStatusCode' in status ? status.httpStatusCode : 0;
  return code === 403 || code === 301;
}

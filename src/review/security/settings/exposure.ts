import { OFF, ON, order, type Setting } from '../setting.ts';

const codes = ['public-access', 'public-access-removed'] as const;
const ADDRESS = ['may have an address on the internet', 'has no address on the internet'] as const;
const REACHED = ['can be reached from the internet', 'cannot be reached from the internet'] as const;
const BUCKET = ['AWS::S3::Bucket'];

// Nothing said is no protection: belief, for a bucket that once had it. New buckets have all four unless they are told otherwise.
const BLOCK = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'].map(
  (name): Setting => {
    const says = ['holds public access back less', 'holds public access back more'] as const;
    const path = `PublicAccessBlockConfiguration.${name}`;
    return { types: [...BUCKET, 'AWS::S3::AccessPoint'], path, level: ON, codes, says, whenNew: ['false'] };
  },
);

/** By what can things be reached from outside. */
export const EXPOSURE: readonly Setting[] = [
  ...BLOCK,
  {
    types: BUCKET,
    path: 'AccessControl',
    level: order(
      ['PublicReadWrite'],
      ['PublicRead'],
      ['AuthenticatedRead'],
      ['', 'Private', 'BucketOwnerRead', 'BucketOwnerFullControl', 'LogDeliveryWrite', 'AwsExecRead'],
    ),
    codes,
    says: ['lets anyone do more', 'lets anyone do less'],
    whenNew: ['PublicReadWrite', 'PublicRead', 'AuthenticatedRead'],
  },
  {
    types: BUCKET,
    path: 'OwnershipControls.Rules[0].ObjectOwnership',
    level: order(['ObjectWriter', 'BucketOwnerPreferred'], ['BucketOwnerEnforced', '']),
    codes: ['protection-removed', 'protection-added'],
    says: ['goes by access control lists, too', 'no longer goes by access control lists'],
  },
  { types: ['AWS::EC2::Subnet'], path: 'MapPublicIpOnLaunch', level: OFF, codes, says: ADDRESS },
  {
    types: ['AWS::EC2::LaunchTemplate'],
    path: 'LaunchTemplateData.NetworkInterfaces[DeviceIndex].AssociatePublicIpAddress',
    level: order(['true'], [''], ['false']),
    codes,
    says: ADDRESS,
    whenNew: ['true'],
  },
  {
    types: ['AWS::EC2::Instance'],
    path: 'NetworkInterfaces[DeviceIndex].AssociatePublicIpAddress',
    level: order(['true'], [''], ['false']),
    codes,
    says: ADDRESS,
    whenNew: ['true'],
  },
  {
    types: ['AWS::ElasticLoadBalancingV2::LoadBalancer', 'AWS::ElasticLoadBalancing::LoadBalancer'],
    path: 'Scheme',
    level: order(['internet-facing', ''], ['internal']),
    codes,
    says: REACHED,
    whenNew: ['internet-facing', ''],
  },
  {
    types: ['AWS::ECS::Service'],
    path: 'NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp',
    level: order(['ENABLED'], ['DISABLED', '']),
    codes,
    says: ADDRESS,
    whenNew: ['ENABLED'],
  },
  {
    types: ['AWS::Lambda::Url'],
    path: 'AuthType',
    level: order(['NONE'], ['AWS_IAM']),
    codes,
    says: ['lets in calls that are not signed', 'lets in signed calls only'],
    whenNew: ['NONE'],
  },
  {
    types: ['AWS::RDS::DBInstance', 'AWS::RDS::DBCluster', 'AWS::Redshift::Cluster'],
    path: 'PubliclyAccessible',
    level: order(['true'], [''], ['false']),
    codes,
    says: ADDRESS,
    whenNew: ['true'],
  },
  {
    types: ['AWS::EKS::Cluster'],
    path: 'ResourcesVpcConfig.EndpointPublicAccess',
    level: order(['true', ''], ['false']),
    codes,
    says: REACHED,
  },
];

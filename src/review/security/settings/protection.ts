import { GIVEN, ON, order, type Setting } from '../setting.ts';

const codes = ['protection-removed', 'protection-added'] as const;
const BALANCER = ['AWS::ElasticLoadBalancingV2::LoadBalancer'];
const attribute = (name: string) => `LoadBalancerAttributes[Key=${name}].Value`;
const DELETED = ['can be deleted by a call', 'cannot be deleted by a call'] as const;
const IMAGES = ['AWS::ECR::Repository'];
const TRAIL = ['AWS::CloudTrail::Trail'];

/** What else keeps things as they should be. */
export const PROTECTION: readonly Setting[] = [
  ...[
    ['AWS::EC2::LaunchTemplate', 'LaunchTemplateData.MetadataOptions.HttpTokens'],
    ['AWS::EC2::Instance', 'MetadataOptions.HttpTokens'],
    ['AWS::AutoScaling::LaunchConfiguration', 'MetadataOptions.HttpTokens'],
  ].map(([type = '', path = '']): Setting => {
    const says = [
      'metadata, and the role in it, is given without a token',
      'metadata is given for a token only',
    ] as const;
    return { types: [type], path, level: order(['optional', ''], ['required']), codes, says };
  }),
  {
    types: ['AWS::KMS::Key'],
    path: 'EnableKeyRotation',
    level: ON,
    codes,
    says: ['the key is no longer rotated', 'the key is rotated'],
  },
  {
    types: ['AWS::S3::Bucket'],
    path: 'VersioningConfiguration.Status',
    level: order(['Suspended', ''], ['Enabled']),
    codes,
    says: ['what is overwritten or deleted is lost', 'what is overwritten or deleted is kept'],
  },
  { types: BALANCER, path: attribute('deletion_protection.enabled'), level: ON, codes, says: DELETED },
  {
    types: BALANCER,
    path: attribute('routing.http.drop_invalid_header_fields.enabled'),
    level: ON,
    codes,
    says: ['headers that are not valid get through', 'headers that are not valid are dropped'],
  },
  {
    types: BALANCER,
    path: attribute('routing.http.desync_mitigation_mode'),
    level: order(['monitor'], ['defensive', ''], ['strictest']),
    codes,
    says: ['ambiguous requests are looked at less strictly', 'ambiguous requests are looked at more strictly'],
  },
  {
    types: BALANCER,
    path: attribute('access_logs.s3.enabled'),
    level: ON,
    codes,
    says: ['requests are no longer recorded', 'requests are recorded'],
  },
  ...[
    ['AWS::RDS::DBInstance', 'DeletionProtection'],
    ['AWS::RDS::DBCluster', 'DeletionProtection'],
    ['AWS::DynamoDB::Table', 'DeletionProtectionEnabled'],
    ['AWS::Logs::LogGroup', 'DeletionProtectionEnabled'],
  ].map(([type = '', path = '']): Setting => ({ types: [type], path, level: ON, codes, says: DELETED })),
  {
    types: IMAGES,
    path: 'ImageTagMutability',
    level: order(['MUTABLE', ''], ['MUTABLE_WITH_EXCLUSION'], ['IMMUTABLE_WITH_EXCLUSION'], ['IMMUTABLE']),
    codes,
    says: ['a tag may come to mean another image', 'a tag means one image'],
  },
  {
    types: IMAGES,
    path: 'ImageScanningConfiguration.ScanOnPush',
    level: ON,
    codes,
    says: ['images are not scanned as they come', 'images are scanned as they come'],
  },
  { types: TRAIL, path: 'IsLogging', level: ON, codes, says: ['calls are no longer recorded', 'calls are recorded'] },
  {
    types: TRAIL,
    path: 'EnableLogFileValidation',
    level: ON,
    codes,
    says: ['a changed record cannot be told', 'a changed record can be told'],
  },
  {
    types: ['AWS::Lambda::Function'],
    path: 'CodeSigningConfigArn',
    level: GIVEN,
    codes,
    says: ['code needs no signature', 'code needs a signature'],
  },
];

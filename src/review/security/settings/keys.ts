import { GIVEN, ON, order, type Setting } from '../setting.ts';
import { tlsLevel } from '../tls-policy.ts';

const codes = ['encryption-removed', 'encryption-added'] as const;
const weaker = ['encryption-weakened', 'encryption-strengthened'] as const;
const says = ['is not encrypted', 'is encrypted'] as const;
const TLS = ['traffic is not encrypted', 'traffic is encrypted'] as const;

/** Properties that name a key of one's own: without it, AWS has one, or there is none at all. */
const OWN_KEY: readonly (readonly [type: string, path: string, isAll?: true])[] = [
  [
    'AWS::S3::Bucket',
    'BucketEncryption.ServerSideEncryptionConfiguration[0].ServerSideEncryptionByDefault.KMSMasterKeyID',
  ],
  ['AWS::SNS::Topic', 'KmsMasterKeyId', true],
  ['AWS::SQS::Queue', 'KmsMasterKeyId'],
  ['AWS::ECR::Repository', 'EncryptionConfiguration.KmsKey'],
  ['AWS::Logs::LogGroup', 'KmsKeyId'],
  ['AWS::EC2::LaunchTemplate', 'LaunchTemplateData.BlockDeviceMappings[DeviceName].Ebs.KmsKeyId'],
  ['AWS::EC2::Instance', 'BlockDeviceMappings[DeviceName].Ebs.KmsKeyId'],
  ['AWS::EC2::Volume', 'KmsKeyId'],
  ['AWS::EFS::FileSystem', 'KmsKeyId'],
  ['AWS::RDS::DBInstance', 'KmsKeyId'],
  ['AWS::RDS::DBCluster', 'KmsKeyId'],
  ['AWS::DynamoDB::Table', 'SSESpecification.KMSMasterKeyId'],
  ['AWS::CodeBuild::Project', 'EncryptionKey'],
  ['AWS::CodePipeline::Pipeline', 'ArtifactStore.EncryptionKey.Id'],
  ['AWS::CodePipeline::Pipeline', 'ArtifactStores[Region].ArtifactStore.EncryptionKey.Id'],
  ['AWS::CodeCommit::Repository', 'KmsKeyId'],
  ['AWS::ECS::Cluster', 'Configuration.ExecuteCommandConfiguration.KmsKeyId'],
  ['AWS::ECS::Cluster', 'Configuration.ManagedStorageConfiguration.KmsKeyId'],
  ['AWS::ECS::Cluster', 'Configuration.ManagedStorageConfiguration.FargateEphemeralStorageKmsKeyId'],
  ['AWS::SecretsManager::Secret', 'KmsKeyId'],
  ['AWS::Lambda::Function', 'KmsKeyArn'],
  ['AWS::CloudTrail::Trail', 'KMSKeyId'],
  ['AWS::Kinesis::Stream', 'StreamEncryption.KeyId', true],
];

/** Properties that say whether something is encrypted at all. */
const ENCRYPTED: readonly (readonly [type: string, path: string, level?: Setting['level']])[] = [
  ['AWS::SQS::Queue', 'SqsManagedSseEnabled', order(['false'], ['', 'true'])],
  ['AWS::EC2::LaunchTemplate', 'LaunchTemplateData.BlockDeviceMappings[DeviceName].Ebs.Encrypted'],
  ['AWS::EC2::Instance', 'BlockDeviceMappings[DeviceName].Ebs.Encrypted'],
  ['AWS::EC2::Volume', 'Encrypted'],
  ['AWS::EFS::FileSystem', 'Encrypted'],
  ['AWS::RDS::DBInstance', 'StorageEncrypted'],
  ['AWS::RDS::DBCluster', 'StorageEncrypted'],
  ['AWS::Redshift::Cluster', 'Encrypted'],
  ['AWS::ElastiCache::ReplicationGroup', 'AtRestEncryptionEnabled'],
  ['AWS::ElastiCache::ReplicationGroup', 'TransitEncryptionEnabled'],
  ['AWS::OpenSearchService::Domain', 'EncryptionAtRestOptions.Enabled'],
  ['AWS::OpenSearchService::Domain', 'NodeToNodeEncryptionOptions.Enabled'],
  ['AWS::ECS::Service', 'VolumeConfigurations[Name].ManagedEBSVolume.Encrypted'],
  ['AWS::CodeBuild::Project', 'Artifacts.EncryptionDisabled', order(['true'], ['', 'false'])],
  ['AWS::CodeBuild::Project', 'LogsConfig.S3Logs.EncryptionDisabled', order(['true'], ['', 'false'])],
  ['AWS::ECS::Cluster', 'Configuration.ExecuteCommandConfiguration.LogConfiguration.CloudWatchEncryptionEnabled'],
  ['AWS::ECS::Cluster', 'Configuration.ExecuteCommandConfiguration.LogConfiguration.S3EncryptionEnabled'],
  [
    'AWS::ECS::TaskDefinition',
    'Volumes[Name].EFSVolumeConfiguration.TransitEncryption',
    order(['DISABLED', ''], ['ENABLED']),
  ],
  ['AWS::OpenSearchService::Domain', 'DomainEndpointOptions.EnforceHTTPS'],
];

/** How data and traffic are encrypted. */
export const KEYS: readonly Setting[] = [
  ...OWN_KEY.map(([type, path, isAll]): Setting => {
    const lost = isAll
      ? says
      : (['is no longer encrypted with a key of its own', 'is encrypted with a key of its own'] as const);
    const changed = ['key-changed', 'is encrypted with another key'] as const;
    return { types: [type], path, level: GIVEN, codes: isAll ? codes : weaker, says: lost, changed };
  }),
  ...ENCRYPTED.map(([type, path, level = ON]): Setting => ({ types: [type], path, level, codes, says })),
  {
    types: ['AWS::S3::Bucket'],
    path: 'BucketEncryption.ServerSideEncryptionConfiguration[0].ServerSideEncryptionByDefault.SSEAlgorithm',
    level: order(['AES256', ''], ['aws:kms'], ['aws:kms:dsse']),
    codes: weaker,
    says: ['whoever may read an object needs no key for it', 'whoever reads an object needs a key for it'],
  },
  {
    types: ['AWS::ECR::Repository'],
    path: 'EncryptionConfiguration.EncryptionType',
    level: order(['AES256', ''], ['KMS'], ['KMS_DSSE']),
    codes: weaker,
    says: ['images are encrypted without KMS, or once only', 'images are encrypted with KMS'],
  },
  {
    types: ['AWS::DynamoDB::Table'],
    path: 'SSESpecification.SSEEnabled',
    level: ON,
    codes: weaker,
    says: ['is encrypted with a key that AWS owns', 'is encrypted with KMS'],
  },
  {
    types: ['AWS::ElasticLoadBalancingV2::Listener', 'AWS::ElasticLoadBalancingV2::TargetGroup'],
    path: 'Protocol',
    level: order(['HTTP', 'TCP', 'UDP', 'TCP_UDP', 'GENEVE'], ['HTTPS', 'TLS', 'QUIC', 'TCP_QUIC']),
    codes,
    says: TLS,
  },
  {
    types: ['AWS::ElasticLoadBalancingV2::Listener'],
    path: 'Certificates',
    level: GIVEN,
    codes,
    says: ['has no certificate', 'has a certificate'],
  },
  {
    types: ['AWS::ElasticLoadBalancingV2::Listener'],
    path: 'SslPolicy',
    level: tlsLevel,
    codes: weaker,
    says: ['lets in older versions of TLS', 'no longer lets in older versions of TLS'],
    changed: ['tls-policy-changed', 'has other ciphers'],
  },
  {
    types: ['AWS::ElasticLoadBalancingV2::Listener'],
    path: 'MutualAuthentication.Mode',
    level: order(['off', ''], ['passthrough'], ['verify']),
    codes: ['protection-removed', 'protection-added'],
    says: ['checks the certificates of clients less', 'checks the certificates of clients more'],
  },
  {
    types: ['AWS::CloudFront::Distribution'],
    path: 'DistributionConfig.DefaultCacheBehavior.ViewerProtocolPolicy',
    level: order(['allow-all'], ['redirect-to-https', 'https-only']),
    codes,
    says: TLS,
  },
];

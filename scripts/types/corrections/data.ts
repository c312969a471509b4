import type { Correction } from '../correction.ts';

/** What the pages of S3, DynamoDB, Route 53, Certificate Manager and CloudFormation itself say beside the package. */
export const dataCorrections: readonly Correction[] = [
  {
    page: 'https://docs.aws.amazon.com/acm/latest/APIReference/API_RequestCertificate.html',
    type: 'AWS::CertificateManager::Certificate',
    values: {
      KeyAlgorithm: ['EC_prime256v1', 'EC_secp384r1', 'EC_secp521r1', 'RSA_1024', 'RSA_2048', 'RSA_3072', 'RSA_4096'],
    },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-certificatemanager-certificate.html',
    type: 'AWS::CertificateManager::Certificate',
    values: { ValidationMethod: ['DNS', 'EMAIL'] },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateStackSet.html',
    type: 'AWS::CloudFormation::StackSet',
    values: { Capabilities: ['CAPABILITY_AUTO_EXPAND', 'CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM'] },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html',
    type: 'AWS::DynamoDB::Table',
    values: {
      BillingMode: ['PAY_PER_REQUEST', 'PROVISIONED'],
      TableClass: ['STANDARD', 'STANDARD_INFREQUENT_ACCESS'],
    },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-dynamodb-table-attributedefinition.html',
    type: 'AWS::DynamoDB::Table',
    definition: 'AttributeDefinition',
    values: { AttributeType: ['B', 'N', 'S'] },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-dynamodb-table-keyschema.html',
    type: 'AWS::DynamoDB::Table',
    definition: 'KeySchema',
    values: { KeyType: ['HASH', 'RANGE'] },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-dynamodb-table-projection.html',
    type: 'AWS::DynamoDB::Table',
    definition: 'Projection',
    values: { ProjectionType: ['ALL', 'INCLUDE', 'KEYS_ONLY'] },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-dynamodb-table-ssespecification.html',
    type: 'AWS::DynamoDB::Table',
    definition: 'SSESpecification',
    values: { SSEType: ['KMS'] },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-dynamodb-table-streamspecification.html',
    type: 'AWS::DynamoDB::Table',
    definition: 'StreamSpecification',
    values: { StreamViewType: ['KEYS_ONLY', 'NEW_AND_OLD_IMAGES', 'NEW_IMAGE', 'OLD_IMAGE'] },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-route53-recordset.html',
    type: 'AWS::Route53::RecordSet',
    values: {
      Type: [
        'A',
        'AAAA',
        'CAA',
        'CNAME',
        'DS',
        'HTTPS',
        'MX',
        'NAPTR',
        'NS',
        'PTR',
        'SOA',
        'SPF',
        'SRV',
        'SSHFP',
        'SVCB',
        'TLSA',
        'TXT',
      ],
    },
  },
  {
    page: 'https://docs.aws.amazon.com/AmazonS3/latest/API/API_AccessControlTranslation.html',
    type: 'AWS::S3::Bucket',
    definition: 'AccessControlTranslation',
    values: { Owner: ['Destination'] },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-s3-bucket-corsrule.html',
    type: 'AWS::S3::Bucket',
    definition: 'CorsRule',
    values: { AllowedMethods: ['DELETE', 'GET', 'HEAD', 'POST', 'PUT'] },
  },
  {
    page: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-s3-bucket-objectlockconfiguration.html',
    type: 'AWS::S3::Bucket',
    definition: 'ObjectLockConfiguration',
    values: { ObjectLockEnabled: ['Enabled'] },
  },
];

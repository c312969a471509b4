import { isObject } from '../../../dsl/border.ts';
import type { Data, DataObject } from '../../../dsl/template.ts';
import type { Account } from '../../account.ts';
import type { BucketSetting } from '../../buckets.ts';
import type { LocalResource } from '../../resource.ts';
import { ServiceError } from '../../wire/service.ts';

/**
 * What a template says about a bucket, in the form of S3's API, which is not CloudFormation's everywhere.
 * @throws ServiceError for a member of a rule that there is no translation for.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-s3-bucket.html
 */
export function settingOfTemplate(account: Account, bucket: LocalResource, setting: BucketSetting): Data | undefined {
  const { properties } = bucket;
  switch (setting) {
    case 'encryption':
      return translateRules(properties.BucketEncryption, 'ServerSideEncryptionConfiguration', ENCRYPTION);
    case 'versioning':
      return properties.VersioningConfiguration;
    case 'policy':
      return policyOf(account, bucket.id);
    case 'publicAccessBlock':
      return properties.PublicAccessBlockConfiguration;
    case 'lifecycle':
      return translateRules(properties.LifecycleConfiguration, 'Rules', LIFECYCLE);
    case 'tagging':
      return properties.Tags === undefined ? undefined : { TagSet: properties.Tags };
    case 'ownership':
      return properties.OwnershipControls;
  }
}

type Translation = Readonly<Record<string, (value: Data) => DataObject>>;

const same = (name: string) => (value: Data) => ({ [name]: value });

const ENCRYPTION: Translation = {
  ServerSideEncryptionByDefault: (value) => ({ ApplyServerSideEncryptionByDefault: value }),
  BucketKeyEnabled: same('BucketKeyEnabled'),
};

// A template may have its numbers as texts, as parameters give them.
const LIFECYCLE: Translation = {
  Id: (value) => ({ ID: value }),
  Status: same('Status'),
  Prefix: (value) => ({ Filter: { Prefix: value } }),
  ExpirationInDays: (value) => ({ Expiration: { Days: Number(value) } }),
  NoncurrentVersionExpirationInDays: (value) => ({ NoncurrentVersionExpiration: { NoncurrentDays: Number(value) } }),
  NoncurrentVersionExpiration: (value) => ({ NoncurrentVersionExpiration: numbers(value) }),
  AbortIncompleteMultipartUpload: (value) => ({ AbortIncompleteMultipartUpload: numbers(value) }),
};

function numbers(value: Data): DataObject {
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, Number(each)])) : {};
}

function translateRules(configuration: Data | undefined, member: string, translation: Translation): Data | undefined {
  const rules = isObject(configuration) ? configuration[member] : undefined;
  if (!Array.isArray(rules)) return undefined;
  return { Rules: rules.filter(isObject).map((rule) => translateRule(rule, translation)) };
}

function translateRule(rule: DataObject, translation: Translation): DataObject {
  const parts = Object.entries(rule).map(([name, value]) => {
    const translate = translation[name];
    if (translate === undefined)
      throw new ServiceError('NotImplemented', `the local cloud cannot tell of '${name}' in a bucket's rule`);
    return translate(value);
  });
  return Object.assign({}, ...parts);
}

function policyOf(account: Account, bucket: string): string | undefined {
  const policy = account.all('AWS::S3::BucketPolicy').find(({ properties }) => properties.Bucket === bucket);
  return policy === undefined ? undefined : JSON.stringify(policy.properties.PolicyDocument);
}

import type { BuiltStack, Data } from '../../src/dsl/index.ts';
import { at, listOf, textsOf } from './data.ts';
import { statements } from './policies.ts';
import type { Finding, Rule } from './rule.ts';

/** Rules of a single template: what keeps logs and files. */
export const KEEPING: readonly Rule<BuiltStack>[] = [
  {
    code: 'logs-without-end',
    holds: 'Every log group says for how many days it keeps what it is told.',
    find: (stack) =>
      ofType(stack, 'AWS::Logs::LogGroup')
        .filter(({ properties }) => properties.RetentionInDays === undefined)
        .map(({ id }) => ({
          stack,
          id,
          path: ['Properties', 'RetentionInDays'],
          message: 'keeps its logs for ever',
          hint: 'say RetentionInDays',
        })),
  },
  {
    code: 'open-bucket',
    holds: 'No bucket can become public.',
    find: (stack) =>
      ofType(stack, 'AWS::S3::Bucket').flatMap(({ id, properties }) =>
        BLOCKS.filter((block) => at(properties.PublicAccessBlockConfiguration, block) !== true).map((block) => ({
          stack,
          id,
          path: ['Properties', 'PublicAccessBlockConfiguration', block],
          message: `${block} is not on, so the bucket can become public`,
          hint: 'spread PRIVATE_BUCKET of templates/common/bucket.ts into it',
        })),
      ),
  },
  {
    code: 'unencrypted-bucket',
    holds: 'Every bucket says how it is encrypted.',
    find: (stack) =>
      ofType(stack, 'AWS::S3::Bucket')
        .filter(({ properties }) => {
          const [rule] = listOf(at(properties.BucketEncryption, 'ServerSideEncryptionConfiguration'));
          return at(rule, 'ServerSideEncryptionByDefault', 'SSEAlgorithm') === undefined;
        })
        .map(({ id }) => ({
          stack,
          id,
          path: ['Properties', 'BucketEncryption'],
          message: 'does not say how it is encrypted',
          hint: 'say BucketEncryption, with a key of your own or AES256',
        })),
  },
  {
    code: 'bucket-without-tls',
    holds: 'Every bucket refuses requests without TLS.',
    find: (stack) =>
      ofType(stack, 'AWS::S3::Bucket').flatMap(({ id }): readonly Finding[] => {
        const policies = ofType(stack, 'AWS::S3::BucketPolicy')
          .filter(({ properties }) => at(properties.Bucket, 'Ref') === id)
          .map((policy) => policy.id);
        const refuses = statements(stack).some(
          (found) =>
            policies.includes(found.id) &&
            found.statement.Effect === 'Deny' &&
            ['*', '{"AWS":"*"}'].includes(textsOf(found.statement.Principal).join()) &&
            found.actions.includes('s3:*') &&
            isOf(id, found.statement.Resource) &&
            JSON.stringify(found.statement.Condition) === '{"Bool":{"aws:SecureTransport":"false"}}',
        );
        if (refuses) return [];
        const hint = 'give it a BucketPolicy with onlyEncryptedConnections(bucket) of templates/common/bucket.ts';
        return [{ stack, id, message: 'answers requests without TLS', hint }];
      }),
  },
];

// The bucket and all that is in it.
function isOf(id: string, resources: Data | undefined): boolean {
  const written = listOf(resources).map((each) => JSON.stringify(each));
  return [`{"Fn::GetAtt":["${id}","Arn"]}`, `{"Fn::Sub":"\${${id}.Arn}/*"}`].every((each) => written.includes(each));
}

const BLOCKS = ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'] as const;

function ofType({ template }: BuiltStack, type: string) {
  return Object.entries(template.Resources)
    .filter(([, { Type }]) => Type === type)
    .map(([id, { Properties = {} }]) => ({ id, properties: Properties }));
}

// oxlint-disable no-template-curly-in-string -- CloudFormation's placeholders
import type { BuiltStack } from '../../src/dsl/index.ts';
import { textsOf } from './data.ts';
import type { Rule } from './rule.ts';

const REGION = '${AWS::Region}';
const ACCOUNT = '${AWS::AccountId}';

/** A name that is there once in an account, or once in the world, and what it must be made from. */
interface SharedName {
  readonly property: string;
  readonly needs: readonly string[];
  readonly reach: string;
}

const ofAccount = (property: string): SharedName => ({ property, needs: [REGION], reach: 'an account' });

/**
 * Names that several regions, or all the world, share. What has none is named by CloudFormation, with a random part.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-bestpractices.html
 */
const SHARED: Readonly<Record<string, SharedName>> = {
  'AWS::CloudWatch::Dashboard': ofAccount('DashboardName'),
  'AWS::IAM::Group': ofAccount('GroupName'),
  'AWS::IAM::InstanceProfile': ofAccount('InstanceProfileName'),
  'AWS::IAM::ManagedPolicy': ofAccount('ManagedPolicyName'),
  'AWS::IAM::Role': ofAccount('RoleName'),
  'AWS::IAM::User': ofAccount('UserName'),
  'AWS::Route53::HostedZone': { property: 'Name', needs: ['"Ref":'], reach: 'the world' },
  'AWS::Route53::RecordSet': { property: 'Name', needs: ['"Ref":'], reach: 'the world' },
  'AWS::S3::Bucket': { property: 'BucketName', needs: [REGION, ACCOUNT], reach: 'the world' },
};

/** The roles of a fleet are made once in an account. */
const FLEET = '${FleetName}';

/** Rules of a single template: the same template can be in all regions of an account, and in all accounts. */
export const SHARED_NAMES: readonly Rule<BuiltStack>[] = [
  {
    code: 'shared-name',
    holds:
      "What is there once in an account has the region in its name, or the fleet's; a bucket the account too; a name in DNS is a parameter.",
    find: (stack) =>
      Object.entries(stack.template.Resources).flatMap(([id, { Type, Properties = {} }]) => {
        const shared = SHARED[Type];
        if (shared === undefined) return [];
        const { property, needs, reach } = shared;
        return textsOf(Properties[property])
          .filter((name) => !name.includes(FLEET))
          .flatMap((name) => {
            const lacking = needs.filter((each) => !name.includes(each));
            if (lacking.length === 0) return [];
            const isParameter = lacking[0]?.startsWith('"');
            return [
              {
                stack,
                id,
                path: ['Properties', property],
                message: `${JSON.stringify(name)} can be there once in ${reach}, and this template in several places of it`,
                hint: isParameter ? 'make it a parameter' : `leave it out, or put ${lacking.join(' and ')} into it`,
              },
            ];
          });
      }),
  },
];

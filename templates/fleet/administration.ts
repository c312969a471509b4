import { IAM } from '../../src/aws/index.ts';
import { accountId, output, parameter, partition, region, stack, sub } from '../../src/dsl/index.ts';
import { ACCOUNT_ID } from '../common/parameters.ts';
import { writePolicies } from '../common/role.ts';
import { openSite } from '../common/site.ts';
import { fleetParameters, fleetRoleName } from './site.ts';

/** What the administration role is made from. */
export interface AdministrationOptions {
  /** The system's name. */
  readonly name: string;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * What a self-managed stack set works with in the administrator's account. CloudFormation takes it on for this one set, and it takes on
 * the execution role of this system in the fleet's accounts, and nothing else.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-prereqs-self-managed.html
 */
export const administration = ({ name, tags: own }: AdministrationOptions) =>
  stack(
    'Administration',
    {
      description: `What the stack set of ${name} works with in the administrator's account`,
      parameters: {
        ...fleetParameters(name),
        MemberAccountIds: parameter.list({
          ...ACCOUNT_ID,
          description: 'The accounts of the fleet',
        }),
      },
    },
    ({ SystemName, FleetName, MemberAccountIds }, tools) => {
      const { resource, tags } = openSite(tools, { SystemName }, { tags: own });
      const role = resource(
        'AdministrationRole',
        new IAM.Role({
          RoleName: fleetRoleName(SystemName, FleetName, 'administration'),
          AssumeRolePolicyDocument: {
            Version: '2012-10-17',
            Statement: [
              {
                Effect: 'Allow',
                Principal: { Service: 'cloudformation.amazonaws.com' },
                Action: 'sts:AssumeRole',
                Condition: {
                  StringEquals: { 'aws:SourceAccount': accountId },
                  ArnLike: {
                    'aws:SourceArn': sub`arn:${partition}:cloudformation:${region}:${accountId}:stackset/${SystemName}-${FleetName}:*`,
                  },
                },
              },
            ],
          },
          Policies: writePolicies({
            'reach-members': [
              {
                Effect: 'Allow',
                Action: 'sts:AssumeRole',
                Resource: sub`arn:${partition}:iam::*:role/${fleetRoleName(SystemName, FleetName, 'execution')}`,
                Condition: { StringEquals: { 'aws:ResourceAccount': MemberAccountIds } },
              },
            ],
          }),
          Tags: tags('administration'),
        }),
        {
          comment:
            'Taken on by CloudFormation for this account and this stack set. It reaches the role of that name in the accounts of the fleet:\n' +
            'the list stands in the condition, as a template cannot make an ARN of each of its elements.',
        },
      );
      return {
        AdministrationRoleArn: output(role.att('Arn'), { description: 'What the stack set names as its role' }),
      };
    },
  );

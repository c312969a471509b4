import { IAM } from '../../src/aws/index.ts';
import {
  type Expression,
  equals,
  fnIf,
  type NamedCondition,
  not,
  noValue,
  output,
  parameter,
  partition,
  type ResourceHandle,
  stack,
  sub,
} from '../../src/dsl/index.ts';
import { ACCOUNT_ID } from '../common/parameters.ts';
import { writePolicies } from '../common/role.ts';
import { openSite, type Site } from '../common/site.ts';
import { type Grant, type Names, writeGrant } from '../deployer/grants/grant.ts';
import { fleetParameters, fleetRoleName } from './site.ts';

/** Who reads: a role or a user by what follows the account in its ARN, with more than wildcards. */
const READER = '(role|user)/[\\w+=,.@*/-]*[\\w+=,.@/-][\\w+=,.@*/-]*';

const READER_PRINCIPAL = {
  description:
    "Who of that account may read here, as the end of its ARN: role/deploy. A * stands for what nobody knows, as in single sign-on's roles",
  constraintDescription: 'role/ or user/ and a name, with more than a *',
};

/**
 * The parameters that say who may read.
 * @param mayBeNobody whether the principal may be left out.
 */
export const readerParameters = (mayBeNobody: boolean) => ({
  AdministratorAccountId: parameter.string({ ...ACCOUNT_ID, description: 'The account that the stack set is in' }),
  ReaderPrincipal: mayBeNobody
    ? parameter.string({
        ...READER_PRINCIPAL,
        description: `${READER_PRINCIPAL.description}; nobody when empty`,
        allowedPattern: `(${READER})?`,
        default: '',
      })
    : parameter.string({ ...READER_PRINCIPAL, allowedPattern: READER }),
  OrganizationId: parameter.string({
    description: 'The organisation that it must be of; empty where there is none',
    allowedPattern: '(o-[a-z0-9]{10,32})?',
    constraintDescription: 'the id of an organisation, or nothing',
    default: '',
  }),
});

/** What is read of a member: which colour is live, whether a release is under way, what CloudFormation has made of the stack. */
const READING: readonly Grant[] = [
  {
    types: [],
    actions: [
      'elasticloadbalancing:DescribeListeners',
      'elasticloadbalancing:DescribeTargetGroups',
      'elasticloadbalancing:DescribeTargetHealth',
    ],
    on: '*',
  },
  { types: [], actions: ['ecs:DescribeServices'], on: ['ecs:{here}:service/*/{name}'] },
  {
    types: [],
    actions: ['codedeploy:GetDeployment', 'codedeploy:ListDeployments'],
    on: ['codedeploy:{here}:deploymentgroup:{name}/{name}'],
  },
  {
    types: [],
    actions: [
      'cloudformation:DescribeStackEvents',
      'cloudformation:DescribeStackResources',
      'cloudformation:DescribeStacks',
      'cloudformation:GetTemplate',
      'cloudformation:ListStackResources',
    ],
    on: ['cloudformation:{here}:stack/StackSet-{name}-*/*'],
  },
  { types: [], actions: ['codepipeline:GetPipelineState'], on: ['codepipeline:{here}:{name}'] },
];

/** What the reader role is declared with. */
export interface ReaderSite extends Site {
  readonly given: {
    readonly FleetName: Expression<string>;
    readonly AdministratorAccountId: Expression<string>;
    readonly ReaderPrincipal: Expression<string>;
    readonly OrganizationId: Expression<string>;
  };
}

/**
 * Declares the role that tells the administrator what runs here, so that a stack is told the colour that is live in its account.
 * @param isThere where there may be none.
 */
export function declareReaderRole(site: ReaderSite, isThere?: NamedCondition): ResourceHandle<IAM.RoleReturnValues> {
  const { resource, condition, systemName, tags, given } = site;
  const { FleetName, AdministratorAccountId, ReaderPrincipal, OrganizationId } = given;
  const hasOrganisation = condition('HasOrganization', not(equals(OrganizationId, '')));
  const names: Names = { systemName, made: () => [], boundary: undefined, inStackSet: true };
  return resource(
    'ReaderRole',
    new IAM.Role({
      RoleName: fleetRoleName(systemName, FleetName, 'reader'),
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: sub`arn:${partition}:iam::${AdministratorAccountId}:root` },
            Action: 'sts:AssumeRole',
            Condition: {
              ArnLike: { 'aws:PrincipalArn': sub`arn:${partition}:iam::${AdministratorAccountId}:${ReaderPrincipal}` },
              StringEquals: fnIf(hasOrganisation, { 'aws:PrincipalOrgID': OrganizationId }, noValue),
            },
          },
        ],
      },
      Policies: writePolicies({ read: READING.map((grant) => writeGrant(grant, names)) }),
      Tags: tags('reader'),
    }),
    {
      ...(isThere ? { condition: isThere } : {}),
      comment:
        'Who deploys the fleet sees by it which colour is live here, and whether all is well. It changes nothing. The principal is in a\n' +
        'condition: an ARN as principal would have to be there already, and would mean nobody once it was made anew.',
    },
  );
}

/**
 * The reader role by itself, for accounts where CloudFormation has roles of its own. It is deployed by a stack set of its own, to one
 * region: a role is the account's, and the system's stack is in several regions.
 */
export const reader = ({ name, tags }: { readonly name: string; readonly tags: Readonly<Record<string, string>> }) =>
  stack(
    'Reader',
    {
      description: `What tells the administrator of a fleet what runs of ${name} in this account`,
      parameters: { ...fleetParameters(name), ...readerParameters(false) },
    },
    (given, tools) => {
      const { SystemName } = given;
      const role = declareReaderRole({ ...openSite(tools, { SystemName }, { tags }), given });
      return { ReaderRoleArn: output(role.att('Arn'), { description: 'What the administrator takes on' }) };
    },
  );

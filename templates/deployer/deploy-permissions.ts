import { allStacks, type BuiltStack, type Data, type Value } from '../../src/dsl/index.ts';
import type { Statement } from '../common/role.ts';
import { type Grant, typesOf, writeGrant } from './grants/grant.ts';
import { linkedRoleGrants } from './grants/roles.ts';
import type { DeployerSite } from './site.ts';

const ROOT_STACK = 'cloudformation:{here}:stack/{name}/*';
const NESTED = 'AWS::CloudFormation::Stack';
const NESTED_STACKS = 'cloudformation:{here}:stack/{made}/*';

/** Change sets and what is asked about stacks. The nested ones are the system's too: their names begin with its own. */
const STACKS: readonly Grant[] = [
  {
    types: [NESTED],
    actions: ['cloudformation:ExecuteChangeSet', 'cloudformation:CancelUpdateStack'],
    on: [ROOT_STACK],
  },
  {
    types: [NESTED],
    actions: [
      'cloudformation:DeleteChangeSet',
      'cloudformation:DescribeChangeSet',
      'cloudformation:DescribeEvents',
      'cloudformation:DescribeStackEvents',
      'cloudformation:DescribeStackResource',
      'cloudformation:DescribeStackResourceDrifts',
      'cloudformation:DescribeStackResources',
      'cloudformation:DescribeStacks',
      'cloudformation:DetectStackDrift',
      'cloudformation:DetectStackResourceDrift',
      'cloudformation:GetStackPolicy',
      'cloudformation:GetTemplate',
      'cloudformation:ListChangeSets',
      'cloudformation:ListStackResources',
      'cloudformation:SetStackPolicy',
      'cloudformation:TagResource',
      'cloudformation:UntagResource',
    ],
    on: [ROOT_STACK, NESTED_STACKS],
  },
  // How far that has got is asked by an id of its own, and how types are set up is of the account.
  {
    types: [NESTED],
    actions: ['cloudformation:BatchDescribeTypeConfigurations', 'cloudformation:DescribeStackDriftDetectionStatus'],
    on: '*',
  },
  // Without a role of its own such a change set has the rights of whoever executes it, which are these and no more.
  { types: [NESTED], actions: ['cloudformation:CreateChangeSet'], on: [NESTED_STACKS] },
];

/** What is looked at before and after: which colour is live, whether a release is under way, what runs. */
const READING: readonly Grant[] = [
  {
    types: [],
    actions: [
      'elasticloadbalancing:DescribeListeners',
      'elasticloadbalancing:DescribeLoadBalancers',
      'elasticloadbalancing:DescribeRules',
      'elasticloadbalancing:DescribeTargetGroups',
      'elasticloadbalancing:DescribeTargetHealth',
    ],
    on: '*',
  },
  {
    types: [],
    actions: [
      'codedeploy:BatchGetDeployments',
      'codedeploy:GetDeployment',
      'codedeploy:GetDeploymentGroup',
      'codedeploy:ListDeployments',
    ],
    on: ['codedeploy:{here}:deploymentgroup:{name}/{name}'],
  },
  { types: [], actions: ['codedeploy:GetApplication'], on: ['codedeploy:{here}:application:{name}'] },
  { types: [], actions: ['ecs:DescribeServices'], on: ['ecs:{here}:service/*/{name}'] },
  { types: [], actions: ['ecs:DescribeTaskDefinition'], on: '*' },
  // Asked for on all alarms, whichever are looked up.
  { types: [], actions: ['cloudwatch:DescribeAlarms'], on: ['cloudwatch:{here}:alarm:*'] },
  {
    types: [],
    actions: ['iam:GetRole'],
    on: ['iam::{account}:role/aws-service-role/*', 'iam::{account}:role/{name}-cloudformation-{region}'],
  },
];

/**
 * Releasing once more what was released before, and stopping what runs. A revision names a task definition, and this role registers
 * none: what it can release has been registered by a build, or by somebody else.
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/auth-and-access-control-permissions-reference.html
 */
const RELEASING: readonly Grant[] = [
  {
    types: [],
    actions: ['codedeploy:CreateDeployment', 'codedeploy:StopDeployment'],
    on: ['codedeploy:{here}:deploymentgroup:{name}/{name}'],
  },
  {
    types: [],
    actions: ['codedeploy:GetApplicationRevision', 'codedeploy:RegisterApplicationRevision'],
    on: ['codedeploy:{here}:application:{name}'],
  },
  {
    types: [],
    actions: ['codedeploy:GetDeploymentConfig'],
    on: ['codedeploy:{here}:deploymentconfig:CodeDeployDefault.*', 'codedeploy:{here}:deploymentconfig:{name}-*'],
  },
];

/** What is looked at where the system stands on what others have made. */
function readingOthers(root: BuiltStack): readonly Grant[] {
  const given = root.template.Parameters ?? {};
  const hasCluster = typesOf(root).has('AWS::ECS::Cluster');
  return [
    ...('CertificateArn' in given
      ? [{ types: [], actions: ['acm:DescribeCertificate'], on: ['acm:{here}:certificate/*'] }]
      : []),
    ...(hasCluster ? [] : [{ types: [], actions: ['ecs:DescribeClusters'], on: ['ecs:{here}:cluster/*'] }]),
    // Which connection is a parameter; the service has had two names, and permissions go by the one in the ARN.
    ...('ConnectionArn' in given
      ? ['codeconnections', 'codestar-connections'].map((service) => ({
          types: [],
          actions: [`${service}:GetConnection`],
          on: [`${service}:{here}:connection/*`],
        }))
      : []),
  ];
}

/** What is asked so that no name is taken when the stack is made; what READING allows already is not here again. */
const NAMES_READ: readonly Grant[] = [
  {
    types: ['AWS::CodeCommit::Repository'],
    actions: ['codecommit:GetRepository'],
    on: ['codecommit:{here}:{name}'],
  },
  { types: ['AWS::ECR::Repository'], actions: ['ecr:DescribeRepositories'], on: ['ecr:{here}:repository/{name}'] },
  { types: ['AWS::ECS::Cluster'], actions: ['ecs:DescribeClusters'], on: ['ecs:{here}:cluster/{name}'] },
  {
    types: ['AWS::ECS::CapacityProvider'],
    actions: ['ecs:DescribeCapacityProviders'],
    on: ['ecs:{here}:capacity-provider/instances-{name}'],
  },
  { types: ['AWS::Logs::LogGroup'], actions: ['logs:DescribeLogGroups'], on: '*' },
  {
    types: ['AWS::CloudWatch::Dashboard'],
    actions: ['cloudwatch:GetDashboard'],
    on: ['cloudwatch::{account}:dashboard/{name}'],
  },
];

/** Those of the types that the system has. */
function readingNames(root: BuiltStack): readonly Grant[] {
  const has = typesOf(root);
  return NAMES_READ.filter(({ types }) => types.some((type) => has.has(type)));
}

/**
 * What the deploy command does, by policy. It makes nothing by itself: what a change set does is done with CloudFormation's role,
 * which the change set must name. Whoever can upload templates and execute change sets can still have that role do all it may.
 */
export function deployPermissions(
  { names, templates }: DeployerSite,
  root: BuiltStack,
  serviceRoleArn: Value<string>,
): Readonly<Record<string, readonly Statement[]>> {
  const written = (grants: readonly Grant[]) => grants.map((grant) => writeGrant(grant, names));
  const withServiceRole = { StringEquals: { 'cloudformation:RoleArn': serviceRoleArn } };
  const onRoot = writeGrant(
    {
      types: [],
      actions: ['cloudformation:CreateChangeSet', 'cloudformation:ContinueUpdateRollback'],
      on: [ROOT_STACK],
    },
    names,
  );
  return {
    'change-stacks': [
      { ...onRoot, Condition: withServiceRole },
      ...written(STACKS),
      {
        Effect: 'Allow',
        Action: 'iam:PassRole',
        Resource: serviceRoleArn,
        Condition: { StringEquals: { 'iam:PassedToService': 'cloudformation.amazonaws.com' } },
      },
    ],
    'upload-templates': [
      { Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: templates.files },
      { Effect: 'Allow', Action: 's3:GetBucketLocation', Resource: templates.bucket },
      {
        Effect: 'Allow',
        Action: 's3:ListBucket',
        Resource: templates.bucket,
        Condition: { StringLike: { 's3:prefix': templates.listed } },
      },
    ],
    'look-before': written([...READING, ...readingOthers(root), ...readingNames(root)]),
    release: written(RELEASING),
    pipeline: written(pipelineGrants(root)),
    'service-linked-roles': written(linkedRoleGrants(typesOf(root))),
  };
}

function pipelineGrants(root: BuiltStack): readonly Grant[] {
  const stages = deployStages(root);
  if (stages.length === 0) return [];
  return [
    {
      types: [],
      actions: [
        'codepipeline:GetPipeline',
        'codepipeline:GetPipelineState',
        'codepipeline:ListPipelineExecutions',
        'codepipeline:StartPipelineExecution',
      ],
      on: ['codepipeline:{here}:{name}'],
    },
    // No release may start while listeners are updated: the one transition is closed for that time.
    {
      types: [],
      actions: ['codepipeline:DisableStageTransition', 'codepipeline:EnableStageTransition'],
      on: stages.map((stage) => `codepipeline:{here}:{name}/${stage}`),
    },
  ];
}

/** The names of the stages in which CodeDeploy releases. */
function deployStages(root: BuiltStack): readonly string[] {
  const pipelines = allStacks(root)
    .flatMap(({ template }) => Object.values(template.Resources))
    .filter(({ Type }) => Type === 'AWS::CodePipeline::Pipeline');
  return pipelines.flatMap(({ Properties }) => {
    const stages = Properties?.Stages;
    if (!Array.isArray(stages)) return [];
    return stages.flatMap((stage: Data) => (JSON.stringify(stage).includes('"CodeDeployToECS"') ? nameOf(stage) : []));
  });
}

function nameOf(stage: Data): readonly string[] {
  const name = typeof stage === 'object' && stage !== null && 'Name' in stage ? stage.Name : undefined;
  return typeof name === 'string' ? [name] : [];
}

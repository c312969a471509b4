// For tests only: answers of an account that the small system is deployed to, with what tests change about it.
import type { Outcome } from '../outcome.ts';
import type { Watcher } from '../watcher.ts';
import { nameAnswers } from './name-answers.ts';
import { SERVICE, smallTarget } from './small-target.ts';
import { type Answers, refusal, type StandIn, standIn } from './stand-in-client.ts';

const ARN = 'arn:aws:cloudformation:eu-central-1:111122223333:stack/small/1a2b';
const GROUPS = 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup';

/** What tests change. */
export interface SmallAccount {
  /** Of the root stack; undefined where there is none. */
  status: string | undefined;
  /** Weights of the two target groups. */
  weights: { blue: number; green: number };
  /** The parameter of the stack, where it is known. */
  liveColour?: string;
  /** Ids of deployments that are under way. */
  deployments: string[];
  transition: { enabled: boolean; disabledReason?: string };
  stageStatus: string;
  /** Keys that are in the bucket, with their checksums; undefined where there is no bucket. */
  objects: Map<string, string> | undefined;
  /** Why the change set fails; empty where it does not. */
  changeSetFailure: string;
  /** The root's changes, as DescribeChangeSet gives them. */
  changes: object[];
  nestedChanges: object[];
  changeSets: string[];
  /** What each operation that is watched comes to: the status that the stack is in then. */
  becomes: string[];
  /** Done while somebody is asked. */
  meanwhile: () => void;
  linkedRoles: Set<string>;
  /** Types of which something has the system's name already. */
  taken: Set<string>;
}

/** The outputs of the root stack. */
export const OUTPUTS: Readonly<Record<string, string>> = {
  ProductionListenerArn: 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:listener/app/small/1/2',
  BlueTargetGroupName: 'small-blue',
  GreenTargetGroupName: 'small-green',
  ApplicationName: 'small',
  DeploymentGroupName: 'small',
  PipelineName: 'small',
  ClusterName: 'small',
  ServiceName: 'small',
};

/** The types of what each stack has, by logical id; the root's has no name here. */
const RESOURCES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '': { Network: 'AWS::CloudFormation::Stack', Service: 'AWS::CloudFormation::Stack' },
  Network: { Vpc: 'AWS::EC2::VPC' },
  Service: {
    Service: 'AWS::ECS::Service',
    BlueTargetGroup: 'AWS::ElasticLoadBalancingV2::TargetGroup',
    Pipeline: 'AWS::CodePipeline::Pipeline',
    Application: 'AWS::CodeDeploy::Application',
  },
};

/** An account as it is before the first deployment. */
export function emptyAccount(): SmallAccount {
  return {
    status: undefined,
    weights: { blue: 1, green: 0 },
    deployments: [],
    transition: { enabled: true },
    stageStatus: 'Succeeded',
    objects: undefined,
    changeSetFailure: '',
    changes: [
      { ResourceChange: { Action: 'Add', LogicalResourceId: 'Network', ResourceType: 'AWS::CloudFormation::Stack' } },
    ],
    nestedChanges: [],
    changeSets: [],
    becomes: ['CREATE_COMPLETE'],
    meanwhile: () => {},
    linkedRoles: new Set(),
    taken: new Set(),
  };
}

/** The account after it, with a change of the desired count to be made. */
export function deployedAccount(): SmallAccount {
  return {
    ...emptyAccount(),
    status: 'CREATE_COMPLETE',
    objects: new Map(),
    becomes: ['UPDATE_COMPLETE'],
    linkedRoles: new Set(['AWSServiceRoleForElasticLoadBalancing', 'AWSServiceRoleForECS']),
    changes: [
      {
        ResourceChange: {
          Action: 'Modify',
          LogicalResourceId: 'Service',
          ResourceType: 'AWS::CloudFormation::Stack',
          Replacement: 'False',
          ChangeSetId: 'arn:aws:cloudformation:eu-central-1:111122223333:changeSet/nested/1',
        },
      },
    ],
    nestedChanges: [modifyService('DesiredCount')],
  };
}

/** A change of one property of the service. */
export function modifyService(property: string, replacement = 'False') {
  return {
    ResourceChange: {
      Action: 'Modify',
      LogicalResourceId: 'Service',
      ResourceType: 'AWS::ECS::Service',
      Replacement: replacement,
      Details: [
        {
          Target: {
            Attribute: 'Properties',
            Name: property,
            RequiresRecreation: replacement === 'False' ? 'Never' : 'Always',
          },
          Evaluation: 'Static',
          ChangeSource: 'DirectModification',
        },
      ],
    },
  };
}

/** Clients of the account. */
export function clientsOf(account: SmallAccount, more: Answers = {}): StandIn {
  const group = (colour: 'blue' | 'green') => ({
    TargetGroupArn: `${GROUPS}/small-${colour}/1`,
    Weight: account.weights[colour],
  });
  const isThere = () => account.status !== undefined && account.status !== 'REVIEW_IN_PROGRESS';
  return standIn({
    GetCallerIdentity: () => ({ Account: '111122223333', Arn: 'arn:aws:sts::111122223333:assumed-role/ci/me' }),
    GetRole: ({ RoleName }) => {
      if (String(RoleName).startsWith('small-') || account.linkedRoles.has(String(RoleName))) return { Role: {} };
      throw refusal('NoSuchEntity', 'no such role', 404);
    },
    CreateServiceLinkedRole: () => ({}),
    DescribeStacks: () => {
      if (account.status === undefined) throw refusal('ValidationError', 'Stack with id small does not exist');
      const Outputs = Object.entries(OUTPUTS).map(([OutputKey, OutputValue]) => ({ OutputKey, OutputValue }));
      const Parameters =
        account.liveColour === undefined
          ? []
          : [
              { ParameterKey: 'DesiredCount', ParameterValue: '1' },
              { ParameterKey: 'LiveColour', ParameterValue: account.liveColour },
            ];
      const Tags = [{ Key: 'stage', Value: 'old' }];
      return { Stacks: [{ StackId: ARN, StackName: 'small', StackStatus: account.status, Outputs, Parameters, Tags }] };
    },
    ...stackAnswers(account),
    ...nameAnswers(account.taken),
    GetBucketLocation: () => {
      if (account.objects === undefined) throw refusal('NoSuchBucket', 'no such bucket', 404);
      return { LocationConstraint: 'eu-central-1' };
    },
    CreateBucket: () => {
      account.objects = new Map();
      return {};
    },
    GetBucketVersioning: () => ({ Status: 'Enabled' }),
    PutPublicAccessBlock: () => ({}),
    PutBucketEncryption: () => ({}),
    PutBucketPolicy: () => ({}),
    PutBucketLifecycleConfiguration: () => ({}),
    PutBucketVersioning: () => ({}),
    HeadObject: ({ Key }) => {
      const found = account.objects?.get(String(Key));
      if (found === undefined) throw refusal('NotFound', 'UnknownError', 404);
      const [length, ChecksumSHA256] = found.split(' ');
      return { ContentLength: Number(length), ChecksumSHA256 };
    },
    PutObject: ({ Key, Body, ChecksumSHA256 }) => {
      const length = Body instanceof Uint8Array ? Body.byteLength : 0;
      account.objects?.set(String(Key), `${length} ${ChecksumSHA256}`);
      return { ChecksumSHA256 };
    },
    DescribeListeners: () => ({
      Listeners: [
        { DefaultActions: [{ Type: 'forward', ForwardConfig: { TargetGroups: [group('blue'), group('green')] } }] },
      ],
    }),
    ListDeployments: () => ({ deployments: account.deployments }),
    GetDeployment: () => ({
      deploymentInfo: { status: 'InProgress', createTime: new Date('2026-11-27T11:00:00Z') },
    }),
    GetPipeline: () => {
      if (!isThere()) throw refusal('PipelineNotFoundException', '');
      const stages = ['Source', 'Deploy'].map((name) => ({
        name,
        actions: [{ actionTypeId: { provider: name === 'Deploy' ? 'CodeDeployToECS' : 'CodeCommit' } }],
      }));
      return { pipeline: { stages } };
    },
    GetPipelineState: () => ({
      stageStates: [
        {
          stageName: 'Deploy',
          inboundTransitionState: account.transition,
          latestExecution: { status: account.stageStatus },
        },
      ],
    }),
    DisableStageTransition: ({ reason }) => {
      account.transition = { enabled: false, disabledReason: String(reason) };
      return {};
    },
    EnableStageTransition: () => {
      account.transition = { enabled: true };
      return {};
    },
    DescribeServices: () => ({
      services: isThere()
        ? [{ serviceName: 'small', status: 'ACTIVE', taskDefinition: 'arn:task-definition/small:7' }]
        : [],
    }),
    DescribeTaskDefinition: () => ({ taskDefinition: { taskDefinitionArn: 'arn:task-definition/small:7' } }),
    DescribeClusters: () => ({
      clusters: [{ status: 'ACTIVE', settings: [{ name: 'containerInsights', value: 'enabled' }] }],
    }),
    ...more,
  });
}

/** A watcher under which each operation comes to the next of `becomes`. */
export function watcherOf(account: SmallAccount): Watcher {
  const watch = async (): Promise<Outcome> => {
    const stackStatus = account.becomes.shift() ?? 'UPDATE_COMPLETE';
    account.status = stackStatus === 'DELETE_COMPLETE' ? undefined : stackStatus;
    const hasSucceeded = /^(CREATE|UPDATE|DELETE)_COMPLETE$/.test(stackStatus);
    return { status: hasSucceeded ? 'succeeded' : 'failed', stackStatus };
  };
  return { begin: async () => watch, attach: watch };
}

function stackAnswers(account: SmallAccount): Answers {
  return {
    ListStackResources: ({ StackName }) => {
      const [, nested = ''] = String(StackName).split(`${ARN}/`);
      const resources = RESOURCES[nested] ?? {};
      return {
        StackResourceSummaries: Object.entries(resources).map(([LogicalResourceId, ResourceType]) => ({
          LogicalResourceId,
          ResourceType,
          PhysicalResourceId: `${ARN}/${LogicalResourceId}`,
        })),
      };
    },
    SetStackPolicy: () => ({}),
    ListChangeSets: () => ({
      Summaries: account.changeSets.map((ChangeSetName) => ({ ChangeSetName, ExecutionStatus: 'AVAILABLE' })),
    }),
    DeleteChangeSet: ({ ChangeSetName }) => {
      account.changeSets = account.changeSets.filter((name) => !String(ChangeSetName).endsWith(name));
      return {};
    },
    CreateChangeSet: ({ ChangeSetName }) => {
      account.changeSets.push(String(ChangeSetName));
      account.status ??= 'REVIEW_IN_PROGRESS';
      return { Id: `arn:aws:cloudformation:eu-central-1:111122223333:changeSet/${ChangeSetName}` };
    },
    DescribeChangeSet: ({ ChangeSetName }) => {
      const isNested = String(ChangeSetName).includes('nested');
      const hasFailed = !isNested && account.changeSetFailure !== '';
      return {
        StackId: ARN,
        StackName: isNested ? 'small-Service-1' : 'small',
        Status: hasFailed ? 'FAILED' : 'CREATE_COMPLETE',
        StatusReason: account.changeSetFailure,
        Changes: isNested ? account.nestedChanges : account.changes,
      };
    },
    GetTemplate: ({ ChangeSetName }) => ({
      TemplateBody: String(ChangeSetName).includes('nested') ? SERVICE : smallTarget().root.text,
    }),
    DescribeEvents: () => ({}),
    ExecuteChangeSet: () => ({}),
    DeleteStack: () => {
      if (account.status === 'REVIEW_IN_PROGRESS') account.status = undefined;
      return {};
    },
    ContinueUpdateRollback: () => ({}),
  };
}

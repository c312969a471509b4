// Only tests use this: a small system whose deployments are played, with a world that is only said to be there.
import type { TestContext } from 'node:test';
import type {
  BatchGetDeploymentTargetsOutput,
  CreateDeploymentOutput,
  GetDeploymentOutput,
} from '@aws-sdk/client-codedeploy';
import type { DescribeServicesResponse } from '@aws-sdk/client-ecs';
import type { DataObject } from '../../dsl/template.ts';
import type { Account } from '../../local/account.ts';
import { LISTENER, weightsOf } from '../../local/resources/elbv2.ts';
import { codedeploy } from '../../local/services/codedeploy.ts';
import { ecs } from '../../local/services/ecs.ts';
import { caller, change, make, smallSystem, trust } from '../../local/services/small-system.ts';
import { paceOf } from '../pace.ts';
import type { TimelineEntry } from '../timeline.ts';
import type { Measurement, TaskSetOrder, World } from '../world.ts';
import { attachPlayer, type Player } from './player.ts';

export const GROUP = { applicationName: 'web', deploymentGroupName: 'web' };

/** Whether what a test has a world say is so: everything is healthy at once, and nothing was measured. */
export interface FakeWorld extends World {
  /** What was started and stopped, in order: `start ecs-svc/1`, `stop ecs-svc/1`. */
  readonly did: string[];
  readonly orders: Map<string, TaskSetOrder>;
  /** Task definitions whose tasks never get healthy. */
  readonly sick: Set<string>;
  measured: Measurement;
}

const NOTHING: Measurement = { groups: {}, HTTPCode_ELB_5XX_Count: 0, RequestCount: 0 };

/** A world without processes. */
export function fakeWorld(): FakeWorld {
  const did: string[] = [];
  const orders = new Map<string, TaskSetOrder>();
  const sick = new Set<string>();
  const isSteady = (id: string) =>
    orders.has(id) && ![...sick].some((each) => orders.get(id)?.taskDefinitionArn.endsWith(each));
  return {
    did,
    orders,
    sick,
    measured: NOTHING,
    startTaskSet: (order) => {
      if (did.includes(`start ${order.id}`)) throw new Error(`${order.id} is there already`);
      did.push(`start ${order.id}`);
      orders.set(order.id, order);
    },
    stopTaskSet: async (id) => {
      did.push(`stop ${id}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
      orders.delete(id);
    },
    tasks: (id) => {
      const { count = 0 } = orders.get(id) ?? {};
      const [status, health] = isSteady(id) ? (['running', 'healthy'] as const) : (['starting', 'initial'] as const);
      return Array.from({ length: count }, (_, index) => ({ id: `${id}/${index}`, taskSetId: id, status, health }));
    },
    isSteady,
    measure() {
      return this.measured;
    },
    addressOf: () => undefined,
  };
}

const allow = (Action: readonly string[]): DataObject => ({ Effect: 'Allow', Action, Resource: '*' });

/** What the role of a deployment group may, as in the templates, though on everything. */
export const STATEMENTS: readonly DataObject[] = [
  allow(['ecs:DescribeServices', 'ecs:CreateTaskSet', 'ecs:UpdateServicePrimaryTaskSet', 'ecs:DeleteTaskSet']),
  allow(['elasticloadbalancing:ModifyListener']),
  allow(['lambda:InvokeFunction']),
  allow(['cloudwatch:DescribeAlarms']),
];

/** Says what the role of the deployment group may. */
export function permit(account: Account, statements: readonly DataObject[]): void {
  const PolicyDocument = { Version: '2012-10-17', Statement: statements };
  const properties = {
    RoleName: 'deployer',
    AssumeRolePolicyDocument: trust('codedeploy'),
    Policies: [{ PolicyName: 'all', PolicyDocument }],
  };
  change(account, 'deployer', 'AWS::IAM::Role', properties);
}

/** What a deployment group says beside what {@link smallSystem} has it say. */
export interface SmallOptions {
  readonly group?: DataObject;
  readonly withTest?: boolean;
  /** A factor of the pace: an hour is over in so many parts of it. */
  readonly factor?: number;
  readonly endpoint?: string;
  readonly folder?: string;
  readonly world?: FakeWorld;
}

/** Rolls back for everything. */
export const ROLLS_BACK = {
  AutoRollbackConfiguration: {
    Enabled: true,
    Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_REQUEST', 'DEPLOYMENT_STOP_ON_ALARM'],
  },
};

/** A small system with a second revision of its task, and a player; the player ends with the test. */
export function smallStage(context: TestContext, options: SmallOptions = {}) {
  const system = smallSystem(() => new Date());
  const { account, task, group } = system;
  permit(account, STATEMENTS);
  make(account, 'AWS::ECS::TaskDefinition', 'Next', { ...task.properties });
  const said = { ...group.properties, ...options.group };
  const info = said.LoadBalancerInfo;
  const withoutTest = JSON.parse(
    JSON.stringify(info, (key, value) => (key === 'TestTrafficRoute' ? undefined : value)),
  );
  change(account, group.id, group.type, {
    ...said,
    ...(options.withTest === false && { LoadBalancerInfo: withoutTest }),
  });
  const world = options.world ?? fakeWorld();
  const told: TimelineEntry[] = [];
  const { factor = 60_000, endpoint = 'http://127.0.0.1:1', folder = '/nowhere' } = options;
  const attach = (at = factor): Player => {
    const player = attachPlayer({
      account,
      world,
      pace: paceOf(at),
      tell: (entry) => told.push(entry),
      endpoint,
      folder,
    });
    context.after(() => player.close());
    return player;
  };
  const call = caller(codedeploy, account);
  const deployment = async (deploymentId: string) =>
    (await call<GetDeploymentOutput>('GetDeployment', { deploymentId })).deploymentInfo ?? {};
  return {
    ...system,
    world,
    told,
    attach,
    player: attach(),
    call,
    deployment,
    /** Creates a deployment and gives its id. */
    deploy: async (hooks: readonly object[] = [], more: object = {}) => {
      const revision = appSpec('web:2', hooks);
      const { deploymentId = '' } = await call<CreateDeploymentOutput>('CreateDeployment', {
        ...GROUP,
        revision,
        ...more,
      });
      return deploymentId;
    },
    target: async (deploymentId: string) => {
      const input = { deploymentId, targetIds: ['shop:web'] };
      const { deploymentTargets } = await call<BatchGetDeploymentTargetsOutput>('BatchGetDeploymentTargets', input);
      return deploymentTargets?.[0]?.ecsTarget ?? {};
    },
    /** `BeforeInstall Succeeded`, and so on. */
    events: async (deploymentId: string) => {
      const { deploymentTargets } = await call<BatchGetDeploymentTargetsOutput>('BatchGetDeploymentTargets', {
        deploymentId,
        targetIds: ['shop:web'],
      });
      const events = deploymentTargets?.[0]?.ecsTarget?.lifecycleEvents ?? [];
      return events.map(({ lifecycleEventName, status }) => `${lifecycleEventName} ${status}`);
    },
    serviceNow: async () => {
      const input = { cluster: 'shop', services: ['web'] };
      const { services } = await caller(ecs, account)<DescribeServicesResponse>('DescribeServices', input);
      return services?.[0] ?? {};
    },
    weights: (listener: { readonly id: string }) => {
      const now = account.find(LISTENER, listener.id);
      return now ? weightsOf(now) : {};
    },
  };
}

export function appSpec(TaskDefinition: string, Hooks: readonly object[] = [], ContainerName = 'web') {
  const Properties = { TaskDefinition, LoadBalancerInfo: { ContainerName, ContainerPort: 80 } };
  const Resources = [{ TargetService: { Type: 'AWS::ECS::Service', Properties } }];
  return {
    revisionType: 'AppSpecContent',
    appSpecContent: { content: JSON.stringify({ version: 0, Resources, Hooks }) },
  };
}

/** Has a function made as a stack would, with a role that may report. */
export function makeFunction(account: Account, source: string, more: DataObject = {}): void {
  const Action = 'codedeploy:PutLifecycleEventHookExecutionStatus';
  const PolicyDocument = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] };
  const role = make(account, 'AWS::IAM::Role', 'HookRole', {
    RoleName: 'hook',
    AssumeRolePolicyDocument: trust('lambda'),
    Policies: [{ PolicyName: 'report', PolicyDocument }],
  });
  make(account, 'AWS::Lambda::Function', 'Hook', {
    FunctionName: 'CodeDeployHook_web',
    Runtime: 'nodejs24.x',
    Handler: 'index.handler',
    Role: String(role.attributes.Arn),
    Timeout: '20',
    Code: { ZipFile: source },
    ...more,
  });
}

/** Waits until something is so. */
export async function eventually(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 5));
}

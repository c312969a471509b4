import { CodeDeploy } from '../src/aws/index.ts';
import { type Expression, parameter, type ResourceHandle, stack, sub, type Value } from '../src/dsl/index.ts';
import { NOTIFICATION_EMAIL } from './common/parameters.ts';
import { openSite, type Site, siteWithRolesParameters } from './common/site.ts';
import { declareAlarms } from './deployment/alarms.ts';
import { BALANCER, declareBalancerAlarm } from './deployment/balancer-alarm.ts';
import { declareDashboard } from './deployment/dashboard.ts';
import { declareDeploymentRole } from './deployment/deployment-role.ts';
import { declareNotifications } from './deployment/notifications.ts';
import type { Canary, Linear, TrafficOptions } from './options/deployment.ts';
import type { LifecycleEvent } from './options/hooks.ts';
import type { CompleteOptions } from './options/system.ts';

/** What the deployment stack is made from. */
export interface DeploymentStackOptions
  extends Pick<
    CompleteOptions,
    'traffic' | 'rollbackOn' | 'terminateBlueAfterMinutes' | 'approval' | 'permissionsBoundary' | 'tags'
  > {
  readonly gracePeriodSeconds: number;
  /** Whether the load balancer is the system's own, so that its errors are of nobody else. */
  readonly ownsBalancer: boolean;
  readonly hasTestListener: boolean;
  /** Whether releases come from a pipeline, and their AppSpecs from its bucket. */
  readonly hasArtifacts: boolean;
  /** Whether that pipeline is in this account, and tells by the topic. */
  readonly hasPipeline: boolean;
  /** Whether the pipeline asks for approvals by the topic. */
  readonly approveDeploy: boolean;
  /** The lifecycle events that have a function. */
  readonly hookEvents: readonly LifecycleEvent[];
}

/** What releases the service: CodeDeploy's application and group, the alarms that turn it back, and who is told. */
export const deployment = (options: DeploymentStackOptions) =>
  stack(
    'Deployment',
    {
      description: 'What releases the service: CodeDeploy, the alarms that send traffic back, and who is told',
      parameters: {
        ...siteWithRolesParameters(options),
        ClusterName: parameter.string({ description: 'The cluster that the service runs in' }),
        ServiceName: parameter.string({ description: 'The service that is released' }),
        ExecutionRoleArn: parameter.string({ description: 'ARN of the role that ECS starts tasks with' }),
        TaskRoleArn: parameter.string({ description: 'ARN of the role that tasks have' }),
        LoadBalancerFullName: parameter.string({
          description: 'The load balancer, as metrics name it: app/<name>/<id>',
        }),
        ProductionListenerArn: parameter.string({ description: 'Listener that carries users' }),
        TestListenerArn: options.hasTestListener
          ? parameter.string({ description: 'Listener that shows the new version first' })
          : undefined,
        BlueTargetGroupName: parameter.string({ description: 'The blue target group, by its name' }),
        BlueTargetGroupFullName: parameter.string({
          description: 'The blue target group, as metrics name it: targetgroup/<name>/<id>',
        }),
        GreenTargetGroupName: parameter.string({ description: 'The green target group, by its name' }),
        GreenTargetGroupFullName: parameter.string({
          description: 'The green target group, as metrics name it: targetgroup/<name>/<id>',
        }),
        ArtifactBucketName: options.hasArtifacts
          ? parameter.string({ description: 'Bucket that the pipeline keeps the AppSpec in' })
          : undefined,
        ArtifactKeyArn: options.hasArtifacts
          ? parameter.string({ description: 'ARN of the key that the AppSpec is encrypted with' })
          : undefined,
        NotificationEmail: parameter.string(NOTIFICATION_EMAIL),
      },
    },
    (given, tools) => {
      const site = openSite(tools, given, options);
      const { systemName, tags } = site;
      const { ClusterName, ServiceName, ProductionListenerArn, TestListenerArn } = given;
      const { http5xxPercent } = options.rollbackOn;
      const balancerPercent = options.ownsBalancer && http5xxPercent !== false ? http5xxPercent : undefined;
      const { key, topic } = declareNotifications(site, given.NotificationEmail, {
        alarmsOf: ['blue', 'green', ...(balancerPercent === undefined ? [] : [BALANCER])],
        hasPipeline: options.hasPipeline,
      });
      const measured = {
        loadBalancer: given.LoadBalancerFullName,
        targetGroups: { Blue: given.BlueTargetGroupFullName, Green: given.GreenTargetGroupFullName },
      };
      const alarms = [
        ...declareAlarms(site, options, measured, topic),
        ...(balancerPercent === undefined ? [] : [declareBalancerAlarm(site, balancerPercent, measured, topic)]),
      ];
      const role = declareDeploymentRole(site, options.hookEvents, {
        clusterName: ClusterName,
        serviceName: ServiceName,
        listenerArns: TestListenerArn ? [ProductionListenerArn, TestListenerArn] : [ProductionListenerArn],
        taskRoleArns: [given.ExecutionRoleArn, given.TaskRoleArn],
        topicArn: topic.ref,
        topicKeyArn: key.att('Arn'),
        artifactBucketName: given.ArtifactBucketName,
        artifactKeyArn: given.ArtifactKeyArn,
      });
      const application = site.resource(
        'Application',
        new CodeDeploy.Application({ ApplicationName: systemName, ComputePlatform: 'ECS', Tags: tags() }),
        { comment: "What CodeDeploy calls the service. Hooks' roles name it before it exists." },
      );
      const group = site.resource(
        'DeploymentGroup',
        new CodeDeploy.DeploymentGroup({
          ApplicationName: application.ref,
          DeploymentGroupName: systemName,
          ServiceRoleArn: role.att('Arn'),
          DeploymentConfigName: trafficConfiguration(site, options.traffic),
          DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
          ECSServices: [{ ClusterName, ServiceName }],
          LoadBalancerInfo: {
            TargetGroupPairInfoList: [
              {
                TargetGroups: [{ Name: given.BlueTargetGroupName }, { Name: given.GreenTargetGroupName }],
                ProdTrafficRoute: { ListenerArns: [ProductionListenerArn] },
                TestTrafficRoute: TestListenerArn && { ListenerArns: [TestListenerArn] },
              },
            ],
          },
          BlueGreenDeploymentConfiguration: {
            DeploymentReadyOption: options.approval
              ? { ActionOnTimeout: 'STOP_DEPLOYMENT', WaitTimeInMinutes: options.approval.waitMinutes }
              : { ActionOnTimeout: 'CONTINUE_DEPLOYMENT', WaitTimeInMinutes: 0 },
            TerminateBlueInstancesOnDeploymentSuccess: {
              Action: 'TERMINATE',
              TerminationWaitTimeInMinutes: options.terminateBlueAfterMinutes,
            },
          },
          AutoRollbackConfiguration: {
            Enabled: true,
            Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_REQUEST', 'DEPLOYMENT_STOP_ON_ALARM'],
          },
          // Said even when nothing is watched: what an update leaves out stays as it was.
          AlarmConfiguration: {
            Enabled: alarms.length > 0,
            IgnorePollAlarmFailure: false,
            Alarms: alarms.map((alarm) => ({ Name: alarm.ref })),
          },
          TriggerConfigurations: [
            {
              TriggerName: 'notifications',
              TriggerTargetArn: topic.ref,
              TriggerEvents: [
                'DeploymentStart',
                ...(options.approval ? (['DeploymentReady'] as const) : []),
                'DeploymentSuccess',
                'DeploymentFailure',
                'DeploymentStop',
                'DeploymentRollback',
              ],
            },
          ],
          Tags: tags(),
        }),
        {
          comment:
            'How a release goes: green starts beside blue, the test listener shows it, traffic moves, blue stays for a while. A\n' +
            'failure, a stop or an alarm sends traffic back.',
        },
      );
      declareDashboard(
        site,
        { ...measured, clusterName: ClusterName, serviceName: ServiceName },
        { alarms, ownsBalancer: options.ownsBalancer },
      );
      return {
        ApplicationName: application.ref,
        DeploymentGroupName: group.ref,
        TopicArn: topic.ref,
        TopicKeyArn: options.approveDeploy ? key.att('Arn') : undefined,
      };
    },
  );

/** The predefined configurations that move traffic in steps. @see https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html */
const PREDEFINED: Readonly<Record<string, string>> = {
  'linear-10-1': 'CodeDeployDefault.ECSLinear10PercentEvery1Minutes',
  'linear-10-3': 'CodeDeployDefault.ECSLinear10PercentEvery3Minutes',
  'canary-10-5': 'CodeDeployDefault.ECSCanary10Percent5Minutes',
  'canary-10-15': 'CodeDeployDefault.ECSCanary10Percent15Minutes',
};

/** The name of the configuration that moves traffic so: a predefined one, or one that is declared here. */
function trafficConfiguration(site: Site, traffic: TrafficOptions): Value<string> {
  if (traffic.kind === 'all-at-once') return 'CodeDeployDefault.ECSAllAtOnce';
  const minutes = traffic.kind === 'canary' ? traffic.minutes : traffic.everyMinutes;
  const key = `${traffic.kind}-${traffic.percent}-${minutes}`;
  return PREDEFINED[key] ?? declareConfiguration(site, key, traffic);
}

// The name says the steps: a configuration cannot be changed, and its replacement must not have the name of what it replaces.
function declareConfiguration(
  { resource, systemName }: Site,
  key: string,
  traffic: Canary | Linear,
): Expression<string> {
  const configuration: ResourceHandle = resource(
    'TrafficConfiguration',
    new CodeDeploy.DeploymentConfig({
      DeploymentConfigName: sub`${systemName}-${key}`,
      ComputePlatform: 'ECS',
      TrafficRoutingConfig:
        traffic.kind === 'canary'
          ? {
              Type: 'TimeBasedCanary',
              TimeBasedCanary: { CanaryPercentage: traffic.percent, CanaryInterval: traffic.minutes },
            }
          : {
              Type: 'TimeBasedLinear',
              TimeBasedLinear: { LinearPercentage: traffic.percent, LinearInterval: traffic.everyMinutes },
            },
    }),
    { comment: 'The steps in which traffic moves; none of the predefined configurations has these.' },
  );
  return configuration.ref;
}

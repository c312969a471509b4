// For tests only.
// oxlint-disable no-template-curly-in-string -- what is edited is TypeScript.
import { type EditRow, everywhere } from './edit-row.ts';

const DEPLOYMENT = 'templates/deployment.ts';
const ADMIN = 'templates/systems/hello-admin.ts';

/** Names that are given, and what has them still. */
export const NAMES_ROWS: readonly EditRow[] = [
  {
    edit: 'the topic of notifications keeps its order from now on',
    files: [
      [
        'templates/deployment/notifications.ts',
        'TopicName: sub`${systemName}-deployments`,',
        'TopicName: sub`${systemName}-deployments`,\n      FifoTopic: true,',
      ],
    ],
    says: everywhere(['refused named-replacement Deployment/Topic']),
    replaced: everywhere(['Deployment/{EmailSubscription,Topic}']),
  },
  {
    edit: 'the application is one for servers',
    files: [
      [DEPLOYMENT, "ComputePlatform: 'ECS', Tags", "ComputePlatform: 'Server', Tags"],
      ['templates/rules.ts', '[...TRAFFIC, ...RELEASE, ...HOOKS, ...SERVICE_RULES]', '[]'],
    ],
    says: everywhere([
      'refused delivery-lost Deployment/Application',
      'refused named-replacement Deployment/Application',
    ]),
    replaced: everywhere(['Deployment/Application']),
  },
  {
    edit: 'more goes to the canary of hello-admin, whose configuration is named after its steps',
    files: [[ADMIN, 'canary({ percent: 20, minutes: 5 })', 'canary({ percent: 25, minutes: 5 })']],
    says: {},
    replaced: { 'hello-admin': ['Deployment/TrafficConfiguration'] },
  },
  {
    edit: 'more goes to the canary of hello-admin, whose configuration is named after the system only',
    deployed: [
      [DEPLOYMENT, 'DeploymentConfigName: sub`${systemName}-${key}`', 'DeploymentConfigName: sub`${systemName}-steps`'],
    ],
    files: [[ADMIN, 'canary({ percent: 20, minutes: 5 })', 'canary({ percent: 25, minutes: 5 })']],
    says: { 'hello-admin': ['refused named-replacement Deployment/TrafficConfiguration'] },
    replaced: { 'hello-admin': ['Deployment/TrafficConfiguration'] },
  },
  {
    edit: 'the log group gets another logical id',
    files: [
      [
        'templates/service.ts',
        "        'LogGroup',\n        new Logs.LogGroup",
        "        'ContainerLogGroup',\n        new Logs.LogGroup",
      ],
    ],
    says: everywhere(['refused data-lost Service/LogGroup', 'refused name-taken Service/ContainerLogGroup']),
  },
  {
    edit: 'the functions that check releases get other logical ids',
    files: [['templates/hooks.ts', '`${event}Hook`,', '`${event}Check`,']],
    says: {
      'hello-admin': [
        'noted renamed Hooks/AfterAllowTestTrafficHook',
        'refused name-taken Hooks/AfterAllowTestTrafficCheck',
      ],
      'hello-server': [
        'noted renamed Hooks/AfterAllowTestTrafficHook',
        'refused name-taken Hooks/AfterAllowTestTrafficCheck',
      ],
      storefront: [
        'noted renamed Hooks/{AfterAllowTestTrafficHook,AfterAllowTrafficHook,AfterInstallHook,BeforeAllowTrafficHook,BeforeInstallHook}',
        'refused name-taken Hooks/{AfterAllowTestTrafficCheck,AfterAllowTrafficCheck,AfterInstallCheck,BeforeAllowTrafficCheck,BeforeInstallCheck}',
      ],
    },
    because: { 'hello-admin': ['Hooks/AfterAllowTestTrafficKeepAwake: FunctionName'] },
    replaced: {
      'hello-admin': ['Hooks/AfterAllowTestTrafficKeepAwake'],
      'hello-server': ['Hooks/AfterAllowTestTrafficKeepAwake'],
      storefront: [
        'Hooks/{AfterAllowTestTrafficKeepAwake,AfterAllowTrafficKeepAwake,AfterInstallKeepAwake,BeforeAllowTrafficKeepAwake,BeforeInstallKeepAwake}',
      ],
    },
  },
  {
    edit: 'the alarms of unhealthy hosts get other logical ids',
    files: [['templates/deployment/alarms.ts', '`${colour}UnhealthyHosts`', '`${colour}Unhealthy`']],
    says: everywhere([
      'noted renamed Deployment/{BlueUnhealthyHosts,GreenUnhealthyHosts}',
      'refused name-taken Deployment/{BlueUnhealthy,GreenUnhealthy}',
    ]),
  },
  {
    edit: 'the alarms of unhealthy hosts get other logical ids and other names',
    files: [
      ['templates/deployment/alarms.ts', '`${colour}UnhealthyHosts`', '`${colour}Unhealthy`'],
      ['templates/deployment/alarms.ts', "named('unhealthy-hosts')", "named('unhealthy')"],
    ],
    says: {},
  },
  {
    edit: 'the policy of the topic gets another logical id',
    files: [['templates/deployment/notifications.ts', "'TopicPolicy',", "'NotificationPolicy',"]],
    says: everywhere(['noted renamed Deployment/TopicPolicy', 'refused name-taken Deployment/NotificationPolicy']),
  },
  {
    edit: 'the record of the host name becomes a group of records under its logical id, by hand',
    files: [],
    byHand: [
      [
        'output/storefront/load-balancer.yaml',
        'Type: AWS::Route53::RecordSet\n',
        'Type: AWS::Route53::RecordSetGroup\n',
      ],
    ],
    says: { storefront: ['refused type-changed LoadBalancer/HostNameRecord'] },
    replaced: { storefront: ['LoadBalancer/HostNameRecord'] },
  },
  {
    edit: 'the production listener of storefront takes the port of the test listener, and the other way round',
    files: [
      [
        'templates/systems/storefront.ts',
        'production: https(443), test: https(8443)',
        'production: https(8443), test: https(443)',
      ],
    ],
    says: {
      storefront: [
        'refused name-taken LoadBalancer/{ProductionListener,TestListener}',
        'warned listener-edit LoadBalancer/{ProductionListener,TestListener}',
        'warned listener-moved LoadBalancer/{ProductionListener,TestListener}',
      ],
    },
  },
  {
    edit: 'hello-admin begins with another name in local',
    files: [
      [
        'templates/environments.ts',
        "        ClusterName: 'hello-server',\n",
        "        SystemName: 'admin',\n        ClusterName: 'hello-server',\n",
      ],
    ],
    says: {
      'hello-admin': [
        'refused bootstrap-changed Service/BootstrapTask [local]',
        'refused data-lost Hooks/AfterAllowTestTrafficLogGroup [local]',
        'refused data-lost Pipeline/BuildLogGroup [local]',
        'refused data-lost Service/LogGroup [local]',
        'refused data-lost Source/ImageRepository [local]',
        'refused delivery-lost Deployment/{Application,DeploymentGroup} [local]',
        'refused service-lost Service/Service [local]',
      ],
    },
    replaced: {
      'hello-admin': [
        'Deployment/{Application,BlueErrors,BlueUnhealthyHosts,Dashboard,DeploymentGroup,GreenErrors,GreenUnhealthyHosts,Topic,TrafficConfiguration}',
        'Hooks/{AfterAllowTestTrafficHook,AfterAllowTestTrafficKeepAwake,AfterAllowTestTrafficLogGroup,KeepAwakeRule}',
        'Pipeline/{BuildLogGroup,BuildProject,NewVersionRule,Pipeline,PipelineFailureRule}',
        'Service/{BootstrapTask,LogGroup,Service}',
        'Source/ImageRepository',
      ],
    },
  },
];

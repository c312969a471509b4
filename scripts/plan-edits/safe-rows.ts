// For tests only.
import { type EditRow, everywhere } from './edit-row.ts';

const SERVER = 'templates/systems/hello-server.ts';
const STORE = 'templates/systems/storefront.ts';
const ENVIRONMENTS = 'templates/environments.ts';
const SERVICE = 'templates/service.ts';
const TARGET_GROUPS = 'templates/load-balancer/target-groups.ts';

/** What happens all the time and does no harm: nothing is said of it. */
export const SAFE_ROWS: readonly EditRow[] = [
  {
    edit: 'one more task of hello-server runs in prod',
    files: [
      [
        ENVIRONMENTS,
        "DesiredCount: 3,\n      },\n      'hello-admin'",
        "DesiredCount: 4,\n      },\n      'hello-admin'",
      ],
    ],
    says: {},
    touches: { 'hello-server': ['Service/Service'] },
  },
  {
    edit: 'the usual number of tasks of hello-admin is another, which only prod has not said',
    files: [['templates/systems/hello-admin.ts', 'desiredCount: 2,', 'desiredCount: 1,']],
    says: {},
    touches: { 'hello-admin': ['Service/Service'] },
  },
  {
    edit: 'targets are looked at less often',
    files: [[TARGET_GROUPS, 'HealthCheckIntervalSeconds: 10', 'HealthCheckIntervalSeconds: 15']],
    says: {},
    touches: everywhere(['LoadBalancer/{BlueTargetGroup,GreenTargetGroup}']),
  },
  {
    edit: 'tasks have more time before they must be healthy',
    files: [[SERVER, 'desiredCount: 3,', 'desiredCount: 3,\n  service: { gracePeriodSeconds: 90 },']],
    says: {},
    touches: { 'hello-server': ['Deployment/{BlueUnhealthyHosts,GreenUnhealthyHosts}', 'Service/Service'] },
  },
  {
    edit: 'hello-server may answer more slowly',
    files: [[SERVER, 'latencyP99Seconds: 2', 'latencyP99Seconds: 3']],
    says: {},
    touches: { 'hello-server': ['Deployment/{BlueLatency,GreenLatency}'] },
  },
  {
    edit: 'logs of hello-server are kept for longer',
    files: [[SERVER, 'desiredCount: 3,', 'desiredCount: 3,\n  service: { logRetention: 90 },']],
    says: {},
    touches: { 'hello-server': ['Hooks/AfterAllowTestTrafficLogGroup', 'Pipeline/BuildLogGroup', 'Service/LogGroup'] },
  },
  {
    edit: 'stacks and parameters are described in other words',
    files: [
      [SERVICE, "description: 'The service: its logs and roles,", "description: 'The service, its logs and its roles,"],
      ['templates/common/parameters.ts', "'What names are made from; unique", "'What all names begin with; unique"],
    ],
    says: {},
    touches: {},
  },
  {
    edit: 'a comment is written anew',
    files: [[SERVICE, "'What the containers say.'", "'What the containers write to standard output.'"]],
    asCommand: true,
    says: {},
    touches: {},
  },
  {
    edit: 'the properties of the service stand in another order',
    files: [
      [
        SERVICE,
        'ServiceName: site.systemName,\n          Cluster: given.ClusterName,',
        'Cluster: given.ClusterName,\n          ServiceName: site.systemName,',
      ],
    ],
    says: {},
    touches: {},
  },
  {
    edit: 'the statements of a policy stand in another order',
    files: [
      [
        'templates/service/task-roles.ts',
        "    { Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' },\n",
        '',
      ],
      [
        'templates/service/task-roles.ts',
        '        ...[...new Set(others)].map((name) => sub`${repositories}/${name}`),\n      ],\n    },\n',
        "        ...[...new Set(others)].map((name) => sub`${repositories}/${name}`),\n      ],\n    },\n    { Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' },\n",
      ],
    ],
    says: {},
    touches: everywhere(['Service/ExecutionRole']),
  },
  {
    edit: 'a parameter of the stack of the service gets another name',
    files: [
      [SERVICE, '        CapacityProviderName: onFargate', '        ProviderName: onFargate'],
      [SERVICE, 'given.CapacityProviderName', 'given.ProviderName'],
      [
        'templates/root/running.ts',
        '      CapacityProviderName: capacity.CapacityProviderName,',
        '      ProviderName: capacity.CapacityProviderName,',
      ],
    ],
    says: {},
    touches: {},
  },
  {
    edit: 'an output of the stack of the load balancer gets another name',
    files: [
      ['templates/load-balancer.ts', '        BlueTargetGroupArn: blue.ref,', '        FirstTargetGroupArn: blue.ref,'],
      [
        'templates/root/running.ts',
        'BlueTargetGroupArn: entrance.BlueTargetGroupArn',
        'BlueTargetGroupArn: entrance.FirstTargetGroupArn',
      ],
    ],
    says: {},
    touches: {},
  },
  {
    edit: 'the condition that says which colour is live gets another name',
    files: [['templates/load-balancer.ts', "'GreenIsLive'", "'LiveIsGreen'"]],
    says: {},
    touches: {},
  },
  {
    edit: 'the file of a nested stack gets another name',
    files: [['templates/artifacts.ts', "    'Artifacts',", "    'Store',"]],
    says: {},
    touches: {},
  },
  {
    edit: 'the grace period becomes a parameter of the stack with the same value',
    files: [
      [
        SERVICE,
        '        DesiredCount: scaling ? undefined',
        "        GracePeriod: parameter.number({ description: 'Seconds before a task must be healthy' }),\n        DesiredCount: scaling ? undefined",
      ],
      [
        SERVICE,
        'HealthCheckGracePeriodSeconds: options.service.gracePeriodSeconds',
        'HealthCheckGracePeriodSeconds: given.GracePeriod',
      ],
      [
        'templates/root/running.ts',
        '      DesiredCount: given.DesiredCount,',
        '      GracePeriod: options.service.gracePeriodSeconds,\n      DesiredCount: given.DesiredCount,',
      ],
    ],
    says: {},
    touches: {},
  },
  {
    edit: 'the load balancer may be drained longer, by a parameter of the root with a default',
    files: [
      [
        'templates/root/root-parameters.ts',
        '  NotificationEmail: parameter.string({',
        "  DrainSeconds: parameter.number({ description: 'How long a target may finish', default: 30 }),\n  NotificationEmail: parameter.string({",
      ],
      [
        'templates/root/root-parameters.ts',
        "parameters: ['NotificationEmail']",
        "parameters: ['NotificationEmail', 'DrainSeconds']",
      ],
      [
        'templates/root/running.ts',
        '      LiveColour: given.LiveColour,',
        '      LiveColour: given.LiveColour,\n      DrainSeconds: given.DrainSeconds,',
      ],
      [
        'templates/load-balancer.ts',
        '        LiveColour: parameter.oneOf',
        "        DrainSeconds: parameter.number({ description: 'How long a target may finish' }),\n        LiveColour: parameter.oneOf",
      ],
      [
        'templates/load-balancer.ts',
        'declareTargetGroups(site, options, given.VpcId)',
        'declareTargetGroups(site, { ...options, deregistrationSeconds: given.DrainSeconds }, given.VpcId)',
      ],
      [TARGET_GROUPS, 'Value: String(deregistrationSeconds)', 'Value: assume<string>(deregistrationSeconds)'],
      [
        TARGET_GROUPS,
        'import type { Expression, ResourceHandle } from',
        'import { assume, type Expression, type ResourceHandle } from',
      ],
    ],
    says: {},
    touches: {},
  },
  {
    edit: 'hello-admin is turned back by slow answers too, and hello-server no more',
    files: [
      [
        'templates/systems/hello-admin.ts',
        'desiredCount: 2,',
        'desiredCount: 2,\n  rollbackOn: { latencyP99Seconds: 2 },',
      ],
      [SERVER, ', latencyP99Seconds: 2', ''],
    ],
    says: {},
    touches: {
      'hello-admin': ['+Deployment/BlueLatency', '+Deployment/GreenLatency', 'Deployment/{Dashboard,DeploymentGroup}'],
      'hello-server': ['-Deployment/BlueLatency', '-Deployment/GreenLatency', 'Deployment/{Dashboard,DeploymentGroup}'],
    },
  },
  {
    edit: 'hello-server says which team it is of',
    files: [[SERVER, 'desiredCount: 3,', "desiredCount: 3,\n  tags: { team: 'web' },"]],
    says: { 'hello-server': ['noted new-instances-only Cluster/InstanceGroup', 'noted next-release'] },
    touches: {
      'hello-server': [
        'Artifacts/{ArtifactBucket,ArtifactKey,ArtifactLogBucket}',
        'Cluster/{CapacityProvider,Cluster,InstanceGroup,InstanceRole,InstanceSecurityGroup,LaunchTemplate}',
        'Deployment/{Application,BlueErrors,BlueLatency,BlueUnhealthyHosts,DeploymentGroup,DeploymentRole,GreenErrors,GreenLatency,GreenUnhealthyHosts,LoadBalancerErrors,NotificationKey,Topic}',
        'Hooks/{AfterAllowTestTrafficHook,AfterAllowTestTrafficLogGroup,AfterAllowTestTrafficRole,HookSecurityGroup,KeepAwakeRule}',
        'LoadBalancer/{AccessLogBucket,BlueTargetGroup,GreenTargetGroup,LoadBalancer,LoadBalancerSecurityGroup}',
        'Network/{FlowLog,FlowLogGroup,FlowLogRole,InternetGateway,NatAddress1,NatGateway1,PrivateRouteTable1,PrivateRouteTable2,PrivateSubnet1,PrivateSubnet2,PublicRouteTable,PublicSubnet1,PublicSubnet2,S3Endpoint,Vpc}',
        'Pipeline/{BuildLogGroup,BuildProject,BuildRole,NewVersionRule,Pipeline,PipelineFailureRule,PipelineRole,StartRole}',
        'Service/{BootstrapTask,ExecutionRole,LogGroup,Service,TaskRole}',
        'Source/{ImageRepository,SourceRepository}',
        'deployer/{DeployRole,ServiceRole}',
        'fleets/administration/AdministrationRole',
        'fleets/member/ExecutionRole',
        'fleets/reader/ReaderRole',
      ],
    },
  },
  {
    edit: 'the code of the functions that check releases says more',
    files: [['lambda/report.ts', "log('info', `reported ", "log('info', `told CodeDeploy: "]],
    says: {},
    touches: {
      'hello-admin': ['Hooks/AfterAllowTestTrafficHook'],
      'hello-server': ['Hooks/AfterAllowTestTrafficHook'],
      storefront: [
        'Hooks/{AfterAllowTestTrafficHook,AfterAllowTrafficHook,AfterInstallHook,BeforeAllowTrafficHook,BeforeInstallHook}',
      ],
    },
  },
  {
    edit: 'traffic of hello-server moves in two steps',
    files: [
      [SERVER, 'linear({ percent: 10, everyMinutes: 1 })', 'canary({ percent: 10, minutes: 5 })'],
      [SERVER, 'http, linear, newVpc', 'http, canary, newVpc'],
    ],
    says: {},
    touches: { 'hello-server': ['Deployment/DeploymentGroup'] },
  },
  {
    edit: 'there is one more environment',
    files: [
      [
        ENVIRONMENTS,
        "  environment({\n    name: 'prod',",
        `  environment({
    name: 'staging',
    account: '777788889999',
    region: 'eu-central-1',
    tags: { stage: 'staging' },
    systems: ['hello-server'],
    parameters: { SeedBucket: 'templates-777788889999-eu-central-1' },
    parametersOf: { 'hello-server': { ImageId: 'ami-0b1c2d3e4f5061728', SeedKey: 'tealform/hello-server/seed.zip' } },
  }),
  environment({
    name: 'prod',`,
      ],
    ],
    says: { 'hello-server': ['noted new-place'] },
    touches: {},
  },
  {
    edit: 'storefront may run more tasks',
    files: [[STORE, 'max: 12', 'max: 16']],
    says: {},
    touches: { storefront: ['Service/TaskCount'] },
  },
  {
    edit: 'storefront follows memory too',
    files: [[STORE, 'cpuPercent: 60', 'cpuPercent: 60, memoryPercent: 70']],
    says: {},
    touches: { storefront: ['+Service/MemoryScaling'] },
  },
  {
    edit: 'blue stays for longer',
    files: [[SERVER, 'terminateBlueAfterMinutes: 5', 'terminateBlueAfterMinutes: 30']],
    says: {},
    touches: { 'hello-server': ['Deployment/DeploymentGroup'] },
  },
  {
    edit: 'other people are told in dev',
    files: [[ENVIRONMENTS, 'dev-team@example.com', 'web-team@example.com']],
    says: {},
    replaced: everywhere(['Deployment/EmailSubscription']),
    touches: everywhere(['Deployment/EmailSubscription']),
  },
  {
    edit: 'testers of dev come from elsewhere',
    files: [
      [
        ENVIRONMENTS,
        "SeedBucket: 'templates-111122223333-eu-central-1',\n      TesterCidr: '203.0.113.0/24'",
        "SeedBucket: 'templates-111122223333-eu-central-1',\n      TesterCidr: '203.0.112.0/24'",
      ],
    ],
    says: {},
    replaced: { 'hello-admin': ['LoadBalancer/TesterIngress'] },
    touches: {
      'hello-admin': ['LoadBalancer/TesterIngress'],
      'hello-server': ['LoadBalancer/LoadBalancerSecurityGroup'],
      storefront: ['LoadBalancer/LoadBalancerSecurityGroup'],
    },
  },
  {
    edit: 'the application of storefront may do less',
    files: [[STORE, "['xray:PutTelemetryRecords', 'xray:PutTraceSegments']", "'xray:PutTraceSegments'"]],
    says: {},
    touches: { storefront: ['Service/TaskRole'] },
  },
  {
    edit: 'artifacts are kept for longer',
    files: [['templates/artifacts.ts', 'ARTIFACT_DAYS = 30', 'ARTIFACT_DAYS = 60']],
    says: {},
    touches: everywhere(['Artifacts/ArtifactBucket']),
  },
  {
    edit: "the hooks' security group is described in other words",
    files: [['templates/hooks.ts', "'Functions that check a release'", "'Functions that look at a release'"]],
    says: {},
    replaced: everywhere(['Hooks/HookSecurityGroup']),
    touches: {
      'hello-admin': ['Hooks/{AfterAllowTestTrafficHook,HookSecurityGroup}'],
      'hello-server': ['Hooks/{AfterAllowTestTrafficHook,HookSecurityGroup}'],
      storefront: [
        'Hooks/{AfterAllowTestTrafficHook,AfterAllowTrafficHook,AfterInstallHook,BeforeAllowTrafficHook,BeforeInstallHook,HookSecurityGroup}',
      ],
    },
  },
  {
    edit: 'containers are watched more closely, on more instances',
    files: [[SERVER, 'min: 2, max: 4 }),', "min: 2, max: 6 }),\n  containerInsights: 'enhanced',"]],
    says: {},
    touches: { 'hello-server': ['Cluster/{Cluster,InstanceGroup}'] },
  },
  {
    edit: 'releases of hello-server come from another branch',
    files: [[SERVER, "codeCommit({ branch: 'main' })", "codeCommit({ branch: 'release' })"]],
    says: {},
    touches: { 'hello-server': ['Pipeline/{NewVersionRule,Pipeline}', 'Source/SourceRepository'] },
  },
  {
    edit: 'tasks are placed by another measure',
    files: [[SERVICE, "{ Type: 'binpack', Field: 'memory' }", "{ Type: 'binpack', Field: 'cpu' }"]],
    says: {},
    touches: { 'hello-admin': ['Service/Service'], 'hello-server': ['Service/Service'] },
  },
  {
    edit: 'hello-server is asked for its health at another path',
    files: [[SERVER, "healthCheck: '/ping'", "healthCheck: '/health'"]],
    says: {},
    touches: { 'hello-server': ['LoadBalancer/{BlueTargetGroup,GreenTargetGroup}'] },
  },
  {
    edit: 'nobody is told in dev any more',
    files: [[ENVIRONMENTS, "      NotificationEmail: 'dev-team@example.com',\n", '']],
    says: {},
    touches: everywhere(['-Deployment/EmailSubscription']),
  },
  {
    edit: 'what sticks names together is another function, by hand',
    files: [],
    byHand: [
      [
        'output/storefront/deployment.yaml',
        'TopicName: !Sub ${SystemName}-deployments',
        'TopicName: !Join ["-", [!Ref SystemName, deployments]]',
      ],
    ],
    says: {},
    touches: {},
  },
  {
    edit: 'a number stands in quotes, by hand',
    files: [],
    byHand: [
      ['output/hello-server/load-balancer.yaml', 'HealthCheckIntervalSeconds: 10', 'HealthCheckIntervalSeconds: "10"'],
    ],
    says: {},
    touches: {},
  },
  {
    edit: 'a value stands in a mapping, by hand',
    files: [],
    byHand: [
      [
        'output/hello-server/load-balancer.yaml',
        'HealthCheckPath: /ping',
        'HealthCheckPath: !FindInMap [Health, Check, Path]',
      ],
      [
        'output/hello-server/load-balancer.yaml',
        '\nResources:\n',
        '\nMappings:\n  Health:\n    Check:\n      Path: /ping\n\nResources:\n',
      ],
    ],
    says: {},
    touches: {},
  },
];

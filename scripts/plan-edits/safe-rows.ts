// For tests only.
// oxlint-disable no-template-curly-in-string -- what is edited is TypeScript.
import { type EditRow, everywhere } from './edit-row.ts';

const SERVER = 'templates/systems/hello-server.ts';
const STORE = 'templates/systems/storefront.ts';
const ENVIRONMENTS = 'templates/environments.ts';
const SERVICE = 'templates/service.ts';
const TARGET_GROUPS = 'templates/load-balancer/target-groups.ts';

/** What happens all the time, changes something, and does no harm: nothing is said of it. */
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
];

// For tests only.
// oxlint-disable no-template-curly-in-string -- what is edited is TypeScript.
import { type EditRow, everywhere, withoutRules } from './edit-row.ts';

const SERVICE = 'templates/service.ts';
const SERVER = 'templates/systems/hello-server.ts';
const ADMIN = 'templates/systems/hello-admin.ts';
const STORE = 'templates/systems/storefront.ts';
const BOOTSTRAP = 'templates/service/bootstrap-task.ts';

/** What `UpdateService` does not take, or only a release changes. */
export const SERVICE_ROWS: readonly EditRow[] = [
  {
    edit: 'a shell into the tasks of hello-server is switched on',
    files: [[SERVER, 'desiredCount: 3,', 'desiredCount: 3,\n  service: { exec: true },']],
    says: { 'hello-server': ['noted next-release', 'refused service-fixed Service/Service'] },
  },
  {
    edit: 'the service is rebalanced between zones',
    files: [
      [
        SERVICE,
        'EnableECSManagedTags: true,',
        "EnableECSManagedTags: true,\n          AvailabilityZoneRebalancing: 'ENABLED',",
      ],
    ],
    says: everywhere(['refused service-fixed Service/Service']),
  },
  {
    edit: 'the service is found by Service Connect',
    files: [
      [
        SERVICE,
        'EnableECSManagedTags: true,',
        "EnableECSManagedTags: true,\n          ServiceConnectConfiguration: { Enabled: true, Namespace: 'shop' },",
      ],
    ],
    says: everywhere(['refused service-fixed Service/Service']),
  },
  {
    edit: 'the service is registered in Cloud Map',
    files: [
      [
        SERVICE,
        'EnableECSManagedTags: true,',
        'EnableECSManagedTags: true,\n          ServiceRegistries: [{ RegistryArn: given.ClusterName }],',
      ],
    ],
    says: everywhere(['refused service-fixed Service/Service']),
  },
  {
    edit: "the service's deployments are to be ECS's own",
    files: [
      [SERVICE, "DeploymentController: { Type: 'CODE_DEPLOY' },", "DeploymentController: { Type: 'ECS' },"],
      withoutRules('not-blue-green'),
    ],
    says: everywhere(['refused named-replacement Service/Service', 'refused service-lost Service/Service']),
    replaced: {
      'hello-admin': ['Service/Service'],
      'hello-server': ['Service/Service'],
      storefront: ['Service/{CpuScaling,Service,TaskCount}'],
    },
  },
  {
    edit: 'the service refers to the bootstrap task, so that it cannot be forgotten',
    files: [
      [SERVICE, 'TaskDefinition: site.systemName,', 'TaskDefinition: bootstrap.ref,'],
      withoutRules('pinned-revision'),
    ],
    says: everywhere(['refused service-revision Service/Service']),
  },
  {
    edit: 'the service names a revision',
    files: [
      [SERVICE, 'TaskDefinition: site.systemName,', 'TaskDefinition: sub`${site.systemName}:1`,'],
      withoutRules('pinned-revision'),
    ],
    says: everywhere(['refused service-revision Service/Service']),
  },
  {
    edit: 'the family of the tasks gets another name',
    files: [
      [SERVICE, 'TaskDefinition: site.systemName,', 'TaskDefinition: sub`${site.systemName}-web`,'],
      [BOOTSTRAP, 'Family: systemName,', 'Family: sub`${systemName}-web`,'],
      [
        BOOTSTRAP,
        'import { type Expression, type ResourceHandle, region }',
        'import { type Expression, type ResourceHandle, region, sub }',
      ],
      withoutRules('task-differs'),
    ],
    says: everywhere(['refused bootstrap-changed Service/BootstrapTask', 'refused service-revision Service/Service']),
    replaced: everywhere(['Service/BootstrapTask']),
  },
  {
    edit: 'tasks of storefront get public addresses',
    files: [
      [
        STORE,
        'network: existingVpc({ natAddresses: 2 })',
        "network: existingVpc({ natAddresses: 2, tasks: 'public' })",
      ],
    ],
    says: { storefront: ['noted next-release', 'refused release-only Service/Service'] },
  },
  {
    edit: 'tasks of storefront in dev move to other subnets',
    files: [
      [
        'templates/environments.ts',
        "TaskSubnetIds: ['subnet-00334455667788990', 'subnet-00445566778899001']",
        "TaskSubnetIds: ['subnet-00556677889900112', 'subnet-00667788990011223']",
      ],
    ],
    says: { storefront: ['refused release-only Service/Service [dev]'] },
  },
  {
    edit: 'storefront runs on more Spot',
    files: [[STORE, 'spotWeight: 1,', 'spotWeight: 3,']],
    asCommand: true,
    says: { storefront: ['noted next-release', 'refused release-only Service/Service'] },
  },
  {
    edit: 'storefront asks for a platform version',
    files: [
      [
        SERVICE,
        "SchedulingStrategy: 'REPLICA',",
        "SchedulingStrategy: 'REPLICA',\n          PlatformVersion: onFargate ? '1.4.0' : undefined,",
      ],
    ],
    says: { storefront: ['refused release-only Service/Service'] },
  },
  {
    edit: 'the service on Fargate has a launch type instead of a strategy',
    files: [
      [
        SERVICE,
        'CapacityProviderStrategy: capacityStrategy(capacity, given.CapacityProviderName),',
        "...(onFargate\n            ? { LaunchType: 'FARGATE' }\n            : { CapacityProviderStrategy: capacityStrategy(capacity, given.CapacityProviderName) }),",
      ],
      withoutRules('strategy-not-repeated'),
    ],
    says: {
      storefront: [
        'refused named-replacement Service/Service',
        'refused release-only Service/Service',
        'refused service-lost Service/Service',
      ],
    },
    replaced: { storefront: ['Service/{CpuScaling,Service,TaskCount}'] },
  },
  {
    edit: 'the container of hello-server listens on another port',
    files: [
      [
        SERVER,
        "container: { port: 80, memory: 256, healthCheck: '/ping', environment: { PORT: '80' } }",
        "container: { port: 8000, memory: 256, healthCheck: '/ping', environment: { PORT: '8000' } }",
      ],
    ],
    says: {
      'hello-server': [
        'noted next-release',
        'refused bootstrap-changed Service/BootstrapTask',
        'refused release-only Service/Service',
        'refused target-group-lost LoadBalancer/{BlueTargetGroup,GreenTargetGroup}',
        'warned listener-edit LoadBalancer/{ProductionListener,TestListener}',
      ],
    },
    because: {
      'hello-server': [
        'LoadBalancer/{BlueTargetGroup,GreenTargetGroup}: Port',
        'Service/BootstrapTask: ContainerDefinitions',
      ],
    },
    replaced: { 'hello-server': ['LoadBalancer/{BlueTargetGroup,GreenTargetGroup}', 'Service/BootstrapTask'] },
  },
  {
    edit: 'the container of hello-admin gets another name',
    files: [[ADMIN, 'container: { port: 80,', "container: { name: 'web', port: 80,"]],
    says: {
      'hello-admin': [
        'noted next-release',
        'refused bootstrap-changed Service/BootstrapTask',
        'refused release-only Service/Service',
      ],
    },
    replaced: { 'hello-admin': ['Service/BootstrapTask'] },
  },
  {
    edit: 'the first task gets more memory',
    files: [['templates/options/room.ts', 'BOOTSTRAP_MEMORY = 128', 'BOOTSTRAP_MEMORY = 192']],
    says: {
      'hello-admin': ['refused bootstrap-changed Service/BootstrapTask'],
      'hello-server': ['refused bootstrap-changed Service/BootstrapTask'],
    },
    replaced: { 'hello-admin': ['Service/BootstrapTask'], 'hello-server': ['Service/BootstrapTask'] },
  },
  {
    edit: 'the first task runs another image unless an environment says which',
    files: [['templates/root/root-parameters.ts', 'node:24-alpine', 'node:24-slim']],
    says: {
      'hello-admin': ['refused bootstrap-changed Service/BootstrapTask [dev, local]'],
      'hello-server': ['refused bootstrap-changed Service/BootstrapTask [dev, local, fleet-local, fleet]'],
      storefront: ['refused bootstrap-changed Service/BootstrapTask'],
    },
    replaced: everywhere(['Service/BootstrapTask']),
  },
  {
    edit: 'the first task of hello-server runs another image in prod',
    files: [
      [
        'templates/environments.ts',
        'cn-north-1.amazonaws.com.cn/hello-server/node:24-alpine',
        'cn-north-1.amazonaws.com.cn/hello-server/node:26-alpine',
      ],
    ],
    says: { 'hello-server': ['refused bootstrap-changed Service/BootstrapTask [prod]'] },
    replaced: { 'hello-server': ['Service/BootstrapTask'] },
  },
  {
    edit: 'the first task answers with other words',
    files: [[BOOTSTRAP, 'The first release is on its way.', 'Wait for the first release.']],
    says: everywhere(['refused bootstrap-changed Service/BootstrapTask']),
    replaced: everywhere(['Service/BootstrapTask']),
  },
  {
    edit: 'a circuit breaker turns back what does not become healthy',
    files: [
      [
        SERVICE,
        "SchedulingStrategy: 'REPLICA',",
        "SchedulingStrategy: 'REPLICA',\n          DeploymentConfiguration: { DeploymentCircuitBreaker: { Enable: true, Rollback: true } },",
      ],
      withoutRules('rolling-update-setting'),
    ],
    says: everywhere(['refused rolling-only Service/Service']),
  },
  {
    edit: 'the service watches alarms itself',
    files: [
      [
        SERVICE,
        "SchedulingStrategy: 'REPLICA',",
        "SchedulingStrategy: 'REPLICA',\n          DeploymentConfiguration: { Alarms: { AlarmNames: ['too-slow'], Enable: true, Rollback: true } },",
      ],
      withoutRules('rolling-update-setting'),
    ],
    says: everywhere(['refused rolling-only Service/Service']),
  },
  {
    edit: 'a circuit breaker is written down, switched off',
    files: [
      [
        SERVICE,
        "SchedulingStrategy: 'REPLICA',",
        "SchedulingStrategy: 'REPLICA',\n          DeploymentConfiguration: { DeploymentCircuitBreaker: { Enable: false, Rollback: false } },",
      ],
      withoutRules('rolling-update-setting'),
    ],
    says: {},
  },
  {
    edit: 'a circuit breaker is switched on for storefront, by hand',
    files: [],
    byHand: [
      [
        'output/storefront/service.yaml',
        '      SchedulingStrategy: REPLICA\n',
        '      SchedulingStrategy: REPLICA\n      DeploymentConfiguration:\n        DeploymentCircuitBreaker:\n          Enable: true\n          Rollback: true\n',
      ],
    ],
    says: { storefront: ['refused rolling-only Service/Service'] },
  },
  {
    edit: 'more tasks than usual may run while others begin',
    files: [
      [
        SERVICE,
        "SchedulingStrategy: 'REPLICA',",
        "SchedulingStrategy: 'REPLICA',\n          DeploymentConfiguration: { MaximumPercent: 200, MinimumHealthyPercent: 100 },",
      ],
    ],
    says: {},
  },
];

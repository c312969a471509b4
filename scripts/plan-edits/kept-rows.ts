// For tests only.
// oxlint-disable no-template-curly-in-string -- what is edited is TypeScript.
import { type EditRow, everywhere, MAY_BE_MISSING, withoutRules } from './edit-row.ts';

const ADMIN = 'templates/systems/hello-admin.ts';
const ENVIRONMENTS = 'templates/environments.ts';

/** What else may not be replaced or taken away: the service, what it runs on, data, roles, delivery. */
export const KEPT_ROWS: readonly EditRow[] = [
  {
    edit: 'the cluster gets another name',
    files: [
      ['templates/cluster.ts', 'ClusterName: systemName,', 'ClusterName: sub`${systemName}-tasks`,'],
      ['templates/cluster.ts', 'import { parameter, stack } from', 'import { parameter, stack, sub } from'],
    ],
    says: {
      'hello-server': [
        'noted new-instances-only Cluster/InstanceGroup',
        'refused capacity-lost Cluster/CapacityProviders',
        'refused cluster-lost Cluster/Cluster',
        'refused service-lost Service/Service',
      ],
    },
    because: {
      'hello-server': [
        'Cluster/Cluster: ClusterName',
        'Cluster/CapacityProviders: Cluster',
        'Service/Service: Cluster',
      ],
    },
    replaced: { 'hello-server': ['Cluster/{CapacityProviders,Cluster}', 'Service/Service'] },
  },
  {
    edit: 'hello-admin moves to another cluster in dev',
    files: [
      [
        ENVIRONMENTS,
        "ClusterName: 'hello-server',\n        CapacityProviderName: 'instances-hello-server',\n        SeedKey: 'tealform/hello-admin/seed.zip',\n        DesiredCount: 1,\n      },\n      storefront: {\n        PermissionsBoundaryArn: 'arn:aws:iam::111122223333",
        "ClusterName: 'shared',\n        CapacityProviderName: 'instances-hello-server',\n        SeedKey: 'tealform/hello-admin/seed.zip',\n        DesiredCount: 1,\n      },\n      storefront: {\n        PermissionsBoundaryArn: 'arn:aws:iam::111122223333",
      ],
    ],
    asCommand: true,
    says: { 'hello-admin': ['refused service-lost Service/Service [dev]'] },
    replaced: { 'hello-admin': ['Service/Service'] },
  },
  {
    edit: 'the service is nested under another logical id',
    files: [['templates/root/running.ts', "    'Service',", "    'Application',"]],
    says: {
      'hello-admin': [
        'noted renamed Service',
        'refused bootstrap-changed Service/BootstrapTask',
        'refused data-lost Service/LogGroup',
        'refused name-taken Application/{LogGroup,Service}',
        'refused service-lost Service/Service',
        'refused task-role-lost Service/{ExecutionRole,TaskRole}',
      ],
      'hello-server': [
        'noted renamed Service',
        'refused bootstrap-changed Service/BootstrapTask',
        'refused data-lost Service/LogGroup',
        'refused name-taken Application/{LoadBalancerIngress,LogGroup,Service}',
        'refused service-lost Service/Service',
        'refused task-role-lost Service/{ExecutionRole,TaskRole}',
        'refused users-shut-out Service/LoadBalancerIngress',
      ],
      storefront: [
        'noted renamed Service',
        'noted renamed Service/{CpuScaling,TaskCount,TaskSecurityGroup}',
        'refused bootstrap-changed Service/BootstrapTask',
        'refused data-lost Service/LogGroup',
        'refused name-taken Application/{LogGroup,Service}',
        'refused service-lost Service/Service',
        'refused task-role-lost Service/{ExecutionRole,TaskRole}',
        'refused users-shut-out Service/LoadBalancerIngress',
        'warned security-group-replaced Service/TaskSecurityGroup',
      ],
    },
  },
  {
    edit: 'the artifacts go into a bucket of another logical id',
    files: [['templates/artifacts.ts', "'ArtifactBucket',", "'PipelineBucket',"]],
    says: everywhere(['warned data-lost Artifacts/ArtifactBucket']),
    replaced: everywhere(['Artifacts/ArtifactBucketPolicy']),
  },
  {
    edit: 'the containers say what they say to another log group',
    files: [
      [
        'templates/service.ts',
        'LogGroupName: sub`/ecs/${site.systemName}`',
        'LogGroupName: sub`/services/${site.systemName}`',
      ],
    ],
    says: everywhere(['refused bootstrap-changed Service/BootstrapTask', 'refused data-lost Service/LogGroup']),
    replaced: everywhere(['Service/{BootstrapTask,LogGroup}']),
  },
  {
    edit: "the images' repository is encrypted with S3's keys",
    files: [
      [
        'templates/source.ts',
        "EncryptionConfiguration: { EncryptionType: 'KMS' }",
        "EncryptionConfiguration: { EncryptionType: 'AES256' }",
      ],
    ],
    says: everywhere(['refused data-lost Source/ImageRepository', 'refused named-replacement Source/ImageRepository']),
    replaced: everywhere(['Source/ImageRepository']),
  },
  {
    edit: "the application's role gets another logical id",
    files: [
      ['templates/service/task-roles.ts', "declareRole(site, 'TaskRole',", "declareRole(site, 'ApplicationRole',"],
    ],
    says: everywhere(['refused bootstrap-changed Service/BootstrapTask', 'refused task-role-lost Service/TaskRole']),
    because: everywhere(['Service/BootstrapTask: TaskRoleArn']),
    replaced: everywhere(['Service/BootstrapTask']),
  },
  {
    edit: 'roles are below a path',
    files: [['templates/common/role.ts', 'RoleName: name,', "RoleName: name,\n      Path: '/services/',"]],
    says: {
      'hello-admin': [
        'refused bootstrap-changed Service/BootstrapTask',
        'refused task-role-lost Service/{ExecutionRole,TaskRole}',
      ],
      'hello-server': [
        'refused bootstrap-changed Service/BootstrapTask',
        'refused instance-role-lost Cluster/InstanceRole',
        'refused task-role-lost Service/{ExecutionRole,TaskRole}',
      ],
      storefront: [
        'refused bootstrap-changed Service/BootstrapTask',
        'refused task-role-lost Service/{ExecutionRole,TaskRole}',
      ],
    },
    because: everywhere([
      'Service/BootstrapTask: {TaskRoleArn <- Service/TaskRole.Arn,ExecutionRoleArn <- Service/ExecutionRole.Arn}',
    ]),
    replaced: {
      'hello-admin': [
        'Deployment/DeploymentRole',
        'Hooks/AfterAllowTestTrafficRole',
        'Pipeline/{BuildRole,PipelineRole,StartRole}',
        'Service/{BootstrapTask,ExecutionRole,TaskRole}',
      ],
      'hello-server': [
        'Cluster/InstanceRole',
        'Deployment/DeploymentRole',
        'Hooks/AfterAllowTestTrafficRole',
        'Network/{FlowLog,FlowLogRole}',
        'Pipeline/{BuildRole,PipelineRole,StartRole}',
        'Service/{BootstrapTask,ExecutionRole,TaskRole}',
      ],
      storefront: [
        'Deployment/DeploymentRole',
        'Hooks/{AfterAllowTestTrafficRole,AfterAllowTrafficRole,AfterInstallRole,BeforeAllowTrafficRole,BeforeInstallRole}',
        'Pipeline/{BuildRole,PipelineRole}',
        'Service/{BootstrapTask,ExecutionRole,TaskRole}',
      ],
    },
  },
  {
    edit: 'the group of instances gets another logical id',
    files: [['templates/cluster/instances.ts', "'InstanceGroup',", "'Instances',"]],
    says: {
      'hello-server': [
        'refused capacity-lost Cluster/CapacityProvider',
        'refused instances-lost Cluster/InstanceGroup',
        'refused named-replacement Cluster/CapacityProvider',
      ],
    },
    replaced: { 'hello-server': ['Cluster/CapacityProvider'] },
  },
  {
    edit: 'the deployment group gets another name',
    files: [
      ['templates/deployment.ts', 'DeploymentGroupName: systemName,', 'DeploymentGroupName: sub`${systemName}-tasks`,'],
      withoutRules('uninvokable-hook', 'mute-hook'),
    ],
    says: everywhere(['refused delivery-lost Deployment/DeploymentGroup']),
    replaced: everywhere(['Deployment/DeploymentGroup']),
  },
  {
    edit: 'the service gets another name',
    files: [['templates/service.ts', 'ServiceName: site.systemName,', 'ServiceName: sub`${site.systemName}-web`,']],
    says: everywhere(['refused service-lost Service/Service']),
    replaced: {
      'hello-admin': ['Service/Service'],
      'hello-server': ['Service/Service'],
      storefront: ['Service/{CpuScaling,Service,TaskCount}'],
    },
  },
  {
    edit: 'the cluster gets another logical id',
    files: [
      [
        'templates/cluster.ts',
        "        'Cluster',\n        new ECS.Cluster",
        "        'TaskCluster',\n        new ECS.Cluster",
      ],
    ],
    says: { 'hello-server': ['refused cluster-lost Cluster/Cluster', 'refused name-taken Cluster/TaskCluster'] },
  },
  {
    edit: 'the application of CodeDeploy gets another logical id',
    files: [['templates/deployment.ts', "        'Application',", "        'ReleasedApplication',"]],
    says: everywhere([
      'refused delivery-lost Deployment/Application',
      'refused name-taken Deployment/ReleasedApplication',
    ]),
  },
  {
    edit: 'the service moves to another cluster, where its name is free',
    files: [
      [
        'templates/root/running.ts',
        '      ClusterName: capacity.ClusterName,\n      CapacityProviderName',
        "      ClusterName: 'shared-tasks',\n      CapacityProviderName",
      ],
      withoutRules('foreign-service'),
    ],
    says: everywhere(['refused service-lost Service/Service']),
    replaced: {
      'hello-admin': ['Service/Service'],
      'hello-server': ['Service/Service'],
      storefront: ['Service/{CpuScaling,Service,TaskCount}'],
    },
  },
  {
    edit: 'the pipeline of hello-admin moves to another account: stacks go, and another one comes that is none of them',
    files: [
      [
        ADMIN,
        "source: codeCommit({ branch: 'main' })",
        "pipelineIn: toolsAccount(),\n  source: codeCommit({ branch: 'main' })",
      ],
      [ADMIN, 'http, probe }', 'http, probe, toolsAccount }'],
      MAY_BE_MISSING,
      ['templates/environments/parameter-check.ts', '.filter((name) => !names.includes(name))', '.filter(() => false)'],
    ],
    says: {
      'hello-admin': [
        'refused data-lost Pipeline/BuildLogGroup',
        'refused data-lost Source/ImageRepository',
        'refused parameter-missing {ArtifactBucketName,ArtifactKeyArn,ToolsAccountId}',
        'warned data-lost Artifacts/{ArtifactBucket,ArtifactKey,ArtifactLogBucket}',
        'warned data-lost Source/SourceRepository',
      ],
    },
  },
];

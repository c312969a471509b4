// For tests only.
// oxlint-disable no-template-curly-in-string -- what is edited is TypeScript.
import type { EditRow } from './edit-row.ts';

const ENVIRONMENTS = 'templates/environments.ts';
const SERVICE = 'templates/service.ts';
const TARGET_GROUPS = 'templates/load-balancer/target-groups.ts';

/** What is written in other words and comes to the same: no resource changes, and nothing is said. */
export const SAME_ROWS: readonly EditRow[] = [
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

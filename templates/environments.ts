import { serviceRoleName } from './deployer/site.ts';
import { environment } from './environments/environment.ts';
import { fleet, rest, selfManaged, serviceManaged } from './environments/fleet.ts';

/**
 * Where systems are deployed to: `make deploy ENV=dev`. What differs between environments is said here and nowhere else; each gives
 * every system a file `output/<system>/parameters/<environment>.json`.
 *
 * `parameters` are for whichever systems have such a parameter, `parametersOf` for one. Which there are, and what they take, is in
 * the system's `root.yaml`. The ids are invented, and have the form of real ones: write your own. The archive that a source repository
 * begins with lies beside the templates, where CloudFormation's role (`deployer.yaml`) may read it.
 *
 * hello-admin stands on what hello-server has made: its values are outputs of hello-server's stack, by the same names.
 */
export const ENVIRONMENTS = [
  environment({
    name: 'local',
    account: '000000000000',
    region: 'us-east-1',
    emulator: true,
    tags: { stage: 'local' },
    systems: ['hello-server', 'hello-admin', 'storefront'],
    parameters: { SeedBucket: 'templates-000000000000-us-east-1', TesterCidr: '127.0.0.1/32' },
    // Any ids will do for an emulator; it starts no instances.
    parametersOf: {
      'hello-server': {
        ImageId: 'ami-0a1b2c3d4e5f60718',
        SeedKey: 'tealform/hello-server/seed.zip',
        MinInstances: 1,
        DesiredCount: 1,
      },
      'hello-admin': {
        VpcId: 'vpc-0a1b2c3d4e5f60718',
        HookSubnetIds: ['subnet-0a1b2c3d4e5f60718', 'subnet-0b1c2d3e4f5061728'],
        NatCidrs: ['192.0.2.10/32'],
        LoadBalancerArn:
          'arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer/app/hello-server/0a1b2c3d4e5f6071',
        LoadBalancerSecurityGroupId: 'sg-0a1b2c3d4e5f60718',
        // What the local cloud calls the load balancer of that ARN, so that hooks find its listeners where they run.
        LoadBalancerDnsName: 'hello-server-0a1b2c3d4e5f6071.us-east-1.elb.amazonaws.com',
        ClusterName: 'hello-server',
        CapacityProviderName: 'instances-hello-server',
        SeedKey: 'tealform/hello-admin/seed.zip',
        DesiredCount: 1,
      },
      storefront: {
        PermissionsBoundaryArn: 'arn:aws:iam::000000000000:policy/workloads',
        VpcId: 'vpc-0a1b2c3d4e5f60718',
        LoadBalancerSubnetIds: ['subnet-0c1d2e3f405162738', 'subnet-0d1e2f30415263748'],
        TaskSubnetIds: ['subnet-0a1b2c3d4e5f60718', 'subnet-0b1c2d3e4f5061728'],
        HookSubnetIds: ['subnet-0a1b2c3d4e5f60718', 'subnet-0b1c2d3e4f5061728'],
        NatCidrs: ['192.0.2.10/32', '192.0.2.11/32'],
        CertificateArn: 'arn:aws:acm:us-east-1:000000000000:certificate/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9',
        HostName: 'storefront.example.test',
        HostedZoneId: 'Z0A1B2C3D4E5F',
        ClusterName: 'shared',
        MinTasks: 1,
        MaxTasks: 2,
        ConnectionArn: 'arn:aws:codeconnections:us-east-1:000000000000:connection/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9',
      },
    },
  }),
  environment({
    name: 'dev',
    account: '111122223333',
    region: 'eu-central-1',
    tags: { stage: 'dev' },
    systems: ['hello-server', 'hello-admin', 'storefront'],
    serviceRole: serviceRoleName,
    parameters: {
      NotificationEmail: 'dev-team@example.com',
      SeedBucket: 'templates-111122223333-eu-central-1',
      TesterCidr: '203.0.113.0/24',
    },
    parametersOf: {
      'hello-server': {
        // Invented: `make ami ARGS="--env dev"` proposes the real one.
        ImageId: 'ami-0b1c2d3e4f5061728',
        SeedKey: 'tealform/hello-server/seed.zip',
        MinInstances: 1,
        DesiredCount: 1,
      },
      'hello-admin': {
        VpcId: 'vpc-0b1c2d3e4f5061728',
        HookSubnetIds: ['subnet-0e1f2031425364758', 'subnet-0f102132435465768'],
        NatCidrs: ['198.51.100.10/32'],
        LoadBalancerArn:
          'arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/hello-LoadB-0A1B2C3D4E5F/0b1c2d3e4f506172',
        LoadBalancerSecurityGroupId: 'sg-0b1c2d3e4f5061728',
        LoadBalancerDnsName: 'hello-LoadB-0A1B2C3D4E5F-1234567890.eu-central-1.elb.amazonaws.com',
        ClusterName: 'hello-server',
        CapacityProviderName: 'instances-hello-server',
        SeedKey: 'tealform/hello-admin/seed.zip',
        DesiredCount: 1,
      },
      storefront: {
        PermissionsBoundaryArn: 'arn:aws:iam::111122223333:policy/workloads',
        VpcId: 'vpc-0c1d2e3f405162738',
        LoadBalancerSubnetIds: ['subnet-00112233445566778', 'subnet-00223344556677889'],
        TaskSubnetIds: ['subnet-00334455667788990', 'subnet-00445566778899001'],
        HookSubnetIds: ['subnet-00334455667788990', 'subnet-00445566778899001'],
        NatCidrs: ['198.51.100.20/32', '198.51.100.21/32'],
        CertificateArn: 'arn:aws:acm:eu-central-1:111122223333:certificate/0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0',
        HostName: 'storefront.dev.example.com',
        HostedZoneId: 'Z0B1C2D3E4F50',
        ClusterName: 'shared',
        ConnectionArn:
          'arn:aws:codeconnections:eu-central-1:111122223333:connection/0b1c2d3e-4f50-6172-8394-a5b6c7d8e9f0',
      },
    },
  }),
  environment({
    name: 'prod',
    account: '444455556666',
    region: 'cn-north-1',
    tags: { stage: 'prod' },
    serviceRole: serviceRoleName,
    // There are no connections to GitHub and others in China: what is built from there is not deployed here.
    systems: ['hello-server', 'hello-admin'],
    parameters: {
      NotificationEmail: 'on-call@example.com',
      SeedBucket: 'templates-444455556666-cn-north-1',
      TesterCidr: '198.51.100.0/24',
      // AWS's public registry is slow or out of reach from China: a copy in the account's own, which the guide says how to make.
      BootstrapImage: '444455556666.dkr.ecr.cn-north-1.amazonaws.com.cn/hello-server/node:24-alpine',
    },
    parametersOf: {
      'hello-server': {
        // Invented: `make ami ARGS="--env prod"` proposes the real one. China has images of its own.
        ImageId: 'ami-0c1d2e3f405162738',
        SeedKey: 'tealform/hello-server/seed.zip',
        DesiredCount: 3,
      },
      'hello-admin': {
        VpcId: 'vpc-0d1e2f30415263748',
        HookSubnetIds: ['subnet-00556677889900112', 'subnet-00667788990011223'],
        NatCidrs: ['203.0.113.30/32'],
        LoadBalancerArn:
          'arn:aws-cn:elasticloadbalancing:cn-north-1:444455556666:loadbalancer/app/hello-LoadB-6G7H8J9K0L1M/0c1d2e3f40516273',
        LoadBalancerSecurityGroupId: 'sg-0c1d2e3f405162738',
        LoadBalancerDnsName: 'hello-LoadB-6G7H8J9K0L1M-1234567890.cn-north-1.elb.amazonaws.com.cn',
        ClusterName: 'hello-server',
        CapacityProviderName: 'instances-hello-server',
        // Each system's tasks may pull below its own name.
        BootstrapImage: '444455556666.dkr.ecr.cn-north-1.amazonaws.com.cn/hello-admin/node:24-alpine',
        SeedKey: 'tealform/hello-admin/seed.zip',
      },
    },
  }),
] as const;

/** The images of hello-server's instances in the regions of `fleet`. Invented: `make ami` proposes the real ones, of one region each. */
const IMAGES: Readonly<Record<string, string>> = {
  'eu-central-1': 'ami-0b1c2d3e4f5060718',
  'eu-west-1': 'ami-0b1c2d3e4f5060719',
  'us-east-1': 'ami-0b1c2d3e4f506071a',
};

/** The administrator's bucket for templates, in a region; the archive that source repositories begin with lies there too. */
const bucketOf =
  (account: string) =>
  ({ region }: { readonly region: string }) =>
    `templates-${account}-${region}`;

/**
 * Where systems are deployed to by stack sets: `make stackset ENV=fleet`. Each fleet gives every system in it a file
 * `output/<system>/fleets/<fleet>.json`. Values may be made from where a stack is; those that are the same in all stacks, or in all of
 * a region, cost the fewest operations.
 */
export const FLEETS = [
  fleet({
    name: 'fleet',
    account: '111122223333',
    region: 'eu-central-1',
    permissions: serviceManaged({
      organisation: 'o-a1b2c3d4e5',
      units: ['ou-a1b2-11111111', 'ou-a1b2-22222222', 'ou-a1b2-33333333'],
      accounts: { except: ['444455556666'] },
      autoDeployment: { retainStacks: true },
      delegatedAdministrator: true,
    }),
    regions: ['eu-central-1', 'eu-west-1', 'us-east-1'],
    waves: [
      { name: 'first-account', accounts: ['123456789012'] },
      { name: 'first-unit', units: ['ou-a1b2-11111111'] },
      rest(),
    ],
    failureTolerance: { count: 1 },
    concurrency: { percent: 25 },
    mode: 'soft',
    tags: { stage: 'fleet' },
    // Each account would have its own network, certificate and host name for storefront, and which accounts there are is only known later.
    systems: ['hello-server'],
    parameters: { NotificationEmail: 'on-call@example.com', TesterCidr: '203.0.113.0/24' },
    parametersOf: {
      'hello-server': {
        ImageId: ({ region }) => IMAGES[region] ?? '',
        SeedBucket: bucketOf('111122223333'),
        SeedKey: 'tealform/hello-server/seed.zip',
        DesiredCount: 2,
      },
    },
    overrides: [{ units: ['ou-a1b2-33333333'], parametersOf: { 'hello-server': { DesiredCount: 3 } } }],
    reader: { trusts: 'role/fleet-operator' },
  }),
  fleet({
    name: 'fleet-local',
    account: '000000000000',
    region: 'us-east-1',
    emulator: true,
    permissions: selfManaged({
      accounts: [
        '100000000001',
        '100000000002',
        '100000000003',
        '100000000004',
        '100000000005',
        '100000000006',
        '100000000007',
        '100000000008',
        '100000000009',
        '100000000010',
        '100000000011',
        '100000000012',
        '100000000013',
        '100000000014',
        '100000000015',
        '100000000016',
        '100000000017',
        '100000000018',
        '100000000019',
        '100000000020',
      ],
    }),
    regions: ['us-east-1', 'eu-central-1', 'ap-southeast-2'],
    waves: [
      { name: 'first-account', accounts: ['100000000001'] },
      { name: 'a-few', accounts: ['100000000002', '100000000003', '100000000004', '100000000005'] },
      rest(),
    ],
    failureTolerance: { count: 1 },
    concurrency: { count: 5 },
    mode: 'soft',
    tags: { stage: 'fleet-local' },
    systems: ['hello-server', 'storefront'],
    parameters: { TesterCidr: '127.0.0.1/32' },
    // Any ids will do for an emulator.
    parametersOf: {
      'hello-server': {
        ImageId: 'ami-0a1b2c3d4e5f60718',
        SeedBucket: bucketOf('000000000000'),
        SeedKey: 'tealform/hello-server/seed.zip',
        MinInstances: 1,
        DesiredCount: 1,
      },
      storefront: {
        // A policy of AWS's has the same ARN in all accounts.
        PermissionsBoundaryArn: 'arn:aws:iam::aws:policy/PowerUserAccess',
        VpcId: 'vpc-0a1b2c3d4e5f60718',
        LoadBalancerSubnetIds: ['subnet-0c1d2e3f405162738', 'subnet-0d1e2f30415263748'],
        TaskSubnetIds: ['subnet-0a1b2c3d4e5f60718', 'subnet-0b1c2d3e4f5061728'],
        HookSubnetIds: ['subnet-0a1b2c3d4e5f60718', 'subnet-0b1c2d3e4f5061728'],
        NatCidrs: ['192.0.2.10/32', '192.0.2.11/32'],
        CertificateArn: ({ region }) =>
          `arn:aws:acm:${region}:000000000000:certificate/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9`,
        HostName: ({ region }) => `storefront.${region}.example.test`,
        HostedZoneId: 'Z0A1B2C3D4E5F',
        ClusterName: 'shared',
        MinTasks: 1,
        MaxTasks: 2,
        ConnectionArn: ({ region }) =>
          `arn:aws:codeconnections:${region}:000000000000:connection/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9`,
      },
    },
    overrides: [
      { accounts: ['100000000007'], regions: ['eu-central-1'], parametersOf: { 'hello-server': { DesiredCount: 2 } } },
    ],
    reader: { trusts: 'user/local' },
  }),
] as const;

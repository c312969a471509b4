import { parameter } from '../../src/dsl/index.ts';
import {
  ARTIFACT_BUCKET_NAME,
  ARTIFACT_KEY_ARN,
  BOOTSTRAP_IMAGE,
  CERTIFICATE_ARN,
  CLIENT_CIDR,
  CLUSTER_NAME,
  COLOURS,
  CONNECTION_ARN,
  DESIRED_COUNT,
  ENCRYPTION_KEY_ARN,
  HOOK_CIDRS,
  HOST_NAME,
  HOSTED_ZONE_ID,
  imageId,
  LIVE_COLOUR,
  LOAD_BALANCER_ARN,
  LOAD_BALANCER_DNS_NAME,
  LOAD_BALANCER_SECURITY_GROUP_ID,
  LOAD_BALANCER_ZONE_ID,
  MAX_TASKS,
  MIN_INSTANCES,
  MIN_TASKS,
  NOTIFICATION_EMAIL,
  PERMISSIONS_BOUNDARY_ARN,
  SEED_BUCKET,
  SEED_KEY,
  SOURCE_REPOSITORY_NAME,
  SYSTEM_NAME,
  TESTER_CIDR,
  TOOLS_ACCOUNT_ID,
  VPC_CIDR,
} from '../common/parameters.ts';
import type { ListLengths } from '../environments/values.ts';
import type { HookPlacement } from '../hooks/placement.ts';
import { architectureOf, hasOwnCluster } from '../options/capacity.ts';
import { isReleasedFromAfar, ownsPipeline } from '../options/delivery.ts';
import { reachesInstances, usesTls } from '../options/listeners.ts';
import { mostTasks } from '../options/room.ts';
import type { CompleteOptions } from '../options/system.ts';

/** The addresses of a new network, and so of its internal clients, unless the user says others. */
const USUAL_VPC_CIDR = '10.0.0.0/16';

/** Node.js from the public registry of AWS. */
const USUAL_BOOTSTRAP_IMAGE = 'public.ecr.aws/docker/library/node:24-alpine';

/** What differs between environments, with defaults where there is a usual value. What a system has no use for is left out. */
export const rootParameters = (options: CompleteOptions, placement: HookPlacement) => ({
  SystemName: parameter.string({
    ...SYSTEM_NAME,
    // The deployer's policies name the root stack, and those nested in it begin with its name.
    description: `${SYSTEM_NAME.description}. Whom deployer.yaml lets deploy it must give the root stack exactly this name`,
    default: options.name,
  }),
  LiveColour: parameter.oneOf(COLOURS, { ...LIVE_COLOUR, default: 'blue' }),
  PermissionsBoundaryArn: options.permissionsBoundary ? parameter.string(PERMISSIONS_BOUNDARY_ARN) : undefined,
  ...networkParameters(options, placement),
  ...trafficParameters(options),
  ...clusterParameters(options),
  ...serviceParameters(options),
  ...sourceParameters(options),
  NotificationEmail: parameter.string({ ...NOTIFICATION_EMAIL, default: '' }),
});

const networkParameters = (
  { network, capacity, loadBalancer }: CompleteOptions,
  { hooks, natAddresses }: HookPlacement,
) => {
  const exists = network.kind === 'existing';
  return {
    VpcCidr: exists ? undefined : parameter.string({ ...VPC_CIDR, default: USUAL_VPC_CIDR }),
    VpcId: exists ? parameter.vpcId({ description: 'The network that everything is in' }) : undefined,
    LoadBalancerSubnetIds:
      exists && loadBalancer.kind === 'new'
        ? parameter.subnetIds({ description: 'Where the load balancer stands: a subnet in each of two zones or more' })
        : undefined,
    TaskSubnetIds:
      exists && capacity.kind !== 'existing-ec2'
        ? parameter.subnetIds({
            description: `Where ${capacity.kind === 'ec2' ? 'instances' : 'tasks'} run: ${network.tasks} subnets with a way to AWS`,
          })
        : undefined,
    HookSubnetIds:
      exists && hooks.length > 0
        ? parameter.subnetIds({
            description:
              natAddresses > 0
                ? 'Where hooks run: private subnets behind the NAT gateways'
                : 'Where hooks run: private subnets with a way to CodeDeploy, by a NAT gateway or an endpoint',
          })
        : undefined,
    NatCidrs:
      exists && natAddresses > 0
        ? parameter.list({ ...HOOK_CIDRS, description: `${HOOK_CIDRS.description}: ${natAddresses} of them` })
        : undefined,
  };
};

/**
 * How many entries lists must have, and the option that says so: rules are made for as many, by their places. CloudFormation counts
 * none; with too few a deployment would fail in the middle.
 */
export const listLengths = ({ network }: CompleteOptions, { natAddresses }: HookPlacement): ListLengths =>
  network.kind === 'existing' && natAddresses > 0
    ? { NatCidrs: { count: natAddresses, option: 'network.natAddresses' } }
    : {};

const trafficParameters = (options: CompleteOptions) => {
  const { listeners, loadBalancer } = options;
  const isEncrypted = usesTls(listeners.production, listeners.test);
  const balancerExists = loadBalancer.kind === 'existing';
  return {
    LoadBalancerArn: balancerExists ? parameter.string(LOAD_BALANCER_ARN) : undefined,
    LoadBalancerSecurityGroupId: balancerExists
      ? parameter.securityGroupId(LOAD_BALANCER_SECURITY_GROUP_ID)
      : undefined,
    LoadBalancerDnsName: balancerExists ? parameter.string(LOAD_BALANCER_DNS_NAME) : undefined,
    LoadBalancerZoneId: balancerExists && loadBalancer.hostName ? parameter.string(LOAD_BALANCER_ZONE_ID) : undefined,
    ClientCidr: clients(options),
    TesterCidr: listeners.test ? parameter.string({ ...TESTER_CIDR, default: '127.0.0.1/32' }) : undefined,
    CertificateArn: isEncrypted ? parameter.string(CERTIFICATE_ARN) : undefined,
    HostName: loadBalancer.hostName ? parameter.string(HOST_NAME) : undefined,
    HostedZoneId: loadBalancer.hostName ? parameter.hostedZoneId(HOSTED_ZONE_ID) : undefined,
  };
};

// Who the clients inside a network are is known only where the network is made here.
const clients = ({ loadBalancer, network }: CompleteOptions) => {
  if (loadBalancer.scheme === 'internet-facing') return parameter.string({ ...CLIENT_CIDR, default: '0.0.0.0/0' });
  return network.kind === 'new'
    ? parameter.string({ ...CLIENT_CIDR, default: USUAL_VPC_CIDR })
    : parameter.string(CLIENT_CIDR);
};

const clusterParameters = ({ capacity, loadBalancer }: CompleteOptions) => ({
  ClusterName: hasOwnCluster(capacity) ? undefined : parameter.string(CLUSTER_NAME),
  CapacityProviderName:
    capacity.kind === 'existing-ec2'
      ? parameter.string({ description: "The cluster's capacity provider of EC2 instances" })
      : undefined,
  InstanceSecurityGroupId:
    capacity.kind === 'existing-ec2' && !reachesInstances({ loadBalancer })
      ? parameter.securityGroupId({
          description: "Security group of the cluster's instances; the load balancer is let in",
        })
      : undefined,
  ImageId: capacity.kind === 'ec2' ? parameter.imageId(imageId(architectureOf(capacity))) : undefined,
  MinInstances:
    capacity.kind === 'ec2'
      ? parameter.number({ ...MIN_INSTANCES, maxValue: capacity.max, default: capacity.min })
      : undefined,
});

const serviceParameters = (options: CompleteOptions) => {
  const { scaling, desiredCount, service, network } = options;
  const most = mostTasks(options);
  const atMost = most === undefined ? {} : { maxValue: most };
  const isClosed = network.kind === 'new' && network.nat === 'none' && network.tasks === 'private';
  return {
    DesiredCount: scaling ? undefined : parameter.number({ ...DESIRED_COUNT, ...atMost, default: desiredCount }),
    MinTasks: scaling ? parameter.number({ ...MIN_TASKS, ...atMost, default: scaling.min }) : undefined,
    MaxTasks: scaling ? parameter.number({ ...MAX_TASKS, ...atMost, default: scaling.max }) : undefined,
    EncryptionKeyArn: service.secretsKey ? parameter.string(ENCRYPTION_KEY_ARN) : undefined,
    // The public registry has no endpoint: without a way out, the image must be in the account's own.
    BootstrapImage: isClosed
      ? parameter.string({
          ...BOOTSTRAP_IMAGE,
          description: `${BOOTSTRAP_IMAGE.description}. In a repository of this account below SystemName/, as nothing else can be reached`,
        })
      : parameter.string({ ...BOOTSTRAP_IMAGE, default: USUAL_BOOTSTRAP_IMAGE }),
  };
};

const sourceParameters = (options: CompleteOptions) => {
  const source = ownsPipeline(options) ? options.delivery?.source : undefined;
  const isAfar = isReleasedFromAfar(options);
  const isNew = source?.kind === 'codecommit' && source.repository === 'new';
  return {
    SeedBucket: isNew ? parameter.string(SEED_BUCKET) : undefined,
    SeedKey: isNew ? parameter.string(SEED_KEY) : undefined,
    SourceRepositoryName:
      source?.kind === 'codecommit' && !isNew ? parameter.string(SOURCE_REPOSITORY_NAME) : undefined,
    ConnectionArn: source?.kind === 'connection' ? parameter.string(CONNECTION_ARN) : undefined,
    ToolsAccountId: isAfar ? parameter.string(TOOLS_ACCOUNT_ID) : undefined,
    ArtifactBucketName: isAfar ? parameter.string(ARTIFACT_BUCKET_NAME) : undefined,
    ArtifactKeyArn: isAfar ? parameter.string(ARTIFACT_KEY_ARN) : undefined,
  };
};

/** How consoles group the parameters. */
export const PARAMETER_GROUPS = [
  { label: 'System', parameters: ['SystemName', 'LiveColour', 'PermissionsBoundaryArn'] },
  {
    label: 'Network',
    parameters: ['VpcCidr', 'VpcId', 'LoadBalancerSubnetIds', 'TaskSubnetIds', 'HookSubnetIds', 'NatCidrs'],
  },
  {
    label: 'Traffic',
    parameters: [
      'LoadBalancerArn',
      'LoadBalancerSecurityGroupId',
      'LoadBalancerDnsName',
      'LoadBalancerZoneId',
      'ClientCidr',
      'TesterCidr',
      'CertificateArn',
      'HostName',
      'HostedZoneId',
    ],
  },
  {
    label: 'Capacity',
    parameters: ['ClusterName', 'CapacityProviderName', 'InstanceSecurityGroupId', 'ImageId', 'MinInstances'],
  },
  { label: 'Service', parameters: ['DesiredCount', 'MinTasks', 'MaxTasks', 'EncryptionKeyArn', 'BootstrapImage'] },
  { label: 'Source', parameters: ['SeedBucket', 'SeedKey', 'SourceRepositoryName', 'ConnectionArn'] },
  { label: 'Pipeline', parameters: ['ToolsAccountId', 'ArtifactBucketName', 'ArtifactKeyArn'] },
  { label: 'Notifications', parameters: ['NotificationEmail'] },
] as const;

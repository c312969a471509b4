/**
 * What parameters that several stacks share take and say: once, for the root that asks for them and the stacks it passes them to.
 *
 * Only the root gives defaults. A nested stack without one cannot be forgotten: leaving it out does not compile.
 */

/** What names are made from. At most 20 characters, so that the longest name made from it still fits. */
export const SYSTEM_NAME = {
  description: 'What names are made from; unique in the account and region',
  allowedPattern: '[a-z](-?[a-z0-9])*',
  maxLength: 20,
  constraintDescription: 'lower-case letters, digits and single hyphens, a letter first, at most 20 characters',
};

/** The target groups, and what says which of them serves production now. */
export const COLOURS = ['blue', 'green'] as const;
export const LIVE_COLOUR = {
  description: 'The target group that serves production now; every release that succeeds swaps the colours',
};

export const VPC_CIDR = {
  description: 'Addresses of the network, a block of /16 to /18; its first eight blocks of /21 are for subnets',
  allowedPattern: '(\\d{1,3}\\.){3}\\d{1,3}/1[678]',
  constraintDescription: 'an IPv4 block of /16 to /18, such as 10.0.0.0/16',
};

const IPV4_BLOCK = {
  allowedPattern: '(\\d{1,3}\\.){3}\\d{1,3}/\\d{1,2}',
  constraintDescription: 'an IPv4 block such as 203.0.113.0/24',
};

/** Who may use the service. */
export const CLIENT_CIDR = { description: 'Addresses that may reach the production listener', ...IPV4_BLOCK };

/** Who may reach the test listener besides the hooks. */
export const TESTER_CIDR = {
  description: 'Addresses that may reach the test listener besides the hooks; nobody unless set',
  ...IPV4_BLOCK,
};

/** Where hooks come from; CloudFormation holds each element of a list to the pattern. */
export const HOOK_CIDRS = {
  description: 'Public addresses of the NAT gateways that hooks come through, each as a /32 block',
  allowedPattern: '(\\d{1,3}\\.){3}\\d{1,3}/32',
  constraintDescription: 'IPv4 addresses such as 203.0.113.7/32, joined by commas',
};

/** A load balancer that another system has made. */
export const LOAD_BALANCER_ARN = {
  description: 'The application load balancer that the listeners stand on; it is in the network of VpcId',
  allowedPattern: 'arn:[a-z-]+:elasticloadbalancing:.+:loadbalancer/app/.+/.+',
  constraintDescription: 'the ARN of an application load balancer',
};
export const LOAD_BALANCER_SECURITY_GROUP_ID = {
  description: 'Security group of the load balancer that exists; clients, testers and hooks are let in',
};
export const LOAD_BALANCER_DNS_NAME = {
  description: 'DNS name of the load balancer that exists',
  allowedPattern: '[A-Za-z0-9.-]+',
  constraintDescription: 'a DNS name',
};
export const LOAD_BALANCER_ZONE_ID = {
  description: 'Hosted zone of the DNS name of the load balancer, which AWS calls canonical: not one of yours',
  allowedPattern: 'Z[A-Z0-9]+',
  constraintDescription: 'the id of a hosted zone',
};

export const CERTIFICATE_ARN = {
  description: 'ARN of the certificate of the HTTPS listeners, in AWS Certificate Manager, of this region',
  allowedPattern: 'arn:[a-z-]+:(acm|iam):.+',
  constraintDescription: 'the ARN of a certificate',
};

export const HOST_NAME = {
  description: 'Name under which the service is reached, such as hello.example.com',
  allowedPattern: '([a-z0-9]([a-z0-9-]*[a-z0-9])?\\.)+[a-z]{2,}',
  constraintDescription: 'a host name in lower case',
};

export const HOSTED_ZONE_ID = { description: 'Route 53 zone that the host name is in' };

export const PERMISSIONS_BOUNDARY_ARN = {
  description: 'ARN of the policy that no role of the system can go beyond',
  allowedPattern: 'arn:[a-z-]+:iam::(aws|\\d{12}):policy/.+',
  constraintDescription: 'the ARN of a managed policy',
};

export const imageId = (architecture: 'x86_64' | 'arm64') => ({
  description: `ECS-optimised AMI of the container instances, for ${architecture}, pinned; \`make ami\` proposes the newest`,
});

export const MIN_INSTANCES = { description: 'Container instances that are always there', minValue: 0 };

export const DESIRED_COUNT = {
  description: 'How many tasks run; at a release the new version takes as much room again',
  minValue: 0,
};

export const MIN_TASKS = { description: 'The fewest tasks; of none there is nothing to measure', minValue: 1 };

/** ECS takes an ARN as well, but policies and scaling are made from the name. */
export const CLUSTER_NAME = {
  description: 'The cluster to run in, by its name',
  allowedPattern: '[A-Za-z][A-Za-z0-9_-]{0,254}',
  constraintDescription: 'the name of a cluster, not its ARN',
};

export const MAX_TASKS = { description: 'The most tasks; a release takes as much room again', minValue: 1 };

export const BOOTSTRAP_IMAGE = {
  description: 'Image with Node.js that answers health checks until the first release; never change it after creation',
  minLength: 1,
};

export const ENCRYPTION_KEY_ARN = {
  description:
    "ARN of the key that the containers' secrets are encrypted with; its policy must let this account use it",
  allowedPattern: 'arn:[a-z-]+:kms:.+:key/.+',
  constraintDescription: 'the ARN of a key, not of an alias',
};

export const NOTIFICATION_EMAIL = {
  description: 'Who is told of deployments and alarms; nobody when empty',
  allowedPattern: '([^@\\s]+@[^@\\s]+)?',
  constraintDescription: 'an e-mail address, or nothing',
};

export const SEED_BUCKET = { description: 'Bucket of the archive that the source repository begins with' };

export const SEED_KEY = {
  description:
    'Key of the zip archive that the source repository begins with; read once, when the repository is created',
};

export const SOURCE_REPOSITORY_NAME = {
  description: 'Repository in CodeCommit that new versions come from',
  allowedPattern: '[\\w.-]{1,100}',
  constraintDescription: 'the name of a repository in CodeCommit',
};

export const CONNECTION_ARN = {
  description: 'ARN of the connection to where the source is; somebody must have accepted it in the console',
  allowedPattern: 'arn:[a-z-]+:(codeconnections|codestar-connections):.+:connection/.+',
  constraintDescription: 'the ARN of a connection',
};

/** One account. */
export const ACCOUNT_ID = { allowedPattern: '\\d{12}', constraintDescription: 'twelve digits' };

/** Where the pipeline is in an account of its own. */
export const TOOLS_ACCOUNT_ID = {
  description: 'The account that the pipeline is in, with its artifacts and images; of the same region',
  ...ACCOUNT_ID,
};
export const WORKLOAD_ACCOUNT_ID = {
  description: 'The account that the service runs in, and is released to',
  ...ACCOUNT_ID,
};
export const ARTIFACT_BUCKET_NAME = {
  description:
    'The bucket in the account of the pipeline that it keeps artifacts in: an output of tools/artifacts.yaml',
  minLength: 3,
};
export const ARTIFACT_KEY_ARN = {
  description: 'ARN of the key that those are encrypted with: an output of tools/artifacts.yaml',
  allowedPattern: 'arn:[a-z-]+:kms:.+:key/.+',
  constraintDescription: 'the ARN of a key, not of an alias',
};

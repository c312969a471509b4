import { environment } from './environments/environment.ts';

/**
 * Where systems are deployed to: `make deploy ENV=dev`. What differs between environments is said here and nowhere else; each gives
 * every system a file `output/<system>/parameters/<environment>.json`.
 *
 * `parameters` are for whichever systems have such a parameter, `parametersOf` for one. Which there are, and what they take, is in
 * the system's `root.yaml`. The ids are invented, and have the form of real ones: write your own. The archive that a source repository
 * begins with lies beside the templates, where CloudFormation's role (`deployer.yaml`) may read it.
 */
export const ENVIRONMENTS = [
  environment({
    name: 'local',
    account: '000000000000',
    region: 'us-east-1',
    emulator: true,
    tags: { stage: 'local' },
    systems: ['hello-server'],
    parametersOf: {
      'hello-server': {
        // Any id will do for an emulator; it starts no instances.
        ImageId: 'ami-0a1b2c3d4e5f60718',
        SeedBucket: 'templates-000000000000-us-east-1',
        SeedKey: 'tealform/hello-server/seed.zip',
        MinInstances: 1,
        DesiredCount: 1,
        TesterCidr: '127.0.0.1/32',
      },
    },
  }),
  environment({
    name: 'dev',
    account: '111122223333',
    region: 'eu-central-1',
    tags: { stage: 'dev' },
    systems: ['hello-server'],
    serviceRole: 'hello-server-cloudformation-eu-central-1',
    parameters: { NotificationEmail: 'dev-team@example.com' },
    parametersOf: {
      'hello-server': {
        // Invented: `make ami ARGS="--region eu-central-1"` proposes the real one.
        ImageId: 'ami-0b1c2d3e4f5061728',
        SeedBucket: 'templates-111122223333-eu-central-1',
        SeedKey: 'tealform/hello-server/seed.zip',
        MinInstances: 1,
        DesiredCount: 1,
        TesterCidr: '203.0.113.0/24',
      },
    },
  }),
  environment({
    name: 'prod',
    account: '444455556666',
    region: 'cn-north-1',
    tags: { stage: 'prod' },
    serviceRole: 'hello-server-cloudformation-cn-north-1',
    // There are no connections to GitHub and others in China: what is built from there is not deployed here.
    systems: ['hello-server'],
    parameters: { NotificationEmail: 'on-call@example.com' },
    parametersOf: {
      'hello-server': {
        // Invented: `make ami ARGS="--region cn-north-1"` proposes the real one. China has images of its own.
        ImageId: 'ami-0c1d2e3f405162738',
        SeedBucket: 'templates-444455556666-cn-north-1',
        SeedKey: 'tealform/hello-server/seed.zip',
        DesiredCount: 3,
        TesterCidr: '198.51.100.0/24',
        // AWS's public registry is slow or out of reach from China: a copy in a registry of the account.
        BootstrapImage: '444455556666.dkr.ecr.cn-north-1.amazonaws.com.cn/hello-server/node:24-alpine',
      },
    },
  }),
] as const;

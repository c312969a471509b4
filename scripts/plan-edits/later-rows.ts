// For tests only.
import type { EditRow } from './edit-row.ts';

const SERVER = 'templates/systems/hello-server.ts';
const ADMIN = 'templates/systems/hello-admin.ts';
const STORE = 'templates/systems/storefront.ts';
const ENVIRONMENTS = 'templates/environments.ts';

/** What is refused by nobody and shows later: at the next release, or on the next instances. */
export const LATER_ROWS: readonly EditRow[] = [
  {
    edit: 'the container of hello-server has one more variable',
    files: [[SERVER, "environment: { PORT: '80' }", "environment: { PORT: '80', LOG_LEVEL: 'debug' }"]],
    says: { 'hello-server': ['noted next-release'] },
  },
  {
    edit: 'the container of hello-admin gets more memory',
    files: [[ADMIN, 'memory: 128,', 'memory: 192,']],
    says: { 'hello-admin': ['noted next-release'] },
  },
  {
    edit: 'the image of storefront is built from another folder',
    files: [[STORE, 'approveDeploy: true,', "approveDeploy: true,\n  build: { context: 'shop' },"]],
    says: { storefront: ['noted next-release'] },
  },
  {
    edit: 'hello-server is looked at once more, after traffic has moved',
    files: [
      [SERVER, 'hooks: {', "hooks: {\n    AfterAllowTraffic: probe({ path: '/hello', listener: 'production' }),\n   "],
    ],
    says: { 'hello-server': ['noted next-release'] },
  },
  {
    edit: 'storefront reads one more secret',
    files: [
      [
        STORE,
        "SESSION_SECRET: parameterStore('/storefront/session-secret'),",
        "SESSION_SECRET: parameterStore('/storefront/session-secret'),\n      API_KEY: secretsManager('storefront/api-key'),",
      ],
    ],
    says: { storefront: ['noted next-release'] },
  },
  {
    edit: 'another sidecar comes with storefront',
    files: [[STORE, 'aws-otel-collector:v0.49.0', 'aws-otel-collector:v0.50.0']],
    says: { storefront: ['noted next-release'] },
  },
  {
    edit: 'hello-server in prod starts instances from another image',
    files: [[ENVIRONMENTS, "ImageId: 'ami-0c1d2e3f405162738'", "ImageId: 'ami-0c1d2e3f405162739'"]],
    asCommand: true,
    says: { 'hello-server': ['noted new-instances-only Cluster/InstanceGroup [prod]'] },
  },
  {
    edit: 'hello-server runs on larger instances',
    files: [[SERVER, "instanceType: 't3.small', memory: 2048", "instanceType: 't3.medium', memory: 4096"]],
    says: { 'hello-server': ['noted new-instances-only Cluster/InstanceGroup'] },
  },
  {
    edit: 'instances may be replaced one by one by updates, and start from another image in prod',
    files: [
      [ENVIRONMENTS, "ImageId: 'ami-0c1d2e3f405162738'", "ImageId: 'ami-0c1d2e3f405162739'"],
      [
        'templates/cluster/instances.ts',
        "    {\n      comment:\n        'How many there are,",
        "    {\n      updatePolicy: { AutoScalingRollingUpdate: { MinInstancesInService: '1' } },\n      comment:\n        'How many there are,",
      ],
    ],
    says: {},
  },
];

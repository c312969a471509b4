import { ENVIRONMENTS, FLEETS } from '../environments.ts';
import { canary, connection, existingVpc, fargate, https, parameterStore, probe, secretsManager } from '../options.ts';
import { blueGreenSystem } from '../system.ts';

const live = probe({ path: '/health', listener: 'production' });

/** On Fargate, in a network and a cluster that exist, released from a repository at GitHub. */
export default blueGreenSystem({
  name: 'storefront',
  environments: ENVIRONMENTS,
  fleets: FLEETS,
  network: existingVpc({ natAddresses: 2 }),
  capacity: fargate({ cpu: 512, memory: 1024, cluster: 'existing', spotWeight: 1, onDemandBase: 2 }),
  container: {
    port: 3000,
    healthCheck: '/health',
    memory: 768,
    environment: { PORT: '3000', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://localhost:4317' },
    secrets: {
      DATABASE_URL: secretsManager('storefront/database', { key: 'url' }),
      SESSION_SECRET: parameterStore('/storefront/session-secret'),
    },
    user: 'node',
    readonlyRootFilesystem: true,
    stopTimeoutSeconds: 60,
  },
  sidecars: [
    {
      name: 'telemetry',
      image: 'public.ecr.aws/aws-observability/aws-otel-collector:v0.49.0',
      command: ['--config=/etc/ecs/ecs-xray.yaml'],
      memory: 256,
      essential: false,
      startsFirst: true,
    },
  ],
  permissions: [{ Effect: 'Allow', Action: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], Resource: '*' }],
  scaling: { min: 2, max: 12, cpuPercent: 60 },
  loadBalancer: { hostName: true },
  listeners: { production: https(443), test: https(8443) },
  source: connection({ repository: 'example/storefront', branch: 'main' }),
  approveDeploy: true,
  traffic: canary({ percent: 10, minutes: 15 }),
  hooks: {
    BeforeInstall: live,
    AfterInstall: live,
    AfterAllowTestTraffic: [
      probe({ path: '/health', consecutiveSuccesses: 3 }),
      probe({ path: '/products', headers: { Accept: 'application/json' }, body: /"items":\s*\[/, maxLatencyMs: 1500 }),
    ],
    BeforeAllowTraffic: probe({ path: '/products/1' }),
    AfterAllowTraffic: probe({ path: '/products', listener: 'production', consecutiveSuccesses: 5 }),
  },
  rollbackOn: { http5xxPercent: 1, latencyP99Seconds: 1.5 },
  terminateBlueAfterMinutes: 30,
  permissionsBoundary: true,
  tags: { team: 'shop' },
});

import { ENVIRONMENTS, FLEETS } from '../environments.ts';
import { codeCommit, ec2, http, linear, newVpc, probe } from '../options.ts';
import { blueGreenSystem } from '../system.ts';

export default blueGreenSystem({
  name: 'hello-server',
  environments: ENVIRONMENTS,
  fleets: FLEETS,
  network: newVpc({ zones: 2, nat: 'one' }),
  container: { port: 80, memory: 256, healthCheck: '/ping', environment: { PORT: '80' } },
  desiredCount: 3,
  capacity: ec2({ instanceType: 't3.small', memory: 2048, min: 2, max: 4 }),
  listeners: { production: http(80), test: http(8080) },
  source: codeCommit({ branch: 'main' }),
  traffic: linear({ percent: 10, everyMinutes: 1 }),
  hooks: { AfterAllowTestTraffic: probe({ path: '/hello/test', body: 'Hi there', consecutiveSuccesses: 3 }) },
  rollbackOn: { unhealthyHosts: true, http5xxPercent: 1, latencyP99Seconds: 2 },
  terminateBlueAfterMinutes: 5,
});

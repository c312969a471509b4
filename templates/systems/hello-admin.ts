import { ENVIRONMENTS, FLEETS } from '../environments.ts';
import { canary, codeCommit, existingEc2, existingLoadBalancer, existingVpc, http, probe } from '../options.ts';
import { blueGreenSystem } from '../system.ts';

/** A second service on hello-server's instances and load balancer, at ports of its own there. */
export default blueGreenSystem({
  name: 'hello-admin',
  environments: ENVIRONMENTS,
  fleets: FLEETS,
  network: existingVpc({ natAddresses: 1 }),
  container: { port: 80, memory: 128, healthCheck: '/ping', environment: { PORT: '80' } },
  desiredCount: 2,
  capacity: existingEc2(),
  loadBalancer: existingLoadBalancer({ reachesInstances: true }),
  listeners: { production: http(8081), test: http(8082) },
  source: codeCommit({ branch: 'main' }),
  traffic: canary({ percent: 20, minutes: 5 }),
  hooks: { AfterAllowTestTraffic: probe({ path: '/hello/admin', body: 'Hi there' }) },
});

import { http, newVpc } from '../options.ts';
import { blueGreenSystem } from '../system.ts';

export default blueGreenSystem({
  name: 'hello-server',
  network: newVpc({ zones: 2, nat: 'one' }),
  container: { port: 80, healthCheck: '/ping' },
  listeners: { production: http(80), test: http(8080) },
  loadBalancer: { targetType: 'instance', accessLogs: 90 },
});

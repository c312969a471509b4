import { createServer, type RequestListener } from 'node:http';
import { Drain } from './drain.ts';
import type { Log } from './log.ts';
import type { Settings } from './settings.ts';

/**
 * Longer than the 60 seconds after which an Application Load Balancer closes an idle connection. So it is always the
 * balancer that closes it, and never sends a request into a connection that is just being closed here.
 */
export const KEEP_ALIVE_SECONDS = 75;

/** Listens with this handler until SIGTERM or SIGINT, then answers what is under way and ends the process. */
export function serve(handler: RequestListener, settings: Settings, log: Log): void {
  const { port, limitSeconds, quietSeconds } = settings;
  const server = createServer(
    {
      keepAliveTimeout: KEEP_ALIVE_SECONDS * 1000,
      // It also ends connections that have not carried a request yet, so it has to be the longer one.
      headersTimeout: (KEEP_ALIVE_SECONDS + 1) * 1000,
    },
    handler,
  );
  const drain = new Drain(server);

  let first: string | undefined;
  const shutDown = async (signal: string): Promise<void> => {
    if (first !== undefined) {
      log.info('signal-ignored', { signal, since: first });
      return;
    }
    first = signal;
    const start = performance.now();
    const elapsed = () => Math.round(performance.now() - start);
    log.info('shutdown', { signal, limitSeconds, quietSeconds });
    const { lost } = await drain.run({
      quietMs: quietSeconds * 1000,
      limitMs: limitSeconds * 1000,
      onRefusing: (connections) => log.info('port-closed', { connections, ms: elapsed() }),
    });
    // 1 marks the task as one that lost requests. It decides nothing else, as the task was to end anyway.
    const code = lost > 0 ? 1 : 0;
    if (lost > 0) log.error('limit-exceeded', { lost, ms: elapsed() });
    log.info('exit', { code, ms: elapsed() });
    process.exit(code);
  };
  // Registered before listening: as the first process of a container, node has no default reaction to signals.
  process.on('SIGTERM', shutDown);
  process.on('SIGINT', shutDown);

  server.on('error', (error) => {
    if (server.listening) {
      // Such as too few file descriptors: one connection is lost, which is no reason to lose all others.
      log.error('cannot-accept', { error: error.message });
      return;
    }
    log.error('cannot-listen', { port, error: error.message });
    process.exit(1);
  });
  server.listen(port, () => {
    const address = server.address();
    log.info('start', {
      port: typeof address === 'object' && address !== null ? address.port : port,
      node: process.version,
      pid: process.pid,
    });
  });
}

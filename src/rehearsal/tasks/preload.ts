// Loaded before the program of a task, in the task's own process (`node --require`). It stands for what a container is around a
// program: ports of its own, being the first process, and an end with whoever runs it. esbuild bundles it into one file: preload-file.ts.
import { Server as HttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type ListenOptions, Socket, Server as TcpServer } from 'node:net';
import { HEALTH_CHECKER, type TaskFault, type TaskMessage, type TaskSettings, TOLD } from './fault.ts';

const told = process.env[TOLD];
// A child that the program starts has not the channel, and is left alone.
if (told !== undefined) {
  delete process.env[TOLD];
  play(JSON.parse(told));
}

function play(settings: TaskSettings): void {
  let fault: TaskFault | undefined;
  let crash: NodeJS.Timeout | undefined;
  const take = (next: TaskFault | undefined): void => {
    fault = next;
    clearTimeout(crash);
    if (next?.kind === 'crash') crash = setTimeout(() => process.exit(1), next.afterMilliseconds ?? 0);
  };
  const tell = openChannel((line) => take(JSON.parse(line) ?? undefined));
  // The first process of a container gets no signal that it does not listen for.
  if (!settings.init) for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => {});
  mapPorts(tell);
  playFaults(() => fault);
  take(settings.fault);
  tell({ said: 'started' });
}

/** The other end is the rehearsal's. However that ends, this process ends with it. */
function openChannel(onLine: (line: string) => void): (message: TaskMessage) => void {
  const channel = new Socket({ fd: 3, readable: true, writable: true });
  channel.setEncoding('utf8');
  let rest = '';
  channel.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
  channel.on('error', () => {});
  channel.on('close', () => process.kill(process.pid, 'SIGKILL'));
  channel.unref();
  return (message) => void channel.write(`${JSON.stringify(message)}\n`);
}

/**
 * A container has all ports to itself, and in bridge mode Docker maps each to a free one of the host. Here it is a free one of
 * loopback, and the program is told that it has what it asked for.
 */
function mapPorts(tell: (message: TaskMessage) => void): void {
  const listen = TcpServer.prototype.listen;
  // Its overloads cannot be written down again; what it is given goes on to the original.
  const mapped = function (this: TcpServer, ...given: unknown[]): TcpServer {
    const asked = askedFor(given);
    if (!asked) return Reflect.apply(listen, this, given);
    const { port, host, rest } = asked;
    const address = this.address;
    this.once('listening', () => {
      const real = Reflect.apply(address, this, []);
      if (typeof real !== 'object' || real === null) return;
      this.address = () => ({ ...real, port: port === 0 ? real.port : port });
      const reachable = host === undefined || ['0.0.0.0', '::'].includes(host);
      tell({ said: 'listening', containerPort: port, hostPort: real.port, reachable });
    });
    return Reflect.apply(listen, this, [{ ...rest.options, port: 0, host: '127.0.0.1' }, ...rest.callbacks]);
  };
  Object.defineProperty(TcpServer.prototype, 'listen', { value: mapped, configurable: true, writable: true });
}

// What listen() was asked for, in any of its forms; undefined where it is no TCP port.
function askedFor(given: readonly unknown[]) {
  const [first, second] = given;
  const callbacks = given.filter((each) => typeof each === 'function');
  if (typeof first === 'object' && first !== null) {
    const options: ListenOptions & { readonly fd?: number } = first;
    if (options.path !== undefined || options.fd !== undefined || '_handle' in first) return undefined;
    return { port: Number(options.port ?? 0), host: options.host, rest: { options, callbacks } };
  }
  const isPort = first === undefined || typeof first === 'function' || /^\d+$/.test(String(first));
  if (!isPort) return undefined;
  const backlog = given.slice(1).find((each) => typeof each === 'number');
  return {
    port: typeof first === 'function' ? 0 : Number(first ?? 0),
    host: typeof second === 'string' ? second : undefined,
    rest: { options: typeof backlog === 'number' ? { backlog } : {}, callbacks },
  };
}

function playFaults(now: () => TaskFault | undefined): void {
  const emit = HttpServer.prototype.emit;
  const played = function (this: HttpServer, event: string | symbol, ...args: unknown[]): boolean {
    const goOn = () => Reflect.apply(emit, this, [event, ...args]);
    const fault = now();
    if (event !== 'request' || fault === undefined) return goOn();
    // What a server's `request` event has.
    const [request, response] = args as [IncomingMessage, ServerResponse];
    const isCheck = request.headers['user-agent'] === HEALTH_CHECKER;
    const status = fault.kind === 'answer' && !isCheck ? fault.status : fault.kind === 'unhealthy' && isCheck ? 503 : 0;
    if (status > 0) {
      request.resume();
      response.writeHead(status, { 'content-type': 'text/plain' }).end('a fault that was asked for\n');
      return true;
    }
    if (fault.kind !== 'slow' || isCheck) return goOn();
    setTimeout(goOn, fault.milliseconds);
    return true;
  };
  Object.defineProperty(HttpServer.prototype, 'emit', { value: played, configurable: true, writable: true });
}

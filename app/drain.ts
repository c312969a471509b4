import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { type Socket, Server as TcpServer } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';

export interface DrainOptions {
  /** Milliseconds that a connection must have been idle, since the shutdown began, before it is closed. */
  readonly quietMs: number;
  /** Milliseconds after which every connection is closed, whatever goes on there. */
  readonly limitMs: number;
  /** Told once the port is closed, with how many connections are left. */
  readonly onRefusing?: (connections: number) => void;
}

export interface DrainOutcome {
  /** Requests, begun or waiting for their answer, that the limit cut off. */
  readonly lost: number;
}

interface Connection {
  readonly exchanges: Set<Exchange>;
  /** Bytes received when it last fell idle; more than these are the beginning of a request. */
  bytesWhenIdle: number;
  idleSince: number;
}

interface Exchange {
  readonly response: ServerResponse;
  /** Its two halves, the request's body and the answer, end in either order. */
  openHalves: number;
}

/** Ends this waiting even if clients connect faster than they are accepted. */
const ACCEPT_LIMIT_MS = 1000;

/**
 * Follows a server's connections from its start, so that it can stop without losing a request.
 *
 * `Server.close()` does not do that: it closes idle kept-alive connections at once, and a request may already be on
 * its way there. Here they stay open for a while. A request that comes is answered with `Connection: close`, which
 * makes the client leave on its own; only a connection that stays idle is closed from this side.
 */
export class Drain {
  readonly #server: Server;
  readonly #connections = new Map<Socket, Connection>();
  #accepted = 0;
  #isDraining = false;
  #outcome: Promise<DrainOutcome> | undefined;

  /** The server must not listen yet. */
  constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket) => this.#follow(socket));
    // Before the application's own listener, which may send the headers.
    server.prependListener('request', (request, response) => this.#enter(request, response));
  }

  /** Stops the server. Resolves when its last connection is closed. Called again, it gives the same outcome. */
  run(options: DrainOptions): Promise<DrainOutcome> {
    this.#outcome ??= this.#run(options);
    return this.#outcome;
  }

  async #run({ quietMs, limitMs, onRefusing }: DrainOptions): Promise<DrainOutcome> {
    let lost = 0;
    if (!this.#server.listening) return { lost };
    this.#isDraining = true;
    const start = performance.now();
    for (const connection of this.#connections.values()) {
      connection.idleSince = start;
      announceClose(connection);
    }
    const closed = new Promise<void>((resolve) => this.#server.once('close', resolve));
    const force = () => {
      lost = this.#closeAll();
      this.#stopListening();
    };
    // Both look after the turn's reading: what came while the process was held up must not be taken for silence.
    const limit = setTimeout(() => setImmediate(force), limitMs);
    await this.#acceptWaiting();
    this.#stopListening();
    onRefusing?.(this.#connections.size);
    const sweep = setInterval(() => setImmediate(() => this.#closeQuiet(quietMs)), Math.min(100, quietMs / 4));
    await closed;
    clearTimeout(limit);
    clearInterval(sweep);
    return { lost };
  }

  #follow(socket: Socket): void {
    this.#accepted += 1;
    this.#connections.set(socket, { exchanges: new Set(), bytesWhenIdle: 0, idleSince: performance.now() });
    socket.once('close', () => this.#connections.delete(socket));
  }

  #enter(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    const connection = this.#connections.get(socket);
    if (!connection) return;
    const exchange: Exchange = { response, openHalves: 2 };
    connection.exchanges.add(exchange);
    if (this.#isDraining) announceClose(connection);
    const leaveHalf = () => {
      exchange.openHalves -= 1;
      if (exchange.openHalves > 0) return;
      connection.exchanges.delete(exchange);
      connection.bytesWhenIdle = socket.bytesRead;
      connection.idleSince = performance.now();
    };
    request.once('close', leaveHalf);
    response.once('close', leaveHalf);
  }

  /**
   * Takes in the connections that the kernel has completed but node has not accepted yet: closing the port would reset
   * them, with the requests they may carry. As node accepts one a turn, a turn without any means that none is left.
   */
  async #acceptWaiting(): Promise<void> {
    const end = performance.now() + ACCEPT_LIMIT_MS;
    // The present turn may be past its accepting.
    await nextTurn();
    let before: number;
    do {
      before = this.#accepted;
      await nextTurn();
    } while (this.#accepted > before && performance.now() < end);
  }

  /** Closes the port only. The method of the HTTP server would close the idle connections with it. */
  #stopListening(): void {
    TcpServer.prototype.close.call(this.#server);
  }

  #closeQuiet(quietMs: number): void {
    const now = performance.now();
    for (const [socket, connection] of this.#connections) {
      if (!isBusy(socket, connection) && now - connection.idleSince >= quietMs) socket.destroy();
    }
  }

  /** Closes every connection and gives how many of them were in use. */
  #closeAll(): number {
    const all = [...this.#connections];
    const busy = all.filter(([socket, connection]) => isBusy(socket, connection)).length;
    for (const [socket] of all) socket.destroy();
    return busy;
  }
}

/** Whether a request waits for its answer there, or has begun to arrive. */
function isBusy(socket: Socket, { exchanges, bytesWhenIdle }: Connection): boolean {
  return exchanges.size > 0 || socket.bytesRead > bytesWhenIdle;
}

/**
 * Tells the client that the connection ends with the last of the answers that wait there. The ones before it must not
 * say so: node closes the connection after the first that does, and pipelined requests would be lost.
 */
function announceClose({ exchanges }: Connection): void {
  let left = exchanges.size;
  for (const { response } of exchanges) {
    left -= 1;
    if (!response.headersSent) response.setHeader('Connection', left === 0 ? 'close' : 'keep-alive');
  }
}

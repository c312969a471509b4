import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import { escapeHtml } from './escape.ts';
import type { Log } from './log.ts';

export interface AppOptions {
  /** Goes out with every answer as `x-version`. */
  readonly version: string;
  readonly log: Log;
  /** The clock; the system's unless said. */
  readonly now?: () => Date;
}

/** Gives the application: `GET /hello/:name`, `GET /ping`, and a short plain answer to everything else. */
export function createApp({ version, log, now = () => new Date() }: AppOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  // Every greeting has its own time, so a digest of it would never match.
  app.disable('etag');
  app.use((_request, response, next) => {
    response.set('x-version', version);
    next();
  });
  app.use(logRequests(log));
  app.get('/ping', (_request, response) => {
    response.type('text/plain').send('ok');
  });
  app.get('/hello/:name', ({ params }, response) => {
    response
      .type('text/html')
      .send(`<p>Hi there, ${escapeHtml(params.name)}</p>\n<p><time>${now().toISOString()}</time></p>\n`);
  });
  app.use((_request, response) => {
    response.status(404).type('text/plain').send('not found');
  });
  app.use(answerErrors(log));
  return app;
}

function logRequests(log: Log): RequestHandler {
  return (request, response, next) => {
    const start = performance.now();
    // Without the query: what people put there is often secret.
    const { method, path } = request;
    response.once('close', () => {
      const isAnswered = response.writableFinished;
      // Each balancer node and the health check ask /ping every few seconds: that is most of the lines of a quiet
      // service and says nothing, unless the answer is not the usual one.
      const isRoutine = path === '/ping' && isAnswered && response.statusCode === 200;
      log[isRoutine ? 'debug' : 'info']('request', {
        method,
        path,
        status: response.statusCode,
        ms: Math.round((performance.now() - start) * 1000) / 1000,
        // The status was never sent then.
        aborted: isAnswered ? undefined : true,
      });
    });
    next();
  };
}

function answerErrors(log: Log): ErrorRequestHandler {
  // Express knows an error handler by its four parameters.
  return (error: unknown, request, response, _next) => {
    if (isClientError(error)) {
      response.status(400).type('text/plain').send('bad request');
      return;
    }
    log.error('failure', {
      method: request.method,
      path: request.path,
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
    if (response.headersSent) {
      // A cut connection tells the client that the rest is missing; anything else would look complete.
      response.destroy();
      return;
    }
    response.status(500).type('text/plain').send('internal error');
  };
}

/** Whether Express or its router found the request malformed, such as `%` without two digits. */
function isClientError(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'status' in error &&
    typeof error.status === 'number' &&
    error.status >= 400 &&
    error.status < 500
  );
}

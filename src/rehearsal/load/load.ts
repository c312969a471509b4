import { Agent, type IncomingMessage, request } from 'node:http';
import type { Tell } from '../timeline.ts';
import { HEADERS } from '../traffic/answers.ts';
import { makeTally, type Outcome, type Totals } from './tally.ts';

/** What {@link startLoad} is told. */
export interface LoadOptions {
  /** Where the production listener is. */
  readonly url: string;
  readonly path: string;
  /** How many a second, whatever the pace: real programs answer them. */
  readonly requestsPerSecond?: number;
  /** At most so many are under way at a time; when all are, requests are left out. */
  readonly connections?: number;
  /** Milliseconds after which a user gives up. */
  readonly patience?: number;
  /** Takes an entry of kind `traffic` for every second. */
  readonly tell?: Tell;
  /** Milliseconds since the rehearsal began; since this call unless said. */
  readonly at?: () => number;
}

/** Users who ask all the time. */
export interface Load {
  /** What they have seen so far. */
  readonly totals: () => Totals;
  /** Lets them ask no more, and waits for the answers that are due. */
  readonly stop: () => Promise<Totals>;
}

/** Between two looks at how many requests are due. */
const TICK_MS = 10;

/** More than that late, and they are left out: the machine was busy, and users would not come all at once. */
const LATE_MS = 500;

/** Asks so many times a second, on few connections that stay open, and takes down who answered what and how fast. */
export function startLoad(options: LoadOptions): Load {
  const { requestsPerSecond = 250, connections = 48, patience = 20_000, tell = () => {} } = options;
  const { hostname, port } = new URL(options.url);
  const begun = performance.now();
  const at = options.at ?? (() => Math.round(performance.now() - begun));
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const tally = makeTally();
  const perMs = requestsPerSecond / 1000;
  let due = 0;
  let last = begun;
  let underWay = 0;
  let onIdle: () => void = () => {};

  const ticks = setInterval(() => {
    const now = performance.now();
    due += (now - last) * perMs;
    last = now;
    const late = Math.floor(due - LATE_MS * perMs);
    if (late > 0) {
      due -= late;
      tally.leaveOut(late);
    }
    for (; due >= 1; due -= 1) {
      if (underWay < connections) send();
      else tally.leaveOut(1);
    }
  }, TICK_MS);
  const seconds = setInterval(tellSecond, 1000);

  return {
    totals: tally.totals,
    stop: async () => {
      clearInterval(ticks);
      const idle = new Promise<void>((resolve) => {
        onIdle = resolve;
      });
      if (underWay > 0) await idle;
      clearInterval(seconds);
      tellSecond();
      agent.destroy();
      return tally.totals();
    },
  };

  function tellSecond(): void {
    const second = tally.second();
    if (second) tell({ at: at(), kind: 'traffic', ...second });
  }

  function send(): void {
    underWay += 1;
    const start = performance.now();
    const end = (outcome: Outcome) => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      underWay -= 1;
      tally.add(outcome, performance.now() - start);
      if (underWay === 0) onIdle();
    };
    let isOver = false;
    const sent = request({ hostname, port, path: options.path, agent }, (response) => {
      const said = saidBy(response);
      const status = response.statusCode ?? 0;
      response.resume();
      response.once('end', () => end({ ...said, status, ...(status >= 500 && { failure: `${status}` }) }));
      response.once('error', () => end({ ...said, failure: 'the answer was cut' }));
    });
    const timer = setTimeout(() => {
      end({ failure: `no answer in ${patience} ms` });
      sent.destroy();
    }, patience);
    sent.once('error', (error: NodeJS.ErrnoException) => end({ failure: error.code ?? error.message }));
    sent.end();
  }
}

function saidBy({ headers }: IncomingMessage): Pick<Outcome, 'side' | 'weights'> {
  const side = headers[HEADERS.targetGroup];
  const weights = headers[HEADERS.weights];
  return {
    ...((side === 'blue' || side === 'green') && { side }),
    ...(typeof weights === 'string' && { weights }),
  };
}

import { setTimeout as sleep } from 'node:timers/promises';
import { attempt } from './attempt.ts';
import type { Configuration } from './configuration.ts';
import type { Log } from './log.ts';
import type { Probe } from './probe.ts';

/** Milliseconds that may still go into probing; zero or less when only the time for reporting is left. */
export type TimeLeft = () => number;

/** Runs the probes one after the other. Throws at the first that does not pass, and when time is nearly out. */
//! The probes run one after the other. The first that does not pass ends it, and so does time that runs out.
export async function runProbes(
  { probes, listeners, hostName }: Configuration,
  timeLeft: TimeLeft,
  log: Log,
): Promise<void> {
  for (const [index, probe] of probes.entries()) {
    const { listener, method, path, host = hostName } = probe;
    const tell: Log = (level, message, more) =>
      log(level, message, { probe: index + 1, listener, method, path, ...more });
    const reason = await runProbe({ ...probe, host }, listeners[listener], timeLeft, tell);
    if (reason !== undefined) throw new Error(`probe ${index + 1}, ${method} ${path}: ${reason}`);
  }
}

// Gives the reason why the probe did not pass; nothing when it passed.
async function runProbe(probe: Probe, baseUrl: string, timeLeft: TimeLeft, log: Log): Promise<string | undefined> {
  const { attempts, consecutiveSuccesses: wanted, maxLatencyMs, spacingMs } = probe;
  let inRow = 0;
  for (let number = 1; ; number += 1) {
    const left = timeLeft();
    if (left <= 0) return `time was nearly out after ${number - 1} of ${attempts} attempts`;
    const result = await attempt(probe, baseUrl, Math.ceil(Math.min(maxLatencyMs, left)));
    const passed = result.reason === undefined;
    inRow = passed ? inRow + 1 : 0;
    log(passed ? 'info' : 'warn', passed ? 'attempt passed' : 'attempt failed', { attempt: number, ...result });
    if (inRow >= wanted) return undefined;
    //! Once it cannot pass any more, the last answer is the reason, however little time is left.
    const hopeless = inRow + attempts - number < wanted;
    if (hopeless) return `no ${wanted} passes in a row in ${attempts} attempts: ${result.reason}`;
    await sleep(Math.max(0, Math.min(spacingMs, timeLeft())));
  }
}

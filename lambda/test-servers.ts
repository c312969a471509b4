// For tests only: local servers that stand for CodeDeploy and for the application behind the load balancer.
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { text } from 'node:stream/consumers';
import type { TestContext } from 'node:test';
import type { Probe } from './probe.ts';
import type { Report } from './report.ts';
import { type HookCall, type HookRun, hookCode, runHook } from './run-hook.ts';

/** What a call of CodeDeploy's API said. */
export interface CodeDeployCall {
  readonly target: unknown;
  readonly input: unknown;
}

/** Where it listens, what it was asked, and the verdict on each execution. */
export interface CodeDeploy {
  readonly url: string;
  readonly calls: readonly CodeDeployCall[];
  readonly verdicts: ReadonlyMap<unknown, unknown>;
}

/** An error by name, with its message; `ok`; or no answer at all. */
export type CodeDeployAnswer = 'ok' | 'hang' | { readonly error: string; readonly message: string };

/** Starts an application; gives its base URL. It ends with the test. */
export async function startApplication(context: TestContext, listener: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listen(context, createServer(listener))}`;
}

/** Starts an application behind TLS; gives its port. */
export async function startTlsApplication(
  context: TestContext,
  identity: { readonly key: string; readonly cert: string },
  listener: RequestListener,
): Promise<number> {
  return listen(context, createTlsServer(identity, listener));
}

/** An application that always answers so. */
export function answers(status: number, body = ''): RequestListener {
  return (_, response) => response.writeHead(status).end(body);
}

/** Gives the base URL of a port where nobody listens any more. */
export async function freeUrl(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

/** Starts a CodeDeploy that gives these answers in turn, the last one again and again; without any it remembers what it is told. */
export async function startCodeDeploy(
  context: TestContext,
  answers: readonly CodeDeployAnswer[] = [],
): Promise<CodeDeploy> {
  const calls: CodeDeployCall[] = [];
  const verdicts = new Map<unknown, unknown>();
  const url = await startApplication(context, async (request, response) => {
    const input = JSON.parse(await text(request));
    calls.push({ target: request.headers['x-amz-target'], input });
    const answer = answers.length > 0 ? answers[Math.min(calls.length, answers.length) - 1] : take(verdicts, input);
    if (answer === 'hang' || answer === undefined) return;
    response.writeHead(answer === 'ok' ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(answer === 'ok' ? {} : { __type: answer.error, message: answer.message }));
  });
  return { url, calls, verdicts };
}

// An execution has one verdict, the first.
function take(
  verdicts: Map<unknown, unknown>,
  { lifecycleEventHookExecutionId: id, status }: Report,
): CodeDeployAnswer {
  if (verdicts.has(id)) return { error: 'LifecycleEventAlreadyCompletedException', message: 'already completed' };
  verdicts.set(id, status);
  return 'ok';
}

/** The call that reports this status for {@link EVENT}. */
export const reported = (status: 'Succeeded' | 'Failed'): CodeDeployCall => ({
  target: 'CodeDeploy_20141006.PutLifecycleEventHookExecutionStatus',
  input: { deploymentId: 'd-ABCDEF123', lifecycleEventHookExecutionId: 'execution-1', status },
});

export const EVENT = { DeploymentId: 'd-ABCDEF123', LifecycleEventHookExecutionId: 'execution-1' };

/** A complete probe that one answer 200 of any body passes. */
export const PROBE: Probe = {
  listener: 'test',
  method: 'GET',
  path: '/hello',
  status: 200,
  maxLatencyMs: 5_000,
  attempts: 1,
  consecutiveSuccesses: 1,
  spacingMs: 0,
};

/** Runs the hook with these probes of the application at this URL, half a minute of time for probing, and a CodeDeploy, its own or a given one. */
export async function runProbesAgainst(
  context: TestContext,
  url: string,
  probes: readonly Partial<Probe>[],
  {
    env = {},
    remainingMs = 60_000,
    invocations = 1,
    answers,
    codeDeploy: given,
  }: Partial<HookCall> & { readonly answers?: readonly CodeDeployAnswer[]; readonly codeDeploy?: CodeDeploy } = {},
): Promise<HookRun & { readonly calls: readonly CodeDeployCall[] }> {
  const codeDeploy = given ?? (await startCodeDeploy(context, answers));
  const PROBES = JSON.stringify(probes.map((probe) => ({ ...PROBE, ...probe })));
  const run = await runHook(hookCode(), {
    env: { AWS_ENDPOINT_URL_CODEDEPLOY: codeDeploy.url, TEST_LISTENER: url, PROBES, ...env },
    event: EVENT,
    remainingMs,
    invocations,
  });
  return { ...run, calls: codeDeploy.calls };
}

async function listen(context: TestContext, server: Server & { closeAllConnections(): void }): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  // A server that listens on a port has an address of this kind.
  return (server.address() as AddressInfo).port;
}

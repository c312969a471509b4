// Used by tests only: an account with a load balancer whose health checks are quick, targets in this process, and images on disk.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { TestContext } from 'node:test';
import type { DataObject } from '../dsl/template.ts';
import { elbv2 } from '../local/services/elbv2.ts';
import { caller, make, smallSystem } from '../local/services/small-system.ts';
import { paceOf } from './pace.ts';
import type { Target } from './traffic/target.ts';

export const ROOT = resolve(import.meta.dirname, '../..');

/** Fast enough that a test need not wait, slow enough for a machine that is busy. */
export const PACE = paceOf(50);

const TARGET_GROUP = {
  HealthCheckPath: '/ping',
  HealthCheckIntervalSeconds: 5,
  HealthCheckTimeoutSeconds: 5,
  HealthyThresholdCount: 2,
  UnhealthyThresholdCount: 3,
  Matcher: { HttpCode: '200' },
  TargetGroupAttributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '10' }],
};

/** The small system with target groups as templates have them, and ModifyListener to move its weights. */
export function smallWorld() {
  const system = smallSystem(() => new Date());
  const { account } = system;
  for (const group of [system.blue, system.green]) {
    account.put({ ...group, properties: { ...group.properties, ...TARGET_GROUP } });
  }
  const call = caller(elbv2, account);
  const setWeights = async (blue: number, green: number, listener = system.production) => {
    const TargetGroups = [
      { TargetGroupArn: system.blue.id, Weight: blue },
      { TargetGroupArn: system.green.id, Weight: green },
    ];
    await call('ModifyListener', {
      ListenerArn: listener.id,
      DefaultActions: [{ Type: 'forward', ForwardConfig: { TargetGroups } }],
    });
  };
  const setActions = (...DefaultActions: DataObject[]) => {
    account.touch(account.find(system.production.type, system.production.id) ?? system.production, { DefaultActions });
  };
  return { ...system, call, setWeights, setActions };
}

/** Registers a task definition with one container named web, as a stack would. */
export function defineTask(account: ReturnType<typeof smallSystem>['account'], container: DataObject): string {
  const standard = { Name: 'web', Memory: 128, PortMappings: [{ ContainerPort: 80 }] };
  const properties = { Family: 'web', ContainerDefinitions: [{ ...standard, ...container }] };
  return make(account, 'AWS::ECS::TaskDefinition', 'Task', properties).id;
}

/** A server in this process; it ends with the test. */
export async function startServer(context: TestContext, handler: RequestListener): Promise<number> {
  const server = createServer({ keepAliveTimeout: 60_000 }, handler);
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  context.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Waits until something is so; a test's own limit ends it otherwise. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((done) => setTimeout(done, 5));
}

/** Waits until a target is so. */
export function untilHealth(target: Target, health: string): Promise<void> {
  return until(() => target.health() === health);
}

/** A folder that goes with the test. */
export function temporaryFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'rehearsal-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

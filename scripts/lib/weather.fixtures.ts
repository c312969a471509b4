// Used by tests only: how a system stands after bad weather, to be held against how it stands after good.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ListChangeSetsCommand, ListStackResourcesCommand, ListStacksCommand } from '@aws-sdk/client-cloudformation';
import type { Clients } from '../../src/cloud/clients.ts';
import { readTransition } from '../../src/cloud/transition.ts';
import { type Deploying, type RunningCloud, SYSTEM } from './local-cloud.fixtures.ts';

/** Stacks that are not deleted, by their names without what CloudFormation makes up; each with its status and its resources. */
export async function readStacks({ cloudFormation }: Clients): Promise<Readonly<Record<string, readonly string[]>>> {
  const { StackSummaries: all = [], NextToken } = await cloudFormation.send(new ListStacksCommand({}));
  assert.equal(NextToken, undefined);
  const found: Record<string, readonly string[]> = {};
  for (const { StackName: name = '', StackStatus: status = '' } of all) {
    if (status === 'DELETE_COMPLETE') continue;
    const { StackResourceSummaries: resources = [] } = await cloudFormation.send(
      new ListStackResourcesCommand({ StackName: name }),
    );
    const plain = name.replace(/-[A-Z0-9]{12}$/, '');
    assert.ok(!(plain in found), `${plain} is there twice`);
    found[plain] = [status, ...resources.map((each) => `${each.LogicalResourceId} ${each.ResourceStatus}`).sort()];
  }
  return found;
}

/** What is in the account, whether a stack knows of it or not: how many of each type. */
export function countResources({ folder }: Deploying): Readonly<Record<string, number>> {
  const file = join(folder, '.local/state.json');
  assert.ok(existsSync(file));
  const { resources }: { resources: readonly { type: string }[] } = JSON.parse(readFileSync(file, 'utf8'));
  const counts: Record<string, number> = {};
  for (const { type } of resources) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}

/** Holds that everything stands as if nothing had gone wrong: nothing twice, nothing left over, releases let in, nothing to change. */
export async function assertConverged(sandbox: Deploying, { clients, faults }: RunningCloud): Promise<void> {
  await faults();
  for (const [name, [status, ...resources]] of Object.entries(await readStacks(clients))) {
    assert.match(status ?? '', /^(CREATE|UPDATE|UPDATE_ROLLBACK)_COMPLETE$/, name);
    for (const resource of resources) assert.match(resource, / (CREATE|UPDATE)_COMPLETE$/, name);
  }
  const { Summaries = [] } = await clients.cloudFormation.send(new ListChangeSetsCommand({ StackName: SYSTEM }));
  const waiting = Summaries.filter(({ ExecutionStatus }) => !/^(EXECUTE_|OBSOLETE)/.test(ExecutionStatus ?? ''));
  assert.deepEqual(waiting, []);
  assert.equal((await readTransition(clients, SYSTEM))?.state, 'open');
  const { status, stdout, stderr } = sandbox.deploy();
  assert.equal(status, 0, stdout + stderr);
  assert.match(stdout, /^nothing to change in hello-server$/m);
}

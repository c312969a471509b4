// Used by tests only: how everything stands at the end, and whether it is as it has to be.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ListStacksCommand } from '@aws-sdk/client-cloudformation';
import { ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import type { Clients } from '../../src/cloud/clients.ts';
import { listChangeSets } from '../../src/cloud/list-change-sets.ts';
import { allStacks, type DeployedStack, readStackTree } from '../../src/cloud/stack-tree.ts';
import { readTransition } from '../../src/cloud/transition.ts';
import { type Deploying, SYSTEM } from './local-cloud.fixtures.ts';

/** How a system and everything around it stand. */
export interface EndState {
  /** Of every stack and resource of the system: its status, by its path. */
  readonly statuses: Readonly<Record<string, string>>;
  /** Of every resource: its type and physical id, by its path. */
  readonly ids: Readonly<Record<string, string>>;
  /** How many stacks there are, whoever they belong to. */
  readonly stacks: number;
  /** How many resources of each type the account has, whoever they belong to. */
  readonly counts: Readonly<Record<string, number>>;
  /** Of the pipeline, into the deploy stage. */
  readonly transition: string | undefined;
  /** Change sets that could still be executed, or are half made. */
  readonly changeSets: readonly string[];
  /** Keys of templates that are there more than once. */
  readonly doubledObjects: readonly string[];
}

/** Reads how everything stands, through the SDK; what the account has altogether from the state that is kept. */
export async function readEndState({ folder }: Pick<Deploying, 'folder'>, clients: Clients): Promise<EndState> {
  const tree = await readStackTree(clients, SYSTEM);
  const all = tree ? allStacks(tree) : [];
  const changeSets = await Promise.all(all.map(({ id }) => listChangeSets(clients, id)));
  const open = changeSets.flat().filter(({ ExecutionStatus = '' }) => !/^(EXECUTE_|OBSOLETE)/.test(ExecutionStatus));
  return {
    statuses: Object.fromEntries(all.flatMap((stack) => [[stack.path.join('/'), stack.status], ...resourcesOf(stack)])),
    ids: Object.fromEntries(
      all.flatMap(({ path, resources }) =>
        resources.map((each) => [
          [...path, each.LogicalResourceId].join('/'),
          `${each.ResourceType} ${each.PhysicalResourceId}`,
        ]),
      ),
    ),
    stacks: await countStacks(clients),
    counts: countTypes(folder),
    transition: (await readTransition(clients, SYSTEM))?.state,
    changeSets: open.map(({ ChangeSetName = '', StackName = '' }) => `${StackName} ${ChangeSetName}`),
    doubledObjects: await findDoubled(clients),
  };
}

/**
 * Holds that two runs have come to the same: the same stacks and resources, each in the same status, and nothing besides. Two that
 * upload at once may leave two versions of what is the same.
 */
export function assertSameEnd(actual: EndState, expected: EndState): void {
  const { ids, doubledObjects: _, ...rest } = actual;
  const { ids: expectedIds, doubledObjects: __, ...expectedRest } = expected;
  assert.deepEqual(rest, expectedRest);
  assert.deepEqual(Object.keys(ids).sort(), Object.keys(expectedIds).sort());
  assert.equal(new Set(Object.values(ids)).size, Object.keys(ids).length, 'two resources have the same id');
}

function resourcesOf({ path, resources }: DeployedStack): readonly (readonly [string, string])[] {
  return resources.map((each) => [[...path, each.LogicalResourceId].join('/'), each.ResourceStatus ?? '']);
}

async function countStacks({ cloudFormation }: Clients): Promise<number> {
  let count = 0;
  let NextToken: string | undefined;
  do {
    const page = await cloudFormation.send(new ListStacksCommand(NextToken === undefined ? {} : { NextToken }));
    count += (page.StackSummaries ?? []).filter(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE').length;
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return count;
}

function countTypes(folder: string): Readonly<Record<string, number>> {
  const { resources } = JSON.parse(readFileSync(join(folder, '.local/state.json'), 'utf8'));
  const counts: Record<string, number> = {};
  for (const { type } of resources) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}

async function findDoubled({ s3 }: Clients): Promise<readonly string[]> {
  const Bucket = 'templates-000000000000-us-east-1';
  const { Versions = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket }));
  const keys = Versions.map(({ Key = '' }) => Key).filter((key) => key.endsWith('.yaml'));
  return keys.filter((key, index) => keys.indexOf(key) !== index);
}

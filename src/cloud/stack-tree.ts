import type { StackResourceSummary } from '@aws-sdk/client-cloudformation';
import { describeStack, listResources, type StackClients, type StackFacts, stateOf } from './stack.ts';
import { STACK } from './watch/event.ts';

/** A stack that is deployed, what is in it, and the stacks that it nests. */
export interface DeployedStack extends StackFacts {
  /** From the root on, by logical ids; the root by its name. */
  readonly path: readonly string[];
  /** What it has now; what was deleted is left out. */
  readonly resources: readonly StackResourceSummary[];
  /** By logical id. */
  readonly nested: Readonly<Record<string, DeployedStack>>;
}

/**
 * A root stack and all that it nests, as they stand; undefined where there is none of that name.
 * @throws TealformError what the API says, explained.
 */
export async function readStackTree(clients: StackClients, stackName: string): Promise<DeployedStack | undefined> {
  return readTree(clients, stackName, [stackName]);
}

/** The stack and all that it nests, parents first. */
export function allStacks(stack: DeployedStack): readonly DeployedStack[] {
  return [stack, ...Object.values(stack.nested).flatMap(allStacks)];
}

async function readTree(
  clients: StackClients,
  stackName: string,
  path: readonly string[],
): Promise<DeployedStack | undefined> {
  const stack = await describeStack(clients, stackName);
  if (stack === undefined || stateOf(stack) === 'absent') return undefined;
  const resources = await listResources(clients, stackName);
  const nested: [string, DeployedStack][] = [];
  for (const { ResourceType, LogicalResourceId = '', PhysicalResourceId } of resources) {
    if (ResourceType !== STACK || !PhysicalResourceId) continue;
    const child = await readTree(clients, PhysicalResourceId, [...path, LogicalResourceId]);
    if (child) nested.push([LogicalResourceId, child]);
  }
  return { ...stack, path, resources, nested: Object.fromEntries(nested) };
}

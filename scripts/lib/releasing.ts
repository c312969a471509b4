import { type DeploymentGroup, deploymentGroupOf } from '../../src/cloud/deployments.ts';
import { type DeployedStack, readStackTree } from '../../src/cloud/stack-tree.ts';
import { TealformError } from '../../src/dsl/error.ts';
import type { CommandPlace } from './place.ts';

/** A system that is deployed, and what CodeDeploy calls its service. */
export interface Releasing {
  readonly root: DeployedStack;
  readonly group: DeploymentGroup;
}

/** @throws TealformError `not-deployed` where there is no stack, or its outputs do not say what releases it. */
export async function openReleasing({ clients, stackName, words }: CommandPlace): Promise<Releasing> {
  const root = await readStackTree(clients, stackName);
  const group = root && deploymentGroupOf(root.outputs);
  if (root && group) return { root, group };
  throw new TealformError({
    code: 'not-deployed',
    message: root ? `${stackName} is ${root.status} and has nothing that releases it` : `${stackName} is not deployed`,
    hint: `make deploy ${words}`,
  });
}

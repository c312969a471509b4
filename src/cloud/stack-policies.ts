import { SetStackPolicyCommand } from '@aws-sdk/client-cloudformation';
import { explained } from './call.ts';
import type { Clients } from './clients.ts';
import { listResources } from './stack.ts';
import type { Target, TemplateFile } from './target.ts';

const NESTED_STACK = 'AWS::CloudFormation::Stack';

/**
 * Sets the policies of a system's stacks, the nested ones' too: each holds for the resources of its own stack only.
 * @returns the logical ids of the stacks that have one; the root's is its name.
 */
export async function setStackPolicies(clients: Clients, target: Target, rootId: string): Promise<readonly string[]> {
  return protect(clients, target, target.root, rootId, target.stackName);
}

async function protect(
  clients: Clients,
  target: Target,
  file: TemplateFile,
  stackId: string,
  label: string,
): Promise<readonly string[]> {
  const { cloudFormation, region } = clients;
  const policy = target.policies[file.name];
  if (policy !== undefined) {
    await explained(cloudFormation.send(new SetStackPolicyCommand({ StackName: stackId, StackPolicyBody: policy })), {
      action: 'cloudformation:SetStackPolicy',
      resource: label,
      region,
    });
  }
  const own = policy === undefined ? [] : [label];
  if (Object.keys(file.nested).length === 0) return own;
  const resources = await listResources(clients, stackId);
  const nested: string[] = [];
  for (const { ResourceType, LogicalResourceId = '', PhysicalResourceId } of resources) {
    const inner = file.nested[LogicalResourceId];
    if (ResourceType !== NESTED_STACK || PhysicalResourceId === undefined || inner === undefined) continue;
    nested.push(...(await protect(clients, target, inner, PhysicalResourceId, LogicalResourceId)));
  }
  return [...own, ...nested];
}

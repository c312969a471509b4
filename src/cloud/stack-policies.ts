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
  const policy = target.policies[file.name];
  // An answer takes as long as the way to AWS: what need not wait for another does not.
  const [, resources] = await Promise.all([
    policy === undefined ? undefined : setPolicy(clients, stackId, policy, label),
    Object.keys(file.nested).length === 0 ? [] : listResources(clients, stackId),
  ]);
  const nested = await Promise.all(
    resources.map(({ ResourceType, LogicalResourceId = '', PhysicalResourceId }) => {
      const inner = file.nested[LogicalResourceId];
      if (ResourceType !== NESTED_STACK || PhysicalResourceId === undefined || inner === undefined) return [];
      return protect(clients, target, inner, PhysicalResourceId, LogicalResourceId);
    }),
  );
  return [...(policy === undefined ? [] : [label]), ...nested.flat()];
}

async function setPolicy(
  { cloudFormation, region }: Clients,
  stackId: string,
  policy: string,
  label: string,
): Promise<void> {
  await explained(cloudFormation.send(new SetStackPolicyCommand({ StackName: stackId, StackPolicyBody: policy })), {
    action: 'cloudformation:SetStackPolicy',
    resource: label,
    region,
  });
}

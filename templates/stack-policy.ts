import { allStacks, type BuiltStack, toJsonString } from '../src/dsl/index.ts';
import { templateFile } from '../src/dsl/nested-template.ts';
import type { OutputFile } from '../src/synth/output-file.ts';

/** What an update can do to a resource, as stack policies name it; `Update:Modify` is the one that nothing here denies. */
export type UpdateAction = 'Update:Replace' | 'Update:Delete';

/** Resources that carry traffic or are what a running service is held to, and what no update may do to them. */
interface Protection {
  readonly types: readonly string[];
  readonly actions: readonly UpdateAction[];
}

const NESTED_STACK = 'AWS::CloudFormation::Stack';

/**
 * What is protected. A change of the bootstrap task's tags is let through: tags are all that can change without a replacement, and
 * those of the whole system change with the stack's. Every other change registers another revision, which is a replacement.
 */
export const PROTECTIONS: readonly Protection[] = [
  {
    types: [
      'AWS::ElasticLoadBalancingV2::LoadBalancer',
      'AWS::ElasticLoadBalancingV2::TargetGroup',
      'AWS::ECS::Service',
      'AWS::ECS::TaskDefinition',
    ],
    actions: ['Update:Replace', 'Update:Delete'],
  },
  // A listener on another load balancer is a replacement, and the first line denies what would lead to it.
  {
    types: ['AWS::ElasticLoadBalancingV2::Listener', 'AWS::ElasticLoadBalancingV2::ListenerRule'],
    actions: ['Update:Delete'],
  },
];

/** A statement of a stack policy. There are no others than these keys, and the principal can only be everybody. */
export interface StackPolicyStatement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly UpdateAction[];
  readonly Principal: '*';
  readonly Resource: string | readonly string[];
  readonly Condition?: { readonly StringEquals: { readonly ResourceType: readonly string[] } };
}

/**
 * The stack policies of a system: `stack-policy/<stack>.json` for each stack that has something to protect, and `flat.json` for the
 * flat form.
 *
 * A policy holds for the resources of its own stack only, so nested stacks have theirs, and each must be set on its own
 * (`SetStackPolicy`) once the stack is there. It says nothing of the stack being deleted as a whole: what keeps a nested stack is
 * its parent's policy. Set new ones after an update and not before: what an update may do to the stacks that were there is for the
 * policy of those to say.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/protect-stack-resources.html
 */
export function stackPolicyFiles(root: BuiltStack): readonly OutputFile[] {
  const stacks = allStacks(root);
  const nested = stacks.flatMap((stack) => writePolicy(templateFile(stack.name), protectStack(stack)));
  const types = new Set(stacks.flatMap((stack) => [...typesOf(stack)]));
  return [...nested, ...writePolicy('flat.yaml', protectTypes(types))];
}

function protectStack(stack: BuiltStack): readonly StackPolicyStatement[] {
  const ids = [...stack.nested].filter(([, inner]) => holdsProtected(inner.stack)).map(([id]) => id);
  return [...protectTypes(typesOf(stack)), ...protectNested(ids)];
}

// By type, not by name: a resource that is given another name in the template is deleted under the one it had.
function protectTypes(present: ReadonlySet<string>): readonly StackPolicyStatement[] {
  return PROTECTIONS.flatMap(({ types, actions }): readonly StackPolicyStatement[] => {
    const ResourceType = types.filter((type) => present.has(type));
    if (ResourceType.length === 0) return [];
    return [deny(actions, '*', { StringEquals: { ResourceType } })];
  });
}

// By name: a nested stack with nothing to protect in it, such as the hooks', may go.
function protectNested(ids: readonly string[]): readonly StackPolicyStatement[] {
  if (ids.length === 0) return [];
  const named = ids.map((id) => `LogicalResourceId/${id}`);
  return [deny(['Update:Replace', 'Update:Delete'], named, { StringEquals: { ResourceType: [NESTED_STACK] } })];
}

function deny(
  Action: readonly UpdateAction[],
  Resource: string | readonly string[],
  Condition: NonNullable<StackPolicyStatement['Condition']>,
): StackPolicyStatement {
  return { Effect: 'Deny', Action, Principal: '*', Resource, Condition };
}

function writePolicy(file: string, denied: readonly StackPolicyStatement[]): readonly OutputFile[] {
  if (denied.length === 0) return [];
  // Whoever sets a policy denies everything that it does not allow.
  const allowed: StackPolicyStatement = { Effect: 'Allow', Action: 'Update:*', Principal: '*', Resource: '*' };
  const statements = [allowed, ...denied].map((statement) => ({ ...statement }));
  const path = `stack-policy/${file.replace(/\.yaml$/, '.json')}`;
  return [{ path, text: `${toJsonString({ Statement: statements }, 'readable')}\n` }];
}

function holdsProtected(stack: BuiltStack): boolean {
  return allStacks(stack).some((each) => protectTypes(typesOf(each)).length > 0);
}

function typesOf({ template }: BuiltStack): ReadonlySet<string> {
  return new Set(Object.values(template.Resources).map(({ Type }) => Type));
}

import { isObject } from '../../dsl/border.ts';
import type { DataObject } from '../../dsl/template.ts';
import { parseTemplate } from '../../dsl/yaml/parse.ts';
import { readDeployedTemplate, type StackClients } from '../stack.ts';
import { allStacks, type DeployedStack } from '../stack-tree.ts';
import { nameFrom } from '../target-resources.ts';
import { STACK } from '../watch/event.ts';
import { NAME_PROPERTIES } from './removal.ts';

/** A resource that a stack has made. */
export interface OwnedResource {
  /** By logical ids, from the root's name on. */
  readonly path: string;
  readonly type: string;
  /** Its physical id. */
  readonly id: string;
  /** What its service calls it, which commands take: the name of a repository whose physical id is another. */
  readonly name: string;
}

/** Something that no stack knows and that stays. */
export interface Besides {
  readonly what: string;
  /** The command that takes it away. */
  readonly removal: string;
}

/** What deleting a root stack does, as far as its templates say. */
export interface DestructionPlan {
  readonly root: DeployedStack;
  /** Resources that go, without the stacks themselves. */
  readonly goes: readonly OwnedResource[];
  /** Resources that their deletion policy keeps. */
  readonly stays: readonly OwnedResource[];
  /** Resources that go and leave a snapshot. */
  readonly snapshots: readonly OwnedResource[];
  /** Buckets that go: AWS deletes none with something in it. */
  readonly buckets: readonly OwnedResource[];
  /** Auto Scaling groups that go: their instances may be protected, and then hold it up. */
  readonly instanceGroups: readonly OwnedResource[];
  readonly besides: readonly Besides[];
  /** Where it all is. */
  readonly region: string;
}

/**
 * What deleting a root stack would do, from the templates that are deployed, not those in `output/`: the policies of the deployed ones
 * count. Reads only.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
 */
export async function planDestruction(clients: StackClients, root: DeployedStack): Promise<DestructionPlan> {
  const sorted: Record<'goes' | 'stays' | 'snapshots', OwnedResource[]> = { goes: [], stays: [], snapshots: [] };
  // What is in a stack that stays, stays.
  const sort = async (stack: DeployedStack, isKept: boolean): Promise<void> => {
    const template = parseTemplate(await readDeployedTemplate(clients, stack));
    for (const { LogicalResourceId = '', ResourceType: type = '', PhysicalResourceId: id = '' } of stack.resources) {
      const policy = isKept ? 'Retain' : policyOf(template, LogicalResourceId);
      const kind = /^Retain/.test(policy) ? 'stays' : policy === 'Snapshot' ? 'snapshots' : 'goes';
      const child = type === STACK ? stack.nested[LogicalResourceId] : undefined;
      if (child) await sort(child, kind === 'stays');
      else if (id !== '') {
        const name = nameOf(template, LogicalResourceId, type, { ...root.parameters, ...stack.parameters }) ?? id;
        sorted[kind].push({ path: [...stack.path, LogicalResourceId].join('/'), type, id, name });
      }
    }
  };
  await sort(root, false);
  const going = (type: string) => sorted.goes.filter((each) => each.type === type);
  return {
    root,
    ...sorted,
    buckets: going('AWS::S3::Bucket'),
    instanceGroups: going('AWS::AutoScaling::AutoScalingGroup'),
    besides: besidesOf(root, going('AWS::ECS::Cluster'), clients.region),
    region: clients.region,
  };
}

function nameOf(
  { Resources }: DataObject,
  logicalId: string,
  type: string,
  parameters: Readonly<Record<string, string>>,
): string | undefined {
  const property = NAME_PROPERTIES[type];
  const resource = isObject(Resources) ? Resources[logicalId] : undefined;
  const { SystemName: systemName } = parameters;
  const isNamed = property !== undefined && systemName !== undefined;
  if (!isNamed || !isObject(resource) || !isObject(resource.Properties)) return undefined;
  return nameFrom(resource.Properties[property], systemName);
}

function besidesOf(
  { parameters }: DeployedStack,
  clusters: readonly OwnedResource[],
  region: string,
): readonly Besides[] {
  const { TemplateBucket, TemplatePrefix } = parameters;
  const templates = `s3://${TemplateBucket}/${TemplatePrefix ?? ''}`;
  const logGroups = clusters.map(({ id }) => `/aws/ecs/containerinsights/${id}/performance`);
  return [
    ...(TemplateBucket
      ? [{ what: `the templates in ${templates}`, removal: `aws s3 rm --recursive ${templates}/ --region ${region}` }]
      : []),
    ...logGroups.map((name) => ({
      what: `the log group ${name}, if container insights made it`,
      removal: `aws logs delete-log-group --log-group-name ${name} --region ${region}`,
    })),
  ];
}

function policyOf({ Resources }: DataObject, logicalId: string): string {
  const resource = isObject(Resources) ? Resources[logicalId] : undefined;
  return isObject(resource) && typeof resource.DeletionPolicy === 'string' ? resource.DeletionPolicy : 'Delete';
}

/** How many stacks it is, the root among them. */
export function stackCount({ root }: DestructionPlan): number {
  return allStacks(root).length;
}

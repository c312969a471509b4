import type { Clients } from '../../clients.ts';
import { listResources, readDeployedTemplate, type StackFacts } from '../../stack.ts';
import type { Target, TemplateFile } from '../../target.ts';
import { resourcesOf, type TargetResource } from '../../target-resources.ts';

/** A resource that a deployment would make. */
export interface NewResource extends TargetResource {
  /** By logical ids, from the root's name on: `hello-server/Source/SourceRepository`. */
  readonly path: string;
}

/**
 * The resources in a system's templates that its stacks do not have yet: all of them where there is no stack, none where the root is
 * deployed as it was reviewed, since it pins what is nested in it.
 * @param stack the root; undefined where there is none.
 */
export async function resourcesToCreate(
  clients: Clients,
  { root, stackName }: Pick<Target, 'root' | 'stackName'>,
  stack: StackFacts | undefined,
): Promise<readonly NewResource[]> {
  // One call instead of one for each stack.
  const isWhole = /^(?!ROLLBACK_).*_COMPLETE$/.test(stack?.status ?? '');
  if (stack && isWhole && (await readDeployedTemplate(clients, stack)) === root.text) return [];
  return inTemplate(clients, root, [stackName], stack?.id);
}

async function inTemplate(
  clients: Clients,
  file: TemplateFile,
  path: readonly string[],
  stackId: string | undefined,
): Promise<readonly NewResource[]> {
  const listed = stackId === undefined ? [] : await listResources(clients, stackId);
  // What could not be made has an id as well, now and then.
  const made = listed.filter(({ ResourceStatus }) => ResourceStatus !== 'CREATE_FAILED');
  const ids = new Map(made.map(({ LogicalResourceId, PhysicalResourceId }) => [LogicalResourceId, PhysicalResourceId]));
  const missing = resourcesOf(file).filter(({ logicalId }) => !ids.get(logicalId));
  const nested = Object.entries(file.nested).map(([logicalId, child]) =>
    inTemplate(clients, child, [...path, logicalId], ids.get(logicalId)),
  );
  return [
    ...missing.map((resource) => ({ ...resource, path: [...path, resource.logicalId].join('/') })),
    ...(await Promise.all(nested)).flat(),
  ];
}

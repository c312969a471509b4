import { isObject } from '../../dsl/border.ts';
import type { DataObject } from '../../dsl/template.ts';
import type { Account } from '../account.ts';
import type { LocalResource } from '../resource.ts';
import { findRole } from './iam.ts';
import { refuse } from './naming.ts';
import { numberOf, objectOf, objectsOf, textOf } from './read.ts';

export const TASK_DEFINITION = 'AWS::ECS::TaskDefinition';

/**
 * The ARN of the next revision of a family. Revisions count up over everything that was ever registered, also what is gone.
 */
export function nextRevision(account: Account, family: string): string {
  const kept = account.kept('ecs');
  const revisions = objectOf(kept, 'revisions');
  const revision = (numberOf(revisions, family) ?? 0) + 1;
  account.keep('ecs', { ...kept, revisions: { ...revisions, [family]: revision } });
  return account.arn('ecs', `task-definition/${family}:${revision}`);
}

/** The family and revision in an ARN, or in `family:revision`; the revision is undefined when it is not said. */
export function familyOf(name: string): { readonly family: string; readonly revision: number | undefined } {
  const [family = '', revision] = name.replace(/^arn:.*:task-definition\//, '').split(':');
  return { family, revision: revision === undefined ? undefined : Number(revision) };
}

/** ACTIVE revisions of a family, newest first. */
export function revisionsOf(account: Account, family: string): readonly LocalResource[] {
  return account
    .all(TASK_DEFINITION)
    .filter(({ id }) => familyOf(id).family === family)
    .sort((a, b) => (familyOf(b.id).revision ?? 0) - (familyOf(a.id).revision ?? 0));
}

/** The ACTIVE revision that an ARN, `family:revision` or a family names: of a family, its latest. */
export function findRevision(account: Account, name: string): LocalResource | undefined {
  const { family, revision } = familyOf(name);
  return revisionsOf(account, family).find(({ id }) => revision === undefined || familyOf(id).revision === revision);
}

/** A deregistered revision that is remembered: ECS still describes it, as INACTIVE. */
export function findInactive(account: Account, name: string): DataObject | undefined {
  const { family, revision } = familyOf(name);
  const found = objectOf(account.kept('ecs'), 'inactive')[`${family}:${revision}`];
  return isObject(found) ? found : undefined;
}

/** Remembers a revision that is deregistered. */
export function deregister(account: Account, { id, properties }: LocalResource): void {
  const { family, revision } = familyOf(id);
  const kept = account.kept('ecs');
  const inactive = { ...objectOf(kept, 'inactive'), [`${family}:${revision}`]: properties };
  account.keep('ecs', { ...kept, inactive });
}

/** What is looked at when a task definition is registered. @throws ResourceFailure */
export function checkTaskDefinition(account: Account, properties: DataObject): void {
  for (const name of ['ExecutionRoleArn', 'TaskRoleArn']) {
    const role = textOf(properties, name);
    if (role !== undefined && !findRole(account, role)) refuse('InvalidRequest', 'Role is not valid');
  }
  const containers = objectsOf(properties, 'ContainerDefinitions');
  if (containers.length === 0) refuse('InvalidRequest', 'Container list cannot be empty.');
  const essential = containers.some((container) => textOf(container, 'Essential') !== 'false');
  if (!essential) refuse('InvalidRequest', 'At least one essential container must be specified.');
  const ofTask = textOf(properties, 'Memory') !== undefined;
  for (const container of containers) {
    const name = textOf(container, 'Name') ?? '';
    // What stands for an image and was not filled in, `<IMAGE1_NAME>`, is found out here.
    if (!/^[\w.:/@#-]*$/.test(textOf(container, 'Image') ?? '')) {
      refuse('InvalidRequest', 'Container.image contains invalid characters.');
    }
    const has = textOf(container, 'Memory') ?? textOf(container, 'MemoryReservation');
    if (!ofTask && has === undefined) {
      const words = "At least one of 'memory' or 'memoryReservation' must be specified.";
      refuse('InvalidRequest', `Invalid setting for container '${name}'. ${words}`);
    }
  }
  const fargate =
    Array.isArray(properties.RequiresCompatibilities) && properties.RequiresCompatibilities.includes('FARGATE');
  if (!fargate) return;
  if (textOf(properties, 'NetworkMode') !== 'awsvpc') {
    refuse('InvalidRequest', "Fargate only supports network mode 'awsvpc'.");
  }
  const logs = containers.some(
    (container) => textOf(objectOf(container, 'LogConfiguration'), 'LogDriver') === 'awslogs',
  );
  if (logs && textOf(properties, 'ExecutionRoleArn') === undefined) {
    const words = 'Fargate requires task definition to have execution role ARN to support log driver awslogs.';
    refuse('InvalidRequest', words);
  }
}

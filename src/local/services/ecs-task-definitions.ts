import {
  DeregisterTaskDefinition$,
  type DeregisterTaskDefinitionRequest,
  type DeregisterTaskDefinitionResponse,
  DescribeTaskDefinition$,
  type DescribeTaskDefinitionRequest,
  type DescribeTaskDefinitionResponse,
  ListTaskDefinitions$,
  type ListTaskDefinitionsRequest,
  type ListTaskDefinitionsResponse,
  RegisterTaskDefinition$,
  type RegisterTaskDefinitionRequest,
  RegisterTaskDefinitionRequest$,
  type RegisterTaskDefinitionResponse,
  type Tag,
  type TaskDefinition,
  TaskDefinition$,
} from '@aws-sdk/client-ecs';
import type { DataObject } from '../../dsl/template.ts';
import type { Account } from '../account.ts';
import {
  checkTaskDefinition,
  deregister,
  familyOf,
  findInactive,
  findRevision,
  nextRevision,
  TASK_DEFINITION,
} from '../resources/ecs-task-definitions.ts';
import { objectOf, objectsOf, textOf } from '../resources/read.ts';
import { type Operation, operation } from '../wire/service.ts';
import { fromProperties, toProperties } from './by-schema.ts';
import { pageOf } from './paging.ts';
import { checked, deny } from './refusals.ts';

/** What ECS does with task definitions. */
export const taskDefinitionOperations: readonly Operation[] = [
  operation(
    'RegisterTaskDefinition',
    RegisterTaskDefinition$,
    [
      'family',
      'taskRoleArn',
      'executionRoleArn',
      'networkMode',
      'containerDefinitions',
      'volumes',
      'placementConstraints',
      'requiresCompatibilities',
      'cpu',
      'memory',
      'tags',
      'pidMode',
      'ipcMode',
      'ephemeralStorage',
      'runtimePlatform',
    ],
    (input: RegisterTaskDefinitionRequest, { account }): RegisterTaskDefinitionResponse => {
      const { family = '' } = input;
      if (!/^[\w-]{1,255}$/.test(family)) {
        deny('ClientException', 'Family contains invalid characters.');
      }
      const properties = toProperties(RegisterTaskDefinitionRequest$, input);
      checked({ other: 'ClientException' }, () => checkTaskDefinition(account, properties));
      const id = nextRevision(account, family);
      const { createdAt } = account.put({
        type: TASK_DEFINITION,
        id,
        properties,
        attributes: { TaskDefinitionArn: id },
      });
      return { taskDefinition: describe(id, properties, 'ACTIVE', createdAt), tags: tagsOf(properties) };
    },
  ),
  operation(
    'DeregisterTaskDefinition',
    DeregisterTaskDefinition$,
    ['taskDefinition'],
    ({ taskDefinition: name = '' }: DeregisterTaskDefinitionRequest, { account }): DeregisterTaskDefinitionResponse => {
      // Unlike elsewhere, a family alone names none.
      const revision = familyOf(name).revision === undefined ? undefined : findRevision(account, name);
      if (!revision) return deny('ClientException', 'The specified task definition does not exist.');
      deregister(account, revision);
      account.remove(TASK_DEFINITION, revision.id);
      return { taskDefinition: describe(revision.id, revision.properties, 'INACTIVE', revision.createdAt) };
    },
  ),
  operation(
    'DescribeTaskDefinition',
    DescribeTaskDefinition$,
    ['taskDefinition', 'include'],
    (input: DescribeTaskDefinitionRequest, { account }): DescribeTaskDefinitionResponse => {
      const { taskDefinition: name = '', include = [] } = input;
      const active = findRevision(account, name);
      const inactive = active ? undefined : findInactive(account, name);
      if (!active && !inactive) return deny('ClientException', 'Unable to describe task definition.');
      const tags = include.includes('TAGS') ? { tags: tagsOf(active?.properties ?? inactive ?? {}) } : {};
      if (active)
        return { taskDefinition: describe(active.id, active.properties, 'ACTIVE', active.createdAt), ...tags };
      return { taskDefinition: describe(arnOf(account, name), inactive ?? {}, 'INACTIVE'), ...tags };
    },
  ),
  operation(
    'ListTaskDefinitions',
    ListTaskDefinitions$,
    ['familyPrefix', 'status', 'sort', 'nextToken', 'maxResults'],
    (input: ListTaskDefinitionsRequest, { account }): ListTaskDefinitionsResponse => {
      const arns = (
        input.status === 'INACTIVE' ? inactiveArns(account) : account.all(TASK_DEFINITION).map(({ id }) => id)
      )
        .filter((arn) => input.familyPrefix === undefined || familyOf(arn).family === input.familyPrefix)
        .sort(byRevision);
      const sorted = input.sort === 'DESC' ? arns.reverse() : arns;
      const [taskDefinitionArns, next] = pageOf(sorted, input.nextToken, input.maxResults ?? 100);
      return { taskDefinitionArns, ...(next !== undefined && { nextToken: next }) };
    },
  ),
];

function describe(arn: string, properties: DataObject, status: 'ACTIVE' | 'INACTIVE', at?: string): TaskDefinition {
  const { family, revision } = familyOf(arn);
  const defaults = { NetworkMode: 'bridge', Volumes: [], PlacementConstraints: [] };
  return {
    ...fromProperties<TaskDefinition>(TaskDefinition$, { ...defaults, ...properties }),
    taskDefinitionArn: arn,
    family,
    revision,
    status,
    ...(at !== undefined && { registeredAt: new Date(at) }),
  };
}

function tagsOf(properties: DataObject): Tag[] {
  return objectsOf(properties, 'Tags').map((tag) => ({ key: textOf(tag, 'Key'), value: textOf(tag, 'Value') }));
}

function arnOf(account: Account, name: string): string {
  const { family, revision } = familyOf(name);
  return account.arn('ecs', `task-definition/${family}:${revision}`);
}

function inactiveArns(account: Account): string[] {
  return Object.keys(objectOf(account.kept('ecs'), 'inactive')).map((name) => arnOf(account, name));
}

function byRevision(one: string, other: string): number {
  const [a, b] = [familyOf(one), familyOf(other)];
  if (a.family !== b.family) return a.family < b.family ? -1 : 1;
  return (a.revision ?? 0) - (b.revision ?? 0);
}

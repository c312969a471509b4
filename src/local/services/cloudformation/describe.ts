import {
  DescribeStackEvents$,
  type DescribeStackEventsInput,
  type DescribeStackEventsOutput,
  DescribeStackResource$,
  type DescribeStackResourceInput,
  type DescribeStackResourceOutput,
  DescribeStackResources$,
  type DescribeStackResourcesInput,
  type DescribeStackResourcesOutput,
  DescribeStacks$,
  type DescribeStacksInput,
  type DescribeStacksOutput,
  ListStackResources$,
  type ListStackResourcesInput,
  type ListStackResourcesOutput,
  ListStacks$,
  type ListStacksInput,
  type ListStacksOutput,
  type ResourceStatus,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { compact } from '../../../dsl/compact.ts';
import type { Engine } from '../../engine/begin.ts';
import { shownParameters } from '../../engine/parameters.ts';
import { readTemplate } from '../../engine/read-template.ts';
import { invalid } from '../../engine/refusals.ts';
import { findStack, type ResourceRecord, type StackRecord } from '../../engine/state.ts';
import { type Operation, operation } from '../../wire/service.ts';
import { type Engines, newestFirst, page, requireStack } from './common.ts';
import { driftOf } from './drift.ts';

/** The operations that tell of stacks, their events and their resources. */
export function describeOperations(engines: Engines): readonly Operation[] {
  return [
    operation(
      'DescribeStacks',
      DescribeStacks$,
      ['StackName', 'NextToken'],
      ({ StackName, NextToken }: DescribeStacksInput, { account }): DescribeStacksOutput => {
        const engine = engines.of(account);
        const asked =
          StackName === undefined
            ? engine.context.state.stacks.filter(({ status }) => status !== 'DELETE_COMPLETE').reverse()
            : [requireStack(engine, StackName)];
        const { items, ...next } = page(asked, NextToken);
        return { Stacks: items.map((stack) => described(engine, stack)), ...next };
      },
    ),
    operation(
      'ListStacks',
      ListStacks$,
      ['NextToken', 'StackStatusFilter'],
      ({ NextToken, StackStatusFilter: only = [] }: ListStacksInput, { account }): ListStacksOutput => {
        const all = engines
          .of(account)
          .context.state.stacks.filter(({ status }) => only.length === 0 || only.includes(status));
        const { items, ...next } = page([...all].reverse(), NextToken);
        return { StackSummaries: items.map(listed), ...next };
      },
    ),
    operation(
      'DescribeStackEvents',
      DescribeStackEvents$,
      ['StackName', 'NextToken'],
      ({ StackName, NextToken }: DescribeStackEventsInput, { account }): DescribeStackEventsOutput => {
        const stack = requireStack(engines.of(account), StackName, (name) => `Stack [${name}] does not exist`);
        const { items, ...next } = newestFirst(stack.events, NextToken);
        const StackEvents = items.map((event) => ({
          StackId: stack.id,
          EventId: event.id,
          StackName: stack.name,
          ...compact({ OperationId: event.operationId, ClientRequestToken: event.token }),
          LogicalResourceId: event.logicalId,
          PhysicalResourceId: event.physicalId,
          ResourceType: event.type,
          Timestamp: new Date(event.at),
          // AWS sends REVIEW_IN_PROGRESS as well, which the SDK's list leaves out.
          ResourceStatus: event.status as ResourceStatus,
          ...compact({ ResourceStatusReason: event.reason, ResourceProperties: event.properties }),
        }));
        return { StackEvents, ...next };
      },
    ),
    operation(
      'DescribeStackResources',
      DescribeStackResources$,
      ['StackName', 'LogicalResourceId', 'PhysicalResourceId'],
      (input: DescribeStackResourcesInput, { account }): DescribeStackResourcesOutput => {
        const engine = engines.of(account);
        const stack = stackOfResource(engine, input);
        const found = begun(stack).filter(
          ({ logicalId }) => input.LogicalResourceId === undefined || logicalId === input.LogicalResourceId,
        );
        if (found.length === 0 && input.LogicalResourceId !== undefined) {
          throw invalid(`Resource ${input.LogicalResourceId} does not exist for stack ${stack.name}`);
        }
        const StackResources = found.slice(0, 100).map((record) => ({
          StackName: stack.name,
          StackId: stack.id,
          ...identity(record),
          Timestamp: new Date(record.at),
          DriftInformation: { StackResourceDriftStatus: driftOf(engine, stack, record.logicalId) },
        }));
        return { StackResources };
      },
    ),
    operation(
      'DescribeStackResource',
      DescribeStackResource$,
      ['StackName', 'LogicalResourceId'],
      (input: DescribeStackResourceInput, { account }): DescribeStackResourceOutput => {
        const engine = engines.of(account);
        const stack = requireStack(engine, input.StackName, (name) => `Stack '${name}' does not exist`);
        const record = begun(stack).find(({ logicalId }) => logicalId === input.LogicalResourceId);
        if (!record) throw invalid(`Resource ${input.LogicalResourceId} does not exist for stack ${stack.name}`);
        return {
          StackResourceDetail: {
            StackName: stack.name,
            StackId: stack.id,
            ...identity(record),
            LastUpdatedTimestamp: new Date(record.at),
            Metadata: JSON.stringify(record.settings.Metadata ?? {}),
            DriftInformation: { StackResourceDriftStatus: driftOf(engine, stack, record.logicalId) },
          },
        };
      },
    ),
    operation(
      'ListStackResources',
      ListStackResources$,
      ['StackName', 'NextToken'],
      ({ StackName, NextToken }: ListStackResourcesInput, { account }): ListStackResourcesOutput => {
        const engine = engines.of(account);
        const stack = requireStack(engine, StackName);
        const { items, ...next } = page(begun(stack), NextToken);
        const StackResourceSummaries = items.map((record) => ({
          ...identity(record),
          LastUpdatedTimestamp: new Date(record.at),
          DriftInformation: { StackResourceDriftStatus: driftOf(engine, stack, record.logicalId) },
        }));
        return { StackResourceSummaries, ...next };
      },
    ),
  ];
}

function described(engine: Engine, stack: StackRecord): Stack {
  const { target, operation: current } = stack;
  const { Description } = readTemplate(target.templateText);
  const detection = engine.context.state.detections.findLast(({ stackId }) => stackId === stack.id);
  const drifted = detection?.drifts.some(({ differences }) => differences.length > 0);
  return {
    StackId: stack.id,
    StackName: stack.name,
    ...compact({ ChangeSetId: stack.changeSetId, Description, StackStatusReason: stack.reason }),
    Parameters: shownParameters(readTemplate(target.templateText), target),
    ...times(stack),
    RollbackConfiguration: {},
    StackStatus: stack.status,
    DisableRollback: stack.disableRollback,
    NotificationARNs: target.notificationArns,
    Capabilities: target.capabilities,
    Outputs: stack.outputs.map(({ key, value, description, exportName }) => ({
      OutputKey: key,
      OutputValue: value,
      ...compact({ Description: description, ExportName: exportName }),
    })),
    ...compact({ RoleARN: target.roleArn, ParentId: stack.parentId, RootId: stack.rootId }),
    Tags: target.tags,
    EnableTerminationProtection: stack.protected,
    DriftInformation: detection
      ? { StackDriftStatus: drifted ? 'DRIFTED' : 'IN_SYNC', LastCheckTimestamp: new Date(detection.at) }
      : { StackDriftStatus: 'NOT_CHECKED' },
    LastOperations: stack.lastOperations,
    ...(current?.retainExceptOnCreate ? { RetainExceptOnCreate: true } : {}),
  };
}

function listed(stack: StackRecord) {
  const { Description } = readTemplate(stack.target.templateText);
  return {
    StackId: stack.id,
    StackName: stack.name,
    ...compact({ TemplateDescription: Description, StackStatusReason: stack.reason }),
    ...times(stack),
    StackStatus: stack.status,
    ...compact({ ParentId: stack.parentId, RootId: stack.rootId }),
  };
}

function times({ createdAt, updatedAt, deletedAt }: StackRecord) {
  return {
    CreationTime: new Date(createdAt),
    ...(updatedAt === undefined ? {} : { LastUpdatedTime: new Date(updatedAt) }),
    ...(deletedAt === undefined ? {} : { DeletionTime: new Date(deletedAt) }),
  };
}

function identity(record: ResourceRecord) {
  return {
    LogicalResourceId: record.logicalId,
    ...compact({ PhysicalResourceId: record.physicalId, ResourceStatusReason: record.reason }),
    ResourceType: record.type,
    ResourceStatus: record.status,
  };
}

function begun(stack: StackRecord): readonly ResourceRecord[] {
  return Object.values(stack.resources).sort((a, b) => (a.logicalId < b.logicalId ? -1 : 1));
}

function stackOfResource(engine: Engine, input: DescribeStackResourcesInput): StackRecord {
  const { StackName, PhysicalResourceId } = input;
  if (StackName !== undefined) return requireStack(engine, StackName);
  if (PhysicalResourceId === undefined) throw invalid('Either StackName or PhysicalResourceId must be specified.');
  // What was kept when its stack went is no longer that stack's.
  const found = engine.context.state.stacks.find(({ resources }) =>
    Object.values(resources).some(
      ({ physicalId, status }) => physicalId === PhysicalResourceId && !/^DELETE_(COMPLETE|SKIPPED)$/.test(status),
    ),
  );
  if (found) return findStack(engine.context.state, found.id) ?? found;
  throw invalid(`Stack for ${PhysicalResourceId} does not exist`);
}

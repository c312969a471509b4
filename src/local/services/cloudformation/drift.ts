import {
  DescribeStackDriftDetectionStatus$,
  type DescribeStackDriftDetectionStatusInput,
  type DescribeStackDriftDetectionStatusOutput,
  DescribeStackResourceDrifts$,
  type DescribeStackResourceDriftsInput,
  type DescribeStackResourceDriftsOutput,
  DetectStackDrift$,
  type DetectStackDriftInput,
  type DetectStackDriftOutput,
  type StackResourceDrift,
  type StackResourceDriftStatus,
} from '@aws-sdk/client-cloudformation';
import { specOf } from '../../../aws/spec.ts';
import { isObject } from '../../../dsl/border.ts';
import type { Data } from '../../../dsl/template.ts';
import type { Engine } from '../../engine/begin.ts';
import { save } from '../../engine/context.ts';
import { isSame } from '../../engine/differences.ts';
import { STACK_TYPE } from '../../engine/events.ts';
import { AS_IMPORTED } from '../../engine/imports.ts';
import { invalid } from '../../engine/refusals.ts';
import {
  type DriftDetection,
  type DriftRecord,
  isBusy,
  type ResourceRecord,
  type StackRecord,
} from '../../engine/state.ts';
import { newUuid } from '../../resources/naming.ts';
import { type Operation, operation } from '../../wire/service.ts';
import { type Engines, page, requireStack } from './common.ts';

/**
 * The operations on drift. What calls have done to a resource is known where its service keeps a property's value of now among what
 * is live, under the property's name: `DefaultActions` of a listener whose weights a release has moved. So is how many tasks a service
 * wants. All else is in sync.
 */
export function driftOperations(engines: Engines): readonly Operation[] {
  return [
    operation(
      'DetectStackDrift',
      DetectStackDrift$,
      ['StackName'],
      ({ StackName }: DetectStackDriftInput, { account }): DetectStackDriftOutput => {
        const engine = engines.of(account);
        const stack = requireStack(engine, StackName, (name) => `Stack [${name}] does not exist`);
        if (isBusy(stack.status) || stack.status === 'REVIEW_IN_PROGRESS') {
          throw invalid(`Drift detection cannot be performed on stack [${stack.id}] while it is in ${stack.status}`);
        }
        return { StackDriftDetectionId: detectStackDrift(engine, stack).id };
      },
    ),
    operation(
      'DescribeStackDriftDetectionStatus',
      DescribeStackDriftDetectionStatus$,
      ['StackDriftDetectionId'],
      (
        { StackDriftDetectionId: asked }: DescribeStackDriftDetectionStatusInput,
        { account },
      ): DescribeStackDriftDetectionStatusOutput => {
        const found = engines.of(account).context.state.detections.find(({ id }) => id === asked);
        if (!found) throw invalid(`Drift detection operation with id ${asked} does not exist`);
        const count = found.drifts.filter(({ differences }) => differences.length > 0).length;
        return {
          StackId: found.stackId,
          StackDriftDetectionId: found.id,
          StackDriftStatus: count > 0 ? 'DRIFTED' : 'IN_SYNC',
          DetectionStatus: 'DETECTION_COMPLETE',
          DriftedStackResourceCount: count,
          Timestamp: new Date(found.at),
        };
      },
    ),
    operation(
      'DescribeStackResourceDrifts',
      DescribeStackResourceDrifts$,
      ['StackName', 'StackResourceDriftStatusFilters', 'NextToken', 'MaxResults'],
      (input: DescribeStackResourceDriftsInput, { account }): DescribeStackResourceDriftsOutput => {
        const engine = engines.of(account);
        const stack = requireStack(engine, input.StackName, (name) => `Stack [${name}] does not exist`);
        const all = resourceDrifts(engine, stack, input.StackResourceDriftStatusFilters);
        const { items, ...next } = page(all, input.NextToken, input.MaxResults ?? 100);
        return { StackResourceDrifts: items, ...next };
      },
    ),
  ];
}

/** What the last detection has found of each resource of a stack. @param only with which status; all unless said. */
export function resourceDrifts(
  engine: Engine,
  stack: StackRecord,
  only: readonly StackResourceDriftStatus[] = ['IN_SYNC', 'MODIFIED', 'DELETED', 'NOT_CHECKED'],
): readonly StackResourceDrift[] {
  const last = engine.context.state.detections.findLast(({ stackId }) => stackId === stack.id);
  return (last?.drifts ?? []).flatMap((drift) => {
    const record = stack.resources[drift.logicalId];
    const status = statusOf(drift);
    if (!record || !last || !only.includes(status)) return [];
    return [
      {
        StackId: stack.id,
        LogicalResourceId: drift.logicalId,
        PhysicalResourceId: record.physicalId ?? '',
        ResourceType: record.type,
        ExpectedProperties: drift.expected,
        ActualProperties: drift.actual,
        PropertyDifferences: drift.differences.map(({ path, expected, actual, type }) => ({
          PropertyPath: path,
          ExpectedValue: expected,
          ActualValue: actual,
          DifferenceType: type,
        })),
        StackResourceDriftStatus: status,
        Timestamp: new Date(last.at),
      },
    ];
  });
}

/** Looks at every resource of a stack, and keeps what it finds. */
export function detectStackDrift(engine: Engine, stack: StackRecord): DriftDetection {
  const { context } = engine;
  const drifts = Object.values(stack.resources)
    .filter(({ physicalId }) => physicalId !== undefined)
    .map((record) => detect(engine, record));
  const found = { id: newUuid(context.account), stackId: stack.id, at: context.account.now().toISOString(), drifts };
  context.state.detections.push(found);
  save(context);
  return found;
}

/** Whether a resource has drifted, by the stack's last detection. */
export function driftOf(engine: Engine, stack: StackRecord, logicalId: string): StackResourceDriftStatus {
  const last = engine.context.state.detections.findLast(({ stackId }) => stackId === stack.id);
  const drift = last?.drifts.find((each) => each.logicalId === logicalId);
  return drift ? statusOf(drift) : 'NOT_CHECKED';
}

function statusOf({ isChecked, differences, actual }: DriftRecord): StackResourceDriftStatus {
  if (!isChecked) return 'NOT_CHECKED';
  if (actual === '') return 'DELETED';
  return differences.length > 0 ? 'MODIFIED' : 'IN_SYNC';
}

function detect(engine: Engine, { logicalId, type, physicalId = '', properties }: ResourceRecord): DriftRecord {
  const expected = JSON.stringify(properties);
  // As AWS: nested stacks are asked about by themselves.
  if (type === STACK_TYPE) return { logicalId, differences: [], expected, actual: expected, isChecked: false };
  const found = engine.context.account.find(type, physicalId);
  if (!found) return { logicalId, differences: [], expected, actual: '', isChecked: true };
  const known = specOf(type)?.properties ?? {};
  // How many tasks are wanted ECS keeps in its own word.
  const { desiredCount: DesiredCount, [AS_IMPORTED]: imported } = found.live;
  const now = { ...found.live, ...(DesiredCount !== undefined && { DesiredCount }) };
  // Null is that nothing has happened to it since it was said last.
  const told = Object.entries(now).filter(
    ([name, value]) => value !== null && Object.hasOwn(known, name) && name in properties,
  );
  // Null is that a resource was imported without.
  const without = isObject(imported) ? Object.entries(imported) : [];
  const live = [...told, ...without.map(([name, value]) => [name, value ?? undefined] as const)];
  const actual = { ...properties, ...Object.fromEntries(live) };
  const differences = live.flatMap(([name, value]) => compare(properties[name], value, `/${name}`));
  return { logicalId, differences, expected, actual: JSON.stringify(actual), isChecked: true };
}

function compare(expected: Data | undefined, actual: Data | undefined, path: string): DriftRecord['differences'] {
  if (isSame(expected, actual)) return [];
  const isBoth = (test: (data: Data | undefined) => boolean) => test(expected) && test(actual);
  if (isBoth(isObject) || isBoth(Array.isArray)) {
    const [one, other] = [Object.entries(expected ?? {}), Object.entries(actual ?? {})];
    const names = new Set([...one, ...other].map(([name]) => name));
    const of = (entries: readonly (readonly [string, Data])[], name: string) =>
      entries.find(([each]) => each === name)?.[1];
    return [...names].flatMap((name) => compare(of(one, name), of(other, name), `${path}/${name}`));
  }
  const type = expected === undefined ? 'ADD' : actual === undefined ? 'REMOVE' : 'NOT_EQUAL';
  return [{ path, expected: text(expected), actual: text(actual), type }];
}

function text(value: Data | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

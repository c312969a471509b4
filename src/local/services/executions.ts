import type { DataObject } from '../../dsl/template.ts';
import type { Account } from '../account.ts';
import type { LocalResource } from '../resource.ts';
import { PIPELINE } from '../resources/code-pipeline.ts';
import { newUuid } from '../resources/naming.ts';
import { objectsOf } from '../resources/read.ts';

/** What an action has done in a run. Times are ISO times. */
export type ActionRecord = {
  readonly name: string;
  /** Its execution's id. */
  readonly id: string;
  readonly status: 'InProgress' | 'Succeeded' | 'Failed' | 'Abandoned';
  /** Unless said, when its status changed last. */
  readonly startTime?: string;
  readonly changedAt: string;
  readonly summary?: string;
  readonly error?: { readonly code: string; readonly message: string };
  /** Of an approval: by what it is answered. */
  readonly token?: string;
  /** Of what it has another service do: a build, a deployment. */
  readonly externalId?: string;
  /** Of a source: what it gave. */
  readonly revision?: { readonly id: string; readonly summary: string };
};

/** A stage that a run has come to. */
export type StageRecord = {
  readonly name: string;
  readonly status: 'InProgress' | 'Succeeded' | 'Failed' | 'Cancelled';
  readonly actions: readonly ActionRecord[];
};

/** A run of a pipeline, as it is kept. Times are ISO times. */
export type ExecutionRecord = {
  readonly id: string;
  readonly status: 'InProgress' | 'Succeeded' | 'Failed' | 'Superseded' | 'Cancelled';
  readonly startTime: string;
  readonly changedAt: string;
  readonly summary?: string;
  /** Two calls with the same one start one run. */
  readonly requestToken?: string;
  /** The stage that it waits to get into. */
  readonly inbound?: string;
  /** Those that it has come to, in their order. */
  readonly stages: readonly StageRecord[];
};

/** All runs of a pipeline, oldest first. */
export function executionsOf(pipeline: LocalResource): readonly ExecutionRecord[] {
  // Only putExecution writes there.
  return objectsOf(pipeline.live, 'executions') as readonly (DataObject & ExecutionRecord)[];
}

/** A run of a pipeline; undefined where there is none, or no pipeline any more. */
export function findExecution(account: Account, pipeline: string, id: string): ExecutionRecord | undefined {
  const found = account.find(PIPELINE, pipeline);
  return found && executionsOf(found).find((each) => each.id === id);
}

/** Puts a run into a pipeline, in whatever state; without an id a new one, else in the place of the one with that id. */
export function putExecution(
  account: Account,
  pipeline: LocalResource,
  said: Partial<ExecutionRecord> = {},
): ExecutionRecord {
  const now = account.find(PIPELINE, pipeline.id) ?? pipeline;
  const time = account.now().toISOString();
  const record: ExecutionRecord = {
    id: newUuid(account),
    status: 'InProgress',
    startTime: time,
    stages: [],
    ...said,
    changedAt: time,
  };
  const all = executionsOf(now);
  const isNew = all.every(({ id }) => id !== record.id);
  const executions = isNew ? [...all, record] : all.map((each) => (each.id === record.id ? record : each));
  account.touch(now, { executions });
  return record;
}

/** Says something else of a run; nothing happens where it is gone. */
export function changeExecution(
  account: Account,
  pipeline: string,
  id: string,
  change: (record: ExecutionRecord) => ExecutionRecord,
): void {
  const found = account.find(PIPELINE, pipeline);
  const record = findExecution(account, pipeline, id);
  if (found && record) putExecution(account, found, change(record));
}

/** A run with something else said of a stage, which it may only just have come to. */
export function withStage(
  record: ExecutionRecord,
  name: string,
  said: Partial<Omit<StageRecord, 'name'>>,
): ExecutionRecord {
  const before = record.stages.find((stage) => stage.name === name);
  const stage: StageRecord = { status: 'InProgress', actions: [], ...before, ...said, name };
  const stages = before ? record.stages.map((each) => (each.name === name ? stage : each)) : [...record.stages, stage];
  return { ...record, stages };
}

/** A run with something else said of an action of a stage. */
export function withAction(
  record: ExecutionRecord,
  stage: string,
  said: Partial<ActionRecord> & Pick<ActionRecord, 'name' | 'changedAt'>,
): ExecutionRecord {
  const actions = record.stages.find(({ name }) => name === stage)?.actions ?? [];
  const before = actions.find(({ name }) => name === said.name);
  const action: ActionRecord = { id: '', status: 'InProgress', startTime: said.changedAt, ...before, ...said };
  const others = before ? actions.map((each) => (each.name === said.name ? action : each)) : [...actions, action];
  return withStage(record, stage, { actions: others });
}

import type { DataObject } from '../../dsl/template.ts';
import type { Account } from '../account.ts';
import type { LocalResource } from '../resource.ts';
import { PIPELINE } from '../resources/code-pipeline.ts';
import { newUuid } from '../resources/naming.ts';
import { objectsOf } from '../resources/read.ts';

/** A run of a pipeline, as it is kept. Times are ISO times. */
export type ExecutionRecord = {
  readonly id: string;
  readonly status: 'InProgress' | 'Succeeded' | 'Failed' | 'Stopped' | 'Stopping' | 'Superseded' | 'Cancelled';
  readonly startTime: string;
  readonly summary?: string;
  /** Two calls with the same one start one run. */
  readonly requestToken?: string;
  /** The stage that it is in, or ended in. */
  readonly stageName: string;
  /** The approval that it waits for there, by what it is answered, and the answer. */
  readonly actionName?: string;
  readonly token?: string;
  readonly answer?: 'Succeeded' | 'Failed';
  readonly answerSummary?: string;
};

/** All runs of a pipeline, oldest first. */
export function executionsOf(pipeline: LocalResource): readonly ExecutionRecord[] {
  // Only putExecution writes there.
  return objectsOf(pipeline.live, 'executions') as readonly (DataObject & ExecutionRecord)[];
}

/** Puts a run into a pipeline, in whatever state; without an id a new one, else in the place of the one with that id. */
export function putExecution(
  account: Account,
  pipeline: LocalResource,
  said: Partial<ExecutionRecord> & Pick<ExecutionRecord, 'stageName'>,
): ExecutionRecord {
  const now = account.find(PIPELINE, pipeline.id) ?? pipeline;
  const record: ExecutionRecord = {
    id: newUuid(account),
    status: 'InProgress',
    startTime: account.now().toISOString(),
    ...said,
  };
  const others = executionsOf(now).filter(({ id }) => id !== record.id);
  account.touch(now, { executions: [...others, record] });
  return record;
}

import type { DataObject } from '../../dsl/template.ts';
import { PIPELINE } from '../../local/resources/code-pipeline.ts';
import { numberOf, objectsOf, textOf } from '../../local/resources/read.ts';
import { isOpen } from '../../local/services/codepipeline-description.ts';
import { changeExecution, type ExecutionRecord, findExecution, withStage } from '../../local/services/executions.ts';
import { type Gate, Superseded } from './gate.ts';
import { type Execution, playAction, type Studio } from './play-action.ts';
import { whatIsNotSupported } from './supported.ts';

/**
 * Takes an execution through the stages of its pipeline, as they are declared, to its end; one that has stood in a stage goes on there.
 * All that happens is kept in its record.
 */
export async function playExecution(studio: Studio, execution: Execution, gate: Gate): Promise<void> {
  const { account, tell } = studio;
  const { pipeline, id } = execution;
  const change = (how: (record: ExecutionRecord) => ExecutionRecord) => changeExecution(account, pipeline.id, id, how);
  const stages = objectsOf(pipeline.properties, 'Stages');
  const problems = whatIsNotSupported(pipeline, account.whereabouts.region);
  if (problems.length > 0) {
    refuse(studio, execution, problems.join('\n'));
    return;
  }
  const reached = findExecution(account, pipeline.id, id)?.stages.at(-1)?.name;
  const first = Math.max(
    0,
    stages.findIndex((stage) => textOf(stage, 'Name') === reached),
  );
  let left: string | undefined;
  try {
    for (const stage of stages.slice(first)) {
      const name = textOf(stage, 'Name') ?? '';
      change((record) => ({ ...record, inbound: name }));
      const entered = gate.enter(name, id);
      if (!isOpen(account, account.find(PIPELINE, pipeline.id) ?? pipeline, name))
        tell({ kind: 'log', source: 'pipeline', text: closedWords(pipeline.id, name) });
      if (left !== undefined) gate.leave(left, id);
      left = undefined;
      await entered;
      left = name;
      change(({ inbound: _, ...record }) => withStage(record, name, { status: 'InProgress' }));
      tell({ kind: 'stage', stage: name, status: 'begun' });
      const failure = await playStage(studio, execution, stage, name);
      change((record) => withStage(record, name, { status: failure === undefined ? 'Succeeded' : 'Failed' }));
      tell({
        kind: 'stage',
        stage: name,
        status: failure === undefined ? 'done' : 'failed',
        ...(failure !== undefined && { text: failure }),
      });
      if (failure === undefined) continue;
      change((record) => ({ ...record, status: 'Failed' }));
      return;
    }
    change((record) => ({ ...record, status: 'Succeeded' }));
  } catch (error) {
    if (!(error instanceof Superseded)) throw error;
    change(({ inbound: _, ...record }) => ({ ...record, status: 'Superseded' }));
  } finally {
    if (left !== undefined) gate.leave(left, id);
  }
}

function closedWords(pipeline: string, stage: string): string {
  const open = `aws codepipeline enable-stage-transition --pipeline-name ${pipeline} --stage-name ${stage} --transition-type Inbound`;
  return `the way into ${stage} is closed, and the run waits before it; to open it: ${open}`;
}

// Actions of one order run at the same time, and those of the next wait for all of them.
async function playStage(
  studio: Studio,
  execution: Execution,
  stage: DataObject,
  name: string,
): Promise<string | undefined> {
  const actions = objectsOf(stage, 'Actions');
  const orderOf = (action: DataObject) => numberOf(action, 'RunOrder') ?? 1;
  for (const order of [...new Set(actions.map(orderOf))].sort((a, b) => a - b)) {
    const group = actions.filter((action) => orderOf(action) === order);
    const ended = await Promise.allSettled(group.map((action) => playAction(studio, execution, name, action)));
    const failures = ended.map((each) => {
      if (each.status === 'rejected') throw each.reason;
      return each.value;
    });
    const failed = failures.flatMap((failure) => failure ?? []);
    if (failed.length > 0) return failed.join('\n');
  }
  return undefined;
}

/** What becomes of an execution whose build ended with its process. */
export const LOST = 'the process that played it has ended: start the pipeline again';

/** Ends an execution that cannot begin, or go on: with the message at the action where it stands, or that would come next. */
export function refuse(
  { account, tell }: Pick<Studio, 'account' | 'tell'>,
  { pipeline, id }: Pick<Execution, 'pipeline' | 'id'>,
  message: string,
): void {
  const changedAt = account.now().toISOString();
  const failed = { status: 'Failed', changedAt, error: { code: 'JobFailed', message } } as const;
  const declared = objectsOf(pipeline.properties, 'Stages');
  const record = findExecution(account, pipeline.id, id);
  const name = record?.inbound ?? record?.stages.at(-1)?.name ?? textOf(declared[0] ?? {}, 'Name') ?? '';
  const before = record?.stages.find((stage) => stage.name === name)?.actions ?? [];
  const stage = declared.find((each) => textOf(each, 'Name') === name) ?? {};
  const names = objectsOf(stage, 'Actions').map((action) => textOf(action, 'Name') ?? '');
  const next = names.find((action) => before.every((each) => each.name !== action));
  const stopped = before.map((action) => (action.status === 'InProgress' ? { ...action, ...failed } : action));
  const isTold = before.some(({ status }) => status === 'InProgress') || next === undefined;
  const actions = isTold ? stopped : [...stopped, { name: next, id: '', ...failed }];
  changeExecution(account, pipeline.id, id, ({ inbound: _, ...now }) => {
    return { ...withStage(now, name, { status: 'Failed', actions }), status: 'Failed', summary: message };
  });
  tell({ kind: 'stage', stage: name, status: 'failed', text: message });
}

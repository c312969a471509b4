import type { Side, SideTraffic, TimelineEntry } from '../timeline.ts';

/** An entry of one kind. */
export type EntryOf<K extends TimelineEntry['kind']> = Extract<TimelineEntry, { kind: K }>;

/** Something that began, and perhaps is over. Times are milliseconds since the rehearsal began. */
export interface Span {
  begun?: number;
  ended?: number;
}

/** A lifecycle event of a deployment, as it is now. */
export interface EventState extends Span {
  readonly event: string;
  status: EntryOf<'lifecycle'>['status'];
  message?: string;
}

/** A deployment, as it is now. */
export interface DeploymentState extends Span {
  readonly id: string;
  status: EntryOf<'deployment'>['status'];
  error?: { readonly code: string; readonly message: string };
  rollbackOf?: string;
  readonly events: EventState[];
}

/** A part of the rehearsal: deploying, building, releasing. */
export interface PartState extends Span {
  readonly name: string;
  status: EntryOf<'stage'>['status'];
  text?: string;
}

/** A task, as it is now. */
export interface TaskOfSide {
  readonly task: string;
  status: EntryOf<'task'>['status'];
  text?: string;
  since: number;
}

/** What was asked of a side in all. */
export interface SideTotals {
  requests: number;
  failures: number;
}

/** Everything that is shown of a rehearsal: what {@link takeEntry} has made of its entries so far. */
export interface Model {
  /** When the last entry came. */
  at: number;
  readonly parts: PartState[];
  readonly deployments: DeploymentState[];
  readonly listeners: { production?: EntryOf<'weights'>; test?: EntryOf<'weights'> };
  readonly weights: EntryOf<'weights'>[];
  readonly versions: { [side in Side]?: string };
  readonly tasks: { readonly [side in Side]: TaskOfSide[] };
  readonly traffic: EntryOf<'traffic'>[];
  readonly totals: { readonly [side in Side]: SideTotals };
  /** All that failed, and by what came of it; what was told without a reason is `no reason told`. */
  failed: number;
  readonly reasons: Map<string, number>;
  readonly hook: EntryOf<'hook'>[];
  /** The last state of each alarm. */
  readonly alarms: Map<string, EntryOf<'alarm'>>;
  readonly alarmChanges: EntryOf<'alarm'>[];
  readonly log: EntryOf<'log'>[];
  readonly faults: EntryOf<'fault'>[];
  verdict?: EntryOf<'verdict'>;
}

/** Before anything has happened. */
export function emptyModel(): Model {
  return {
    at: 0,
    parts: [],
    deployments: [],
    listeners: {},
    weights: [],
    versions: {},
    tasks: { blue: [], green: [] },
    traffic: [],
    totals: { blue: { requests: 0, failures: 0 }, green: { requests: 0, failures: 0 } },
    failed: 0,
    reasons: new Map(),
    hook: [],
    alarms: new Map(),
    alarmChanges: [],
    log: [],
    faults: [],
  };
}

/** All entries at once. */
export function modelOf(entries: Iterable<TimelineEntry>): Model {
  const model = emptyModel();
  for (const entry of entries) takeEntry(model, entry);
  return model;
}

/** Takes in what has happened next. */
export function takeEntry(model: Model, entry: TimelineEntry): void {
  model.at = Math.max(model.at, entry.at);
  switch (entry.kind) {
    case 'stage':
      takePart(model, entry);
      break;
    case 'deployment':
      takeDeployment(model, entry);
      break;
    case 'lifecycle':
      takeLifecycle(model, entry);
      break;
    case 'weights':
      model.listeners[entry.listener] = entry;
      model.weights.push(entry);
      break;
    case 'version':
      model.versions[entry.side] = entry.image;
      break;
    case 'task':
      takeTask(model, entry);
      break;
    case 'hook':
      model.hook.push(entry);
      break;
    case 'traffic':
      takeTraffic(model, entry);
      break;
    case 'alarm':
      model.alarms.set(entry.alarm, entry);
      model.alarmChanges.push(entry);
      break;
    case 'log':
      model.log.push(entry);
      break;
    case 'fault':
      model.faults.push(entry);
      break;
    case 'verdict':
      model.verdict = entry;
  }
}

function takePart({ parts }: Model, { stage, status, text, at }: EntryOf<'stage'>): void {
  // The same may be done again: two releases are two parts.
  let part = parts.findLast(({ name, ended }) => name === stage && ended === undefined);
  if (part === undefined) {
    part = { name: stage, status, begun: at };
    parts.push(part);
  }
  part.status = status;
  if (text !== undefined) part.text = text;
  if (status !== 'begun') part.ended = at;
}

function deploymentIn({ deployments }: Model, id: string, at: number): DeploymentState {
  const known = deployments.find((each) => each.id === id);
  if (known) return known;
  const made: DeploymentState = { id, status: 'Created', begun: at, events: [] };
  deployments.push(made);
  return made;
}

/** Whether nothing more comes of a deployment of that status. */
export function isOver(status: DeploymentState['status']): boolean {
  return status === 'Succeeded' || status === 'Failed' || status === 'Stopped';
}

function takeDeployment(model: Model, { deploymentId, status, error, rollbackOf, at }: EntryOf<'deployment'>): void {
  const deployment = deploymentIn(model, deploymentId, at);
  deployment.status = status;
  if (error) deployment.error = error;
  if (rollbackOf !== undefined) deployment.rollbackOf = rollbackOf;
  if (isOver(status)) deployment.ended ??= at;
}

function takeLifecycle(model: Model, { deploymentId, event, status, message, at }: EntryOf<'lifecycle'>): void {
  const { events } = deploymentIn(model, deploymentId, at);
  let state = events.find((each) => each.event === event);
  if (state === undefined) {
    state = { event, status };
    events.push(state);
  }
  state.status = status;
  if (message !== undefined) state.message = message;
  if (status === 'InProgress') state.begun ??= at;
  if (status === 'Succeeded' || status === 'Failed') {
    state.begun ??= at;
    state.ended = at;
  }
}

function takeTask({ tasks }: Model, { side, task, status, text, at }: EntryOf<'task'>): void {
  let state = tasks[side].find((each) => each.task === task);
  if (state === undefined) {
    state = { task, status, since: at };
    tasks[side].push(state);
  }
  state.status = status;
  state.since = at;
  // What was said of one status is not said of the next.
  if (text !== undefined) state.text = text;
  else delete state.text;
}

function takeTraffic(model: Model, entry: EntryOf<'traffic'>): void {
  model.traffic.push(entry);
  for (const side of ['blue', 'green'] as const) {
    model.totals[side].requests += entry[side].requests;
    model.totals[side].failures += entry[side].failures;
  }
  model.failed += entry.failed;
  let told = 0;
  for (const [reason, count] of Object.entries(entry.reasons ?? {})) {
    told += count;
    model.reasons.set(reason, (model.reasons.get(reason) ?? 0) + count);
  }
  const untold = entry.failed - told;
  if (untold > 0) model.reasons.set('no reason told', (model.reasons.get('no reason told') ?? 0) + untold);
}

/** All requests: those that a side has answered, and those that none has. */
export function requestsOf(model: Model): number {
  return model.traffic.reduce((sum, entry) => sum + requestsIn(entry), 0);
}

/** All requests of a second. */
export function requestsIn({ blue, green, failed }: EntryOf<'traffic'>): number {
  return blue.requests + green.requests + unansweredIn({ blue, green, failed });
}

/** Those that failed without a side having answered. */
export function unansweredIn(second: { blue: SideTraffic; green: SideTraffic; failed: number }): number {
  return Math.max(0, second.failed - second.blue.failures - second.green.failures);
}

import { setTimeout as sleep } from 'node:timers/promises';
import { TealformError } from '../../dsl/error.ts';
import type { Account } from '../../local/account.ts';
import { SERVICE } from '../../local/resources/ecs-service.ts';
import { taskSetsOf } from '../deployment/task-sets.ts';
import type { OpenWorld } from '../open-world.ts';
import { sideOf } from '../side.ts';
import type { TaskFault } from '../tasks/fault.ts';
import type { Tell, TimelineEntry } from '../timeline.ts';
import type { TaskSetOrder } from '../world.ts';
import { FAULTS, type FaultName, type FaultRow } from './rows.ts';
import { expectTheImpossible, forbidReports, hang, hooksOf } from './tamper.ts';

/** What {@link castFault} is told. */
export interface FaultOptions {
  readonly name: FaultName;
  readonly account: Account;
  readonly tell: Tell;
  /** Milliseconds since the rehearsal began. */
  readonly at: () => number;
  /** Stops the deployment that runs: `make stop`. */
  readonly stop: () => Promise<void>;
  /** What was told of the rehearsal before, where another process has begun it: the fault goes on where it was. */
  readonly before?: readonly TimelineEntry[];
}

/** A fault in a rehearsal, and when it strikes. */
export interface CastFault {
  readonly name: FaultName;
  readonly row: FaultRow;
  /** Says what is to come. */
  readonly announce: () => void;
  /** Does what is to be done once the templates are deployed, before anything runs. @throws TealformError `not-rehearsed` */
  readonly prepare: () => void;
  /** What comes over the tasks of a set at their start. */
  readonly faultOf: (order: TaskSetOrder) => TaskFault | undefined;
  /** Is told everything that happens, and strikes when it is time. @param world undefined before it is open. */
  readonly hear: (entry: TimelineEntry, world: OpenWorld | undefined) => void;
  /** Waits until users are served again, a while at most. */
  readonly calm: (world: OpenWorld) => Promise<void>;
}

/** In the middle of the shift: green has so many percent. */
const MIDDLE = 30;

/** Of a set whose tasks crash again and again: each ends a second after its start, which is long enough to be healthy before. */
const CRASH: TaskFault = { kind: 'crash', afterMilliseconds: 1_000 };

/** What comes over the tasks of the new version from their start on. */
const FROM_START: { readonly [name in FaultName]?: TaskFault } = {
  'green-500': { kind: 'answer', status: 500 },
  'green-slow': { kind: 'slow', milliseconds: 4_000 },
  'green-never-healthy': { kind: 'unhealthy' },
};

/** What is changed in the account, as if the templates had said so. */
const TAMPERS: { readonly [name in FaultName]?: (account: Account) => void } = {
  'hook-fails': expectTheImpossible,
  'hook-denied': forbidReports,
  'hook-hangs': hang,
};

/** Whose tasks crash in the middle of the shift. */
const CRASHES: { readonly [name in FaultName]?: 'blue' | 'green' } = {
  'green-crashes-mid-shift': 'green',
  'blue-crashes': 'blue',
};

/** How many seconds without a failed request are enough to say that users are served again, and how long to wait for them at most. */
const CALM = { seconds: 2, patience: 30_000 };

/** Makes a fault ready to be played. */
export function castFault({ name, account, tell, at, stop, before = [] }: FaultOptions): CastFault {
  const row = FAULTS[name];
  const say = (status: 'asked' | 'strikes' | 'over', text: string) =>
    tell({ at: at(), kind: 'fault', fault: name, status, text });
  const wasTold = (status: 'asked' | 'strikes' | 'over') =>
    before.some((entry) => entry.kind === 'fault' && entry.status === status);
  let struck = wasTold('strikes');
  let isOver = wasTold('over');
  let calmSeconds = 0;

  const strike = (text: string, act: () => void) => {
    if (struck) return;
    struck = true;
    say('strikes', text);
    act();
  };
  const crash = (world: OpenWorld, side: 'blue' | 'green', fault: TaskFault | undefined) => {
    for (const id of taskSetsOn(account, side)) world.setFault(id, fault);
  };
  const inTheMiddle = (world: OpenWorld) => {
    const side = CRASHES[name];
    if (side !== undefined) {
      strike(`the tasks of ${side} crash`, () => crash(world, side, CRASH));
    }
    if (name !== 'stop-mid-shift') return;
    strike('make stop', () => {
      stop().catch((error: Error) => tell({ at: at(), kind: 'log', source: 'make stop', text: error.message }));
    });
  };

  return {
    name,
    row,
    announce: () => {
      if (!wasTold('asked')) say('asked', announced(row));
    },
    prepare: () => {
      const tamper = TAMPERS[name];
      if (!tamper) return;
      if (hooksOf(account).length === 0) {
        throw new TealformError({ code: 'not-rehearsed', message: `${name}: the system has no hook that could` });
      }
      strike('the account is not as the templates say any more', () => tamper(account));
    },
    faultOf: ({ targetGroupArn }) => {
      const side = sideOf(account, targetGroupArn);
      // Of a process that is gone: what had come over the tasks of a set comes over those that are started for them.
      if (struck && !isOver && CRASHES[name] === side) return CRASH;
      const fault = FROM_START[name];
      if (!fault || side !== 'green') return undefined;
      strike('the tasks of green start with it', () => {});
      return fault;
    },
    hear: (entry, world) => {
      if (entry.kind === 'traffic') calmSeconds = entry.failed === 0 ? calmSeconds + 1 : 0;
      if (!world) return;
      if (entry.kind === 'weights' && entry.listener === 'production' && entry.green >= MIDDLE) inTheMiddle(world);
      const isStopped = entry.kind === 'deployment' && (entry.status === 'Stopped' || entry.status === 'Failed');
      if (name !== 'blue-crashes' || !struck || isOver || !isStopped) return;
      isOver = true;
      crash(world, 'blue', undefined);
      say('over', 'the tasks of blue crash no more');
    },
    calm: async (world) => {
      const end = Date.now() + CALM.patience;
      const isCalm = () => calmSeconds >= CALM.seconds && taskSetsOn(account, 'blue').every((id) => world.isSteady(id));
      while (!isCalm() && Date.now() < end) await sleep(50);
    },
  };
}

// The sentence is also one of the guide, where code is in backquotes.
function announced({ what, status, error, event }: FaultRow): string {
  return `${what.replaceAll('`', '')}; it should end as ${status}, ${error}, at ${event}, and be taken back`;
}

function taskSetsOn(account: Account, side: 'blue' | 'green'): readonly string[] {
  return account
    .all(SERVICE)
    .flatMap(({ id }) => taskSetsOf(account, id))
    .filter(({ targetGroupArn }) => sideOf(account, targetGroupArn) === side)
    .map(({ id }) => id);
}

import type { LocalResource } from '../../local/resource.ts';
import { textOf } from '../../local/resources/read.ts';
import type { Stage } from '../deployment/stage.ts';
import { tickOf } from '../deployment/watch.ts';
import type { Measurement } from '../world.ts';
import { NotMeasured, periodOf } from './metrics.ts';
import { type AlarmState, periodsOf, pointOf, stateOf } from './state.ts';

const ALARM = 'AWS::CloudWatch::Alarm';

/** The periods of one length: when the one that runs began, and what was measured in those before it, the newest last. */
interface Periods {
  began: Date;
  readonly measured: Measurement[];
}

/**
 * Has the account's metric alarms look at what the world measures, period by period, each of them as long as the pace makes it. What was
 * measured before counts as missing. An alarm that asks for what is not measured says so once, and keeps the state that it has.
 */
export function watchAlarms(stage: Stage): { readonly close: () => void } {
  const { account, world, pace } = stage;
  const byLength = new Map<number, Periods>();
  const unknown = new Set<string>();

  const look = () => {
    const now = account.now();
    const alarms = account.all(ALARM);
    for (const seconds of new Set(alarms.map(periodOf))) {
      const periods = byLength.get(seconds) ?? { began: now, measured: [] };
      byLength.set(seconds, periods);
      if (now.getTime() - periods.began.getTime() < pace.of(seconds * 1_000)) continue;
      const theirs = alarms.filter((alarm) => periodOf(alarm) === seconds);
      periods.measured.push(world.measure(periods.began));
      periods.began = now;
      const needed = Math.max(...theirs.map(({ properties }) => periodsOf(properties)));
      periods.measured.splice(0, Math.max(0, periods.measured.length - needed));
      for (const alarm of theirs) judge(alarm, periods.measured);
    }
  };

  const judge = (alarm: LocalResource, measured: readonly Measurement[]) => {
    try {
      const points = measured.map((each) => pointOf(alarm.properties, each));
      const before = textOf(alarm.live, 'StateValue');
      const known = before === 'OK' || before === 'ALARM' ? before : 'INSUFFICIENT_DATA';
      const now = stateOf(alarm.properties, points, known);
      if (before !== now.state) change(alarm, now);
    } catch (error) {
      if (!(error instanceof NotMeasured)) throw error;
      if (!unknown.has(alarm.id))
        stage.tell({ kind: 'log', source: 'cloudwatch', text: `${alarm.id}: ${error.message}` });
      unknown.add(alarm.id);
    }
  };

  const change = (alarm: LocalResource, { state, reason }: AlarmState) => {
    account.touch(alarm, { StateValue: state, StateReason: reason, at: account.now().toISOString() });
    stage.tell({ kind: 'alarm', alarm: alarm.id, state, reason });
  };

  look();
  const timer = setInterval(look, tickOf(stage));
  return { close: () => clearInterval(timer) };
}

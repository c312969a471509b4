import { createHash } from 'node:crypto';
import { TealformError } from '../../dsl/error.ts';
import type { Account } from '../../local/account.ts';
import { TARGET_GROUP } from '../../local/resources/elbv2.ts';
import { textOf } from '../../local/resources/read.ts';
import type { RegisteredTarget } from '../../local/targets.ts';
import type { Pace } from '../pace.ts';
import type { Finding } from './health-check.ts';
import { type Health, registerTarget, type Target } from './target.ts';

/** The target groups of an account, and who is registered there. */
export interface TargetGroups {
  /** @throws TealformError `unknown-target-group` */
  readonly register: (targetGroupArn: string, target: NewTarget) => Target;
  /** Whose turn it is to answer; undefined where nobody can. */
  readonly choose: (targetGroupArn: string) => Target | undefined;
  /** As the account tells of them. */
  readonly describe: (targetGroupArn: string) => readonly RegisteredTarget[];
  readonly count: (targetGroupArn: string, health: Health) => number;
  /** Takes all targets out at once. */
  readonly close: () => void;
}

/** What is to be registered. */
export interface NewTarget {
  readonly id: string;
  readonly port: () => number | undefined;
  readonly onHealth: (health: Health, finding: Finding) => void;
}

/**
 * Target groups as the account has them, with targets on loopback. Requests go to healthy targets in turn. Where there are none, they go to
 * all that are registered, those too that have not been looked at yet (which no page of AWS says), but to none that is being taken out.
 * @param onChange called when targets of a group have come, gone or changed their health
 */
export function makeTargetGroups(
  account: Account,
  pace: Pace,
  onChange: (targetGroupArn: string) => void,
): TargetGroups {
  const groups = new Map<string, { targets: readonly Target[]; turn: number }>();
  const groupOf = (arn: string) => {
    const group = groups.get(arn) ?? { targets: [], turn: 0 };
    groups.set(arn, group);
    return group;
  };
  return {
    register: (arn, { id, port, onHealth }) => {
      const resource = account.find(TARGET_GROUP, arn);
      if (!resource)
        throw new TealformError({ code: 'unknown-target-group', message: `there is no target group ${arn}` });
      const group = groupOf(arn);
      const target = registerTarget({
        id,
        port,
        group: resource,
        pace,
        onHealth: (health, finding) => {
          onChange(arn);
          onHealth(health, finding);
        },
        onGone: () => {
          group.targets = group.targets.filter((each) => each !== target);
          onChange(arn);
        },
      });
      group.targets = [...group.targets, target];
      onChange(arn);
      return target;
    },
    choose: (arn) => {
      const group = groupOf(arn);
      const healthy = group.targets.filter((target) => target.health() === 'healthy');
      const open = healthy.length > 0 ? healthy : group.targets.filter((target) => target.health() !== 'draining');
      group.turn += 1;
      return open[group.turn % open.length];
    },
    describe: (arn) => {
      const ofInstances =
        (textOf(account.find(TARGET_GROUP, arn)?.properties ?? {}, 'TargetType') ?? 'instance') === 'instance';
      const id = ofInstances ? instanceOf(account) : '127.0.0.1';
      return groupOf(arn).targets.map((target) => {
        const finding = target.finding();
        return { id, port: target.port(), state: target.health(), ...finding };
      });
    },
    count: (arn, health) => groupOf(arn).targets.filter((target) => target.health() === health).length,
    close: () => {
      for (const { targets } of groups.values()) for (const target of targets) target.drop();
    },
  };
}

/** The instance that this machine is taken for: one for an account. */
function instanceOf({ whereabouts: { accountId, region } }: Account): string {
  return `i-${createHash('sha256').update(`${accountId}/${region}`).digest('hex').slice(0, 17)}`;
}

import { list } from './box.ts';
import type { SecurityChange } from './change.ts';
import { type Generation, isIn } from './generation.ts';
import { meet, type Region, remainder } from './region.ts';
import { findRules, sayPorts, type TrafficRule } from './traffic-rule.ts';

/** As many of the rules before as a message names. */
const MOST = 4;

/** Traffic that security groups and network ACLs let through in one generation and not in the other. */
export function compareTraffic(old: Generation, young: Generation): readonly SecurityChange[] {
  const [before, after] = [findRules(old), findRules(young)];
  const isThere = ({ of }: TrafficRule) => isIn(of, old, young) && isIn(of, young, old);
  return [
    ...fresh(before, after, 'allow').map((found) => say(found, 'opens')),
    ...fresh(after, before, 'allow').map((found) => say(found, 'closes')),
    // Nothing is denied to what is not there.
    ...fresh(after.filter(isThere), before.filter(isThere), 'deny').map((found) => say(found, 'opens')),
    ...fresh(before.filter(isThere), after.filter(isThere), 'deny').map((found) => say(found, 'closes')),
  ];
}

interface Fresh {
  readonly rule: TrafficRule;
  /** What of the rule is not in any other. */
  readonly left: readonly Region[];
  readonly others: readonly TrafficRule[];
}

function fresh(from: readonly TrafficRule[], to: readonly TrafficRule[], action: 'allow' | 'deny'): readonly Fresh[] {
  return to
    .filter((rule) => rule.action === action)
    .flatMap((rule) => {
      const others = from.filter(
        ({ of, direction, ...other }) => of === rule.of && direction === rule.direction && other.action === action,
      );
      const left = remainder(
        rule.region,
        others.map(({ region }) => region),
      );
      return left.length === 0 ? [] : [{ rule, left, others }];
    });
}

function say({ rule, left, others }: Fresh, effect: 'opens' | 'closes'): SecurityChange {
  const { path, at, direction, action, peer } = rule;
  const isMore = (effect === 'opens') === (action === 'allow');
  const [does, not] =
    action === 'allow' ? [`lets ${direction}`, `no longer lets ${direction}`] : ['denies', 'no longer denies'];
  const towards = direction === 'in' ? 'from' : 'to';
  const everyone = EVERYONE.has(peer) ? `, which is every${direction === 'in' ? 'one' : 'where'}` : '';
  const rest = action === 'allow' ? sayRest(rule, others, towards) : '';
  const was = rest === '' ? '' : effect === 'opens' ? `, was ${rest} only` : `, only ${rest}`;
  const message = `${isMore ? does : not} ${sayWhat(rule, left)} ${towards} ${peer}${everyone}${was}`;
  return { effect, code: effect === 'opens' ? 'port-opened' : 'port-closed', path, at, message };
}

const EVERYONE: ReadonlySet<string> = new Set(['0.0.0.0/0', '::/0']);

// Some of its ports only, where those that are new are new for all addresses.
function sayWhat({ region, what }: TrafficRule, left: readonly Region[]): string {
  const isWide = left.every(({ addresses }) => addresses.join() === region.addresses.join());
  const isPart = left.every(({ ports }) => ports.join() !== region.ports.join());
  const hasPorts = region.unknownPorts === undefined && (region.protocol === 'tcp' || region.protocol === 'udp');
  return isWide && isPart && hasPorts ? `${region.protocol} ${list(left.map(({ ports }) => sayPorts(ports)))}` : what;
}

// What is most like it in the other generation: the same ports for others, or other ports for the same.
function sayRest(rule: TrafficRule, others: readonly TrafficRule[], towards: string): string {
  const samePorts = others.filter(
    ({ region, peer }) => peer !== rule.peer && remainder({ ...rule.region, ...place(region) }, [region]).length === 0,
  );
  if (samePorts.length > 0)
    return `${towards} ${list(
      samePorts.map(({ peer }) => peer),
      MOST,
    )}`;
  const samePeer = others.filter((other) => other.peer === rule.peer && meet(other.region, rule.region));
  return list(
    samePeer.map(({ what }) => what),
    MOST,
  );
}

function place({ space, addresses }: Region): Pick<Region, 'space' | 'addresses'> {
  return { space, addresses };
}

import type { GroupMeasurement, Measurement } from '../world.ts';

/** Something that the load balancer has done with a request. */
export interface Served {
  /** Undefined where no target could be chosen. */
  readonly targetGroupArn: string | undefined;
  /** What the target answered; undefined where the load balancer answered for it. */
  readonly targetStatus?: number;
  /** Seconds until the target's headers came. */
  readonly seconds?: number;
  /** What the load balancer answered by itself. */
  readonly ownStatus?: number;
}

/** Takes down what happens, and tells what of it was when. */
export interface Metrics {
  readonly served: (served: Served) => void;
  /** As many targets of a group are well and not well from now on. */
  readonly hosts: (targetGroupArn: string, healthy: number, unhealthy: number) => void;
  readonly measure: (since: Date) => Measurement;
}

/** Longer than any alarm looks back at the pace of a rehearsal. */
const KEPT_MS = 30 * 60_000;

/**
 * The metrics of a load balancer and its target groups. A request for which no target could be chosen counts among the load balancer's own
 * answers only, as CloudWatch counts. Of hosts, what is told is the most that were unhealthy at any moment since then, and the fewest that
 * were healthy.
 * @param now the clock
 * @param groups ARNs that are told of although nothing has happened there
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 */
export function makeMetrics(now: () => Date, groups: () => readonly string[]): Metrics {
  let requests: (Served & { readonly at: number })[] = [];
  const hosts = new Map<string, { readonly at: number; readonly healthy: number; readonly unhealthy: number }[]>();
  return {
    served: (served) => {
      const at = now().getTime();
      requests.push({ ...served, at });
      // Seldom, since it copies everything.
      if (requests.length % 10_000 === 0) requests = requests.filter((each) => at - each.at < KEPT_MS);
    },
    hosts: (arn, healthy, unhealthy) => {
      const list = hosts.get(arn) ?? [];
      hosts.set(arn, list);
      list.push({ at: now().getTime(), healthy, unhealthy });
    },
    measure: (since) => {
      const from = since.getTime();
      // They stand in the order of time.
      const recent = requests.slice(requests.findLastIndex(({ at }) => at < from) + 1);
      const arns = new Set([...groups(), ...hosts.keys()]);
      const measured = [...arns].map((arn) => {
        const ofGroup = recent.filter(({ targetGroupArn }) => targetGroupArn === arn);
        return [arn, measureGroup(ofGroup, hostsSince(hosts.get(arn) ?? [], from))] as const;
      });
      return {
        groups: Object.fromEntries(measured),
        HTTPCode_ELB_5XX_Count: recent.filter(({ ownStatus = 0 }) => ownStatus >= 500).length,
        HTTPCode_ELB_502_Count: recent.filter(({ ownStatus }) => ownStatus === 502).length,
        HTTPCode_ELB_503_Count: recent.filter(({ ownStatus }) => ownStatus === 503).length,
        HTTPCode_ELB_504_Count: recent.filter(({ ownStatus }) => ownStatus === 504).length,
        RequestCount: recent.filter(({ targetGroupArn }) => targetGroupArn !== undefined).length,
      };
    },
  };
}

function measureGroup(
  requests: readonly Served[],
  hosts: readonly { readonly healthy: number; readonly unhealthy: number }[],
): GroupMeasurement {
  const statuses = requests.flatMap(({ targetStatus }) => targetStatus ?? []);
  return {
    RequestCount: requests.length,
    HTTPCode_Target_2XX_Count: statuses.filter((status) => status >= 200 && status < 300).length,
    HTTPCode_Target_5XX_Count: statuses.filter((status) => status >= 500).length,
    UnHealthyHostCount: Math.max(0, ...hosts.map(({ unhealthy }) => unhealthy)),
    HealthyHostCount: hosts.length === 0 ? 0 : Math.min(...hosts.map(({ healthy }) => healthy)),
    TargetResponseTime: requests.flatMap(({ seconds }) => seconds ?? []),
  };
}

// What was at that moment, and everything since.
function hostsSince<Each extends { readonly at: number }>(list: readonly Each[], from: number): readonly Each[] {
  const first = list.findLastIndex(({ at }) => at <= from);
  return list.slice(Math.max(0, first));
}

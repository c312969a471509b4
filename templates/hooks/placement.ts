import { worstCaseMs } from '../../lambda/duration.ts';
import { findProbeProblems, type Probe, REPORT_RESERVE_MS } from '../../lambda/probe.ts';
import { toJsonString } from '../../src/dsl/index.ts';
import { LIFECYCLE_EVENTS, type LifecycleEvent, type ProbeChoice } from '../options/hooks.ts';
import type { ListenerOptions } from '../options/listeners.ts';
import { invalid, type OptionProblem, onlyKnown } from '../options/problem.ts';
import type { CompleteOptions } from '../options/system.ts';

/** Public addresses that hooks come from, and the listeners that must admit them. */
export interface HookAddresses {
  readonly count: number;
  readonly listeners: readonly Probe['listener'][];
}

/** A hook's probes, as its function takes them. */
export interface PlacedHook {
  readonly event: LifecycleEvent;
  readonly probes: readonly Probe[];
  /** How long its function may run, in seconds. */
  readonly timeoutSeconds: number;
}

/**
 * Where hooks run, and how their listeners know them. They always run in private subnets of the network: outside of it a
 * function has no address that could be admitted.
 */
export interface HookPlacement {
  readonly hooks: readonly PlacedHook[];
  /** The listeners that are probed. */
  readonly listeners: readonly Probe['listener'][];
  /**
   * What a listener sees a hook come from. An internal load balancer is reached privately, so the hooks' security group can
   * be admitted. An internet-facing one has public addresses even inside the network, so hooks arrive from the NAT's.
   */
  readonly source: 'security-group' | 'nat-addresses';
  /** How many addresses of the NAT are admitted. */
  readonly natAddresses: number;
}

type PlacementOptions = Pick<CompleteOptions, 'network' | 'listeners' | 'loadBalancer' | 'hooks'>;

/** Longer than this Lambda lets no function run. The hook's hour is four times that. */
const MOST_SECONDS = 900;

/**
 * The most that the probes of one function may take in its environment, which holds 4 KB in all.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const MOST_BYTES = 3500;

/** Works out how each hook reaches its listener, or why it cannot. */
export function placeHooks(options: PlacementOptions): HookPlacement & { readonly problems: readonly OptionProblem[] } {
  const problems: OptionProblem[] = [...onlyKnown('hooks', options.hooks, LIFECYCLE_EVENTS), ...findShapeless(options)];
  if (problems.length > 0) return { hooks: [], listeners: [], source: 'security-group', natAddresses: 0, problems };
  const hooks = LIFECYCLE_EVENTS.flatMap((event) => {
    const chosen = options.hooks[event];
    return chosen === undefined ? [] : [placeHook(event, asList(chosen), options, problems)];
  });
  const listeners = (['production', 'test'] as const).filter((name) =>
    hooks.some(({ probes }) => probes.some(({ listener }) => listener === name)),
  );
  const source = options.loadBalancer.scheme === 'internal' ? 'security-group' : 'nat-addresses';
  if (hooks.length > 0) problems.push(...findUnreachable(options, source));
  const natAddresses = source === 'nat-addresses' && hooks.length > 0 ? countNatAddresses(options.network) : 0;
  return { hooks, listeners, source, natAddresses, problems };
}

// The compiler sees these too; `make synth` alone does not ask it.
function findShapeless({ hooks }: PlacementOptions): readonly OptionProblem[] {
  const isProbe = (value: unknown) =>
    typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'probe' && 'path' in value;
  return Object.entries(hooks)
    .filter(([, chosen]: [string, unknown]) => {
      return chosen !== undefined && !(Array.isArray(chosen) ? chosen.every(isProbe) : isProbe(chosen));
    })
    .map(([event]) => invalid(`hooks.${event}`, 'is no probe', "write probe({ path: '/' }), or a list of them"));
}

function placeHook(
  event: LifecycleEvent,
  choices: readonly ProbeChoice[],
  options: PlacementOptions,
  problems: OptionProblem[],
): PlacedHook {
  const path = `hooks.${event}`;
  if (choices.length === 0) {
    problems.push(invalid(path, 'has no probes', 'give it one, or leave the hook out'));
  }
  if (event === 'AfterAllowTestTraffic' && !options.listeners.test) {
    problems.push(
      invalid(path, 'never happens without a test listener', 'add listeners.test, or use BeforeAllowTraffic'),
    );
  }
  const probes = choices.map((choice, index) => {
    const probe = completeProbe(choice, options);
    const where = choices.length > 1 ? `${path}[${index}]` : path;
    problems.push(...checkProbe(event, probe, where, options));
    if (choice.body instanceof RegExp && choice.body.flags !== '') {
      const message = `the flags of ${choice.body} cannot be taken along`;
      problems.push(invalid(`${where}.body`, message, 'write a pattern without flags, such as /[Hh]i/ for /hi/i'));
    }
    return probe;
  });
  const timeoutSeconds = Math.ceil((worstCaseMs(probes) + REPORT_RESERVE_MS) / 1000);
  if (timeoutSeconds > MOST_SECONDS) {
    const message = `takes up to ${timeoutSeconds} seconds, reporting included; Lambda allows ${MOST_SECONDS}`;
    problems.push(invalid(path, message, 'use fewer attempts, shorter latencies or shorter pauses'));
  }
  const bytes = Buffer.byteLength(writeProbes(probes));
  if (bytes > MOST_BYTES) {
    const message = `its probes take ${bytes} bytes; a function's environment has room for ${MOST_BYTES}`;
    problems.push(invalid(path, message, 'use fewer or shorter probes'));
  }
  return { event, probes, timeoutSeconds };
}

function completeProbe(choice: ProbeChoice, { listeners }: PlacementOptions): Probe {
  const { body } = choice;
  const complete: Probe = {
    listener: choice.listener ?? (listeners.test ? 'test' : 'production'),
    method: choice.method ?? 'GET',
    path: choice.path,
    ...(choice.headers ? { headers: choice.headers } : {}),
    ...(choice.host === undefined ? {} : { host: choice.host }),
    status: choice.status ?? 200,
    ...(typeof body === 'string' ? { bodyContains: body } : {}),
    ...(body instanceof RegExp ? { bodyPattern: body.source } : {}),
    maxLatencyMs: choice.maxLatencyMs ?? 2000,
    attempts: choice.attempts ?? 5,
    consecutiveSuccesses: choice.consecutiveSuccesses ?? 1,
    spacingMs: choice.spacingMs ?? 1000,
  };
  // Whatever else somebody wrote, so that it is found to be unknown.
  const known = ['kind', 'body', ...Object.keys(complete)];
  const unknown = Object.entries(choice).filter(([name]) => !known.includes(name));
  return { ...complete, ...Object.fromEntries(unknown) };
}

/** The events before the test listener shows the new version. */
const SHOWN_TOO_LATE: readonly LifecycleEvent[] = ['BeforeInstall', 'AfterInstall'];

function checkProbe(
  event: LifecycleEvent,
  probe: Probe,
  path: string,
  options: PlacementOptions,
): readonly OptionProblem[] {
  const problems = findProbeProblems([probe]).map((problem) => {
    const [, name, message = problem] = /^probe 1: (?:(\w+) )?(.*)$/.exec(problem) ?? [];
    const shown = name?.replace(/^body(Contains|Pattern)$/, 'body');
    const [what = message, hint = 'see the options of probe()'] = message.split(/, (?=must be )/);
    return invalid(shown ? `${path}.${shown}` : path, what, hint);
  });
  const listener: ListenerOptions | undefined = options.listeners[probe.listener];
  if (probe.listener === 'test' && SHOWN_TOO_LATE.includes(event)) {
    const message = `still shows the old version at ${event}`;
    const hint = "use AfterAllowTestTraffic, or say listener: 'production' to look at what runs";
    problems.push(invalid(`${path}.listener`, message, hint));
  } else if (probe.listener === 'test' && !listener) {
    problems.push(invalid(`${path}.listener`, 'there is no test listener', "add listeners.test, or use 'production'"));
  }
  if (listener?.protocol === 'HTTPS' && probe.host === undefined && !options.loadBalancer.hostName) {
    const message = "an HTTPS probe of the load balancer's own name fails: no certificate is for that";
    problems.push(
      invalid(`${path}.host`, message, 'write the host name of the certificate, or use loadBalancer.hostName'),
    );
  }
  return problems;
}

function findUnreachable({ network }: PlacementOptions, source: HookPlacement['source']): readonly OptionProblem[] {
  if (source === 'nat-addresses' && countNatAddresses(network) === 0) {
    const message =
      'cannot reach an internet-facing load balancer without NAT: a function has no address of its own that it could admit';
    const hint =
      network.kind === 'new'
        ? "use network.nat: 'one', or loadBalancer.scheme: 'internal'"
        : "say existingVpc({ natAddresses: ... }), or use loadBalancer.scheme: 'internal'";
    return [invalid('hooks', message, hint)];
  }
  if (network.kind === 'new' && network.nat === 'none' && !network.endpoints) {
    const message = 'cannot report to CodeDeploy from a network without NAT and without endpoints';
    return [invalid('hooks', message, "use network.nat: 'one', or endpoints: true with tasks: 'private'")];
  }
  return [];
}

/** How many public addresses the private side of a network comes from. */
function countNatAddresses(network: CompleteOptions['network']): number {
  if (network.kind === 'existing') return network.natAddresses;
  return { none: 0, one: 1, 'per-zone': network.zones }[network.nat];
}

/** Probes as the function's environment holds them: JSON, laid out for a reviewer, in ASCII. */
export function writeProbes(probes: readonly Probe[]): string {
  // Probes hold no expressions, so the text is text.
  return String(
    toJsonString(
      probes.map((probe) => ({ ...probe })),
      'readable',
    ),
  );
}

function asList(chosen: ProbeChoice | readonly ProbeChoice[]): readonly ProbeChoice[] {
  return 'kind' in chosen ? [chosen] : chosen;
}

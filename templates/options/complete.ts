import { type Place, type Problem, TealformError } from '../src/dsl/index.ts';
import {
  type LoadBalancerOptions,
  type NetworkOptions,
  newVpc,
  RECOMMENDED_TLS_POLICY,
  type SystemOptions,
} from './options.ts';

/** The options with everything that was left out filled in. */
export interface CompleteOptions extends SystemOptions {
  readonly network: NetworkOptions;
  readonly loadBalancer: LoadBalancerOptions;
}

/**
 * Fills in what was left out, after checking what was said.
 * @throws TealformError with every invalid value.
 */
export function completeOptions(options: SystemOptions, place: Place): CompleteOptions {
  const complete: CompleteOptions = {
    ...options,
    network: options.network ?? newVpc(),
    loadBalancer: {
      scheme: 'internet-facing',
      targetType: 'instance',
      accessLogs: 90,
      hostName: false,
      deregistrationSeconds: 30,
      ...options.loadBalancer,
    },
  };
  const problems = [
    ...checkNames(complete),
    ...checkChoices(complete),
    ...checkNetwork(complete.network),
    ...checkTraffic(complete),
  ];
  if (problems.length > 0) {
    throw new TealformError(problems.map((problem): Problem => ({ ...problem, stack: options.name, place })));
  }
  return complete;
}

type OptionProblem = Pick<Problem, 'code' | 'message' | 'hint' | 'path'>;

function checkNames({ name }: CompleteOptions): readonly OptionProblem[] {
  if (/^[a-z](-?[a-z0-9])*$/.test(name) && name.length <= 20) return [];
  const message = `${JSON.stringify(name)} cannot name a system`;
  return [
    invalid(
      'name',
      message,
      'use lower-case letters, digits and single hyphens, a letter first, at most 20 characters',
    ),
  ];
}

// The compiler sees these too; `make synth` alone does not ask it.
function checkChoices({ network, listeners, loadBalancer }: CompleteOptions): readonly OptionProblem[] {
  const problems: OptionProblem[] = [];
  const oneOf = (path: string, value: unknown, allowed: readonly unknown[]): void => {
    if (allowed.includes(value)) return;
    problems.push(
      invalid(
        path,
        `${JSON.stringify(value)} is not a choice`,
        `write one of: ${allowed.map((each) => JSON.stringify(each)).join(', ')}`,
      ),
    );
  };
  if (network.kind === 'new') {
    oneOf('network.zones', network.zones, [2, 3]);
    oneOf('network.nat', network.nat, ['none', 'one', 'per-zone']);
    oneOf('network.tasks', network.tasks, ['private', 'public']);
    oneOf('network.flowLogs', network.flowLogs, [false, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545]);
  }
  oneOf('loadBalancer.scheme', loadBalancer.scheme, ['internet-facing', 'internal']);
  oneOf('loadBalancer.targetType', loadBalancer.targetType, ['instance', 'ip']);
  for (const [path, listener] of Object.entries(listeners)) {
    if (listener?.protocol !== 'HTTPS' || /^ELBSecurityPolicy-TLS13-[\w-]+$/.test(listener.tlsPolicy)) continue;
    const message = `${JSON.stringify(listener.tlsPolicy)} is not a policy with TLS 1.3`;
    problems.push(invalid(`listeners.${path}.tlsPolicy`, message, `leave it out for ${RECOMMENDED_TLS_POLICY}`));
  }
  const known = ['scheme', 'targetType', 'accessLogs', 'hostName', 'deregistrationSeconds'];
  for (const name of Object.keys(loadBalancer)) {
    if (!known.includes(name))
      problems.push(invalid(`loadBalancer.${name}`, 'is not an option', `there are: ${known.join(', ')}`));
  }
  return problems;
}

function checkNetwork(network: NetworkOptions): readonly OptionProblem[] {
  const problems: OptionProblem[] = [];
  if (network.kind === 'existing') {
    if (!isWhole(network.natAddresses, 0, 16)) {
      problems.push(
        invalid('network.natAddresses', `${network.natAddresses} is not a count`, 'use a whole number from 0 to 16'),
      );
    }
    return problems;
  }
  if (network.tasks === 'private' && network.nat === 'none' && !network.endpoints) {
    const message = 'private tasks without NAT and without endpoints cannot pull their image';
    problems.push(invalid('network', message, "use nat: 'one', or endpoints: true, or tasks: 'public'"));
  }
  if (network.endpoints && network.tasks === 'public') {
    const message = 'endpoints are for private tasks; public ones reach AWS through the internet gateway';
    problems.push(invalid('network.endpoints', message, "leave endpoints out, or use tasks: 'private'"));
  } else if (network.endpoints && network.nat !== 'none') {
    const message = `endpoints beside nat: '${network.nat}' would be paid for twice`;
    problems.push(invalid('network.endpoints', message, "leave endpoints out, or use nat: 'none'"));
  }
  return problems;
}

function checkTraffic({ container, listeners, loadBalancer }: CompleteOptions): readonly OptionProblem[] {
  const problems: OptionProblem[] = [];
  const port = (path: string, value: number): void => {
    if (!isWhole(value, 1, 65535))
      problems.push(invalid(path, `${value} is not a port`, 'use a whole number from 1 to 65535'));
  };
  port('container.port', container.port);
  port('listeners.production.port', listeners.production.port);
  if (listeners.test) port('listeners.test.port', listeners.test.port);
  if (listeners.test?.port === listeners.production.port) {
    const message = `both listeners are on port ${listeners.production.port}`;
    problems.push(invalid('listeners.test.port', message, 'give the test listener a port of its own, such as 8080'));
  }
  if (listeners.production.protocol === 'HTTPS' && listeners.test?.port === 80) {
    const message = 'port 80 redirects users to the production listener and cannot be the test listener';
    problems.push(invalid('listeners.test.port', message, 'give the test listener a port of its own, such as 8443'));
  }
  if (!/^\/[\x21-\x7e]{0,1023}$/.test(container.healthCheck)) {
    const message = `${JSON.stringify(container.healthCheck)} is not a path`;
    problems.push(
      invalid('container.healthCheck', message, 'write a slash and what follows it, without blanks: /ping'),
    );
  }
  if (loadBalancer.accessLogs !== false && !isWhole(loadBalancer.accessLogs, 1, 3650)) {
    const message = `${loadBalancer.accessLogs} is not a number of days`;
    problems.push(invalid('loadBalancer.accessLogs', message, 'use a whole number from 1 to 3650, or false'));
  }
  if (!isWhole(loadBalancer.deregistrationSeconds, 0, 3600)) {
    const message = `${loadBalancer.deregistrationSeconds} is not a number of seconds`;
    problems.push(
      invalid('loadBalancer.deregistrationSeconds', message, 'use a whole number from 0 to 3600; 30 to 60 is usual'),
    );
  }
  return problems;
}

function isWhole(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

function invalid(path: string, message: string, hint: string): OptionProblem {
  return { code: 'invalid-option', message, hint, path };
}

import { type ListenerOptions, RECOMMENDED_TLS_POLICY } from './listeners.ts';
import { type NetworkOptions, RETENTION_DAYS } from './network.ts';
import { invalid, isWhole, type OptionProblem, oneOf, onlyKnown, yesOrNo } from './problem.ts';
import type { CompleteOptions } from './system.ts';

/** What is wrong with the network. */
export function checkNetwork(network: NetworkOptions): readonly OptionProblem[] {
  const problems: OptionProblem[] = [...oneOf('network.tasks', network.tasks, ['private', 'public'])];
  const known = {
    new: ['kind', 'zones', 'nat', 'tasks', 'endpoints', 'flowLogs'],
    existing: ['kind', 'natAddresses', 'tasks'],
  };
  problems.push(...onlyKnown('network', network, known[network.kind] ?? Object.keys(network)));
  if (network.kind === 'existing') {
    if (!isWhole(network.natAddresses, 0, 16)) {
      problems.push(
        invalid('network.natAddresses', `${network.natAddresses} is not a count`, 'use a whole number from 0 to 16'),
      );
    }
    return problems;
  }
  problems.push(
    ...oneOf('network.zones', network.zones, [2, 3]),
    ...oneOf('network.nat', network.nat, ['none', 'one', 'per-zone']),
    ...yesOrNo('network.endpoints', network.endpoints),
    ...oneOf('network.flowLogs', network.flowLogs, [false, ...RETENTION_DAYS]),
  );
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

/** What is wrong with how traffic comes in. */
export function checkListeners({ container, listeners, loadBalancer }: CompleteOptions): readonly OptionProblem[] {
  const problems: OptionProblem[] = [...onlyKnown('listeners', listeners, ['production', 'test'])];
  for (const [path, listener] of Object.entries(listeners)) problems.push(...checkTls(`listeners.${path}`, listener));
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
  if (loadBalancer.kind === 'new' && listeners.production.protocol === 'HTTPS' && listeners.test?.port === 80) {
    const message = 'port 80 redirects users to the production listener and cannot be the test listener';
    problems.push(invalid('listeners.test.port', message, 'give the test listener a port of its own, such as 8443'));
  }
  if (!/^\/[\x21-\x7e]{0,1023}$/.test(container.healthCheck)) {
    const message = `${JSON.stringify(container.healthCheck)} is not a path`;
    problems.push(
      invalid('container.healthCheck', message, 'write a slash and what follows it, without blanks: /ping'),
    );
  }
  return problems;
}

/** What is wrong with the load balancer, apart from its listeners. */
export function checkLoadBalancer({ capacity, loadBalancer, network }: CompleteOptions): readonly OptionProblem[] {
  const common = ['kind', 'scheme', 'hostName', 'deregistrationSeconds'];
  const problems: OptionProblem[] = [
    ...oneOf('loadBalancer.scheme', loadBalancer.scheme, ['internet-facing', 'internal']),
    ...yesOrNo('loadBalancer.hostName', loadBalancer.hostName),
  ];
  if (loadBalancer.kind === 'existing') {
    problems.push(
      ...onlyKnown('loadBalancer', loadBalancer, [...common, 'reachesInstances']),
      ...yesOrNo('loadBalancer.reachesInstances', loadBalancer.reachesInstances),
    );
    if (network.kind === 'new') {
      const message = 'exists, and so does the network it is in';
      problems.push(invalid('loadBalancer', message, 'say network: existingVpc()'));
    }
    if (loadBalancer.reachesInstances === true && capacity.kind !== 'existing-ec2') {
      const message = 'speaks of the instances of a cluster that exists, and this system has none';
      problems.push(invalid('loadBalancer.reachesInstances', message, 'leave it out'));
    }
  } else {
    problems.push(...onlyKnown('loadBalancer', loadBalancer, [...common, 'accessLogs']));
    if (loadBalancer.accessLogs !== false && !isWhole(loadBalancer.accessLogs, 1, 3650)) {
      const message = `${loadBalancer.accessLogs} is not a number of days`;
      problems.push(invalid('loadBalancer.accessLogs', message, 'use a whole number from 1 to 3650, or false'));
    }
  }
  if (!isWhole(loadBalancer.deregistrationSeconds, 0, 3600)) {
    const message = `${loadBalancer.deregistrationSeconds} is not a number of seconds`;
    problems.push(
      invalid('loadBalancer.deregistrationSeconds', message, 'use a whole number from 0 to 3600; 30 to 60 is usual'),
    );
  }
  return problems;
}

function checkTls(path: string, listener: ListenerOptions | undefined): readonly OptionProblem[] {
  if (listener?.protocol !== 'HTTPS' || /^ELBSecurityPolicy-TLS13-[\w-]+$/.test(listener.tlsPolicy)) return [];
  const message = `${JSON.stringify(listener.tlsPolicy)} is not a policy with TLS 1.3`;
  return [invalid(`${path}.tlsPolicy`, message, `leave it out for ${RECOMMENDED_TLS_POLICY}`)];
}

import { findProbeProblems, type Probe, resultOf } from './probe.ts';

/** What the template says in the function's environment. */
export interface Configuration {
  readonly probes: readonly Probe[];
  /** The listeners' base URLs; good ones where a probe names the listener. */
  readonly listeners: Readonly<Record<Probe['listener'], string>>;
  /** The host name for probes that name none. */
  readonly hostName: string | undefined;
}

/** Reads the environment variables; throws one error with everything that is wrong with them. */
//! The template says in environment variables what to ask. All that is wrong with them is said at once.
export function readConfiguration(environment: NodeJS.ProcessEnv): Configuration {
  const { PROBES = '', HOST_NAME, TEST_LISTENER: test = '', PRODUCTION_LISTENER: production = '' } = environment;
  const probes: unknown = resultOf(() => JSON.parse(PROBES));
  const problems = probes === undefined ? ['PROBES is missing or not JSON'] : [...findProbeProblems(probes)];
  for (const [name, url] of Object.entries({ test, production })) {
    const asked = Array.isArray(probes) && probes.some((probe) => probe?.listener === name);
    if (!asked || (URL.canParse(url) && /^https?:/.test(url))) continue;
    problems.push(`${name.toUpperCase()}_LISTENER is ${JSON.stringify(url)}, must be a URL such as http://name:8080`);
  }
  if (problems.length > 0) throw new Error(`bad configuration: ${problems.join('; ')}`);
  // Only a list of complete probes has no problems.
  return { probes: probes as readonly Probe[], listeners: { test, production }, hostName: HOST_NAME || undefined };
}

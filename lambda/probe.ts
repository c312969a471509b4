/** Time at the end of the function's life that is kept for reporting, in milliseconds. Probing stops when only it is left. */
export const REPORT_RESERVE_MS = 30_000;

/** One question to a listener of the load balancer, and which answer is right. */
export interface Probe {
  /** `test` shows the new version before its users see it, `production` is what they see. */
  readonly listener: 'test' | 'production';
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS';
  /** Path and query, from the slash on: `/hello/test?full=1`. Logged, so nothing secret belongs in it. */
  readonly path: string;
  /** Sent along; the values are never logged. `Host` is set by {@link host}, and there is no request body. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The host name in the Host header, in TLS's server name and in the certificate. Else HOST_NAME's, else the listener's. */
  readonly host?: string | undefined;
  /** The one status that is right, 200-599. Redirects are not followed: 301 is an answer like others. */
  readonly status: number;
  /** Text that the body must contain. Bodies are read as UTF-8; one of more than 1,048,576 characters fails. */
  readonly bodyContains?: string | undefined;
  /** The source of a regular expression, without flags, that the body must match. */
  readonly bodyPattern?: string | undefined;
  /** Milliseconds until the answer is complete, from before the connection; the attempt is given up then. */
  readonly maxLatencyMs: number;
  /** How many attempts there are at most. */
  readonly attempts: number;
  /** How many attempts in a row must pass. */
  readonly consecutiveSuccesses: number;
  /** Milliseconds from the end of an attempt to the start of the next. */
  readonly spacingMs: number;
}

type Rule = readonly [pattern: RegExp, must: string, optional?: 'optional'];

const HEADERS = /^\{("(?!(host|content-length|transfer-encoding)")[\w-]+":"([ !#-[\]-~]|\\["\\])*",?)*\}$/i;
//! What a probe's properties must be: a pattern for their JSON text, and the same in words.
const RULES: Readonly<Record<keyof Probe, Rule>> = {
  listener: [/^"(test|production)"$/, 'test or production'],
  method: [/^"(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)"$/, 'GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS'],
  path: [/^"\/[!$-[\]-~]*"$/, 'a path from the slash on, in ASCII, without spaces, quotes, # and \\'],
  headers: [HEADERS, 'ASCII texts by name, without Host, Content-Length and Transfer-Encoding', 'optional'],
  host: [/^"[a-z0-9]([a-z0-9.-]*[a-z0-9])?"$/i, 'a host name without port', 'optional'],
  status: [/^[2-5]\d\d$/, 'a number from 200 to 599'],
  bodyContains: [/^".+"$/s, 'a text that is not empty', 'optional'],
  bodyPattern: [/^".+"$/s, "a regular expression's source", 'optional'],
  maxLatencyMs: [/^[1-9]\d*$/, 'a whole number of milliseconds from 1'],
  attempts: [/^[1-9]\d*$/, 'a whole number from 1'],
  consecutiveSuccesses: [/^[1-9]\d*$/, 'a whole number from 1'],
  spacingMs: [/^\d+$/, 'a whole number of milliseconds from 0'],
};

/**
 * Everything that keeps a value from being a list of complete probes: which probe (counted from 1), which property, the wrong
 * value (but none of headers), what is right. Empty when it is such a list. Never throws for what came from JSON.
 */
//! Everything that is wrong with the probes. The synth has asked this before; here it is for edits by hand.
export function findProbeProblems(probes: unknown): readonly string[] {
  if (!Array.isArray(probes) || probes.length === 0) return ['the probes must be a list of at least one'];
  return probes.flatMap((probe, index) => findProblems(probe).map((problem) => `probe ${index + 1}: ${problem}`));
}

function findProblems(probe: Readonly<Record<string, unknown>> | null): readonly string[] {
  if (typeof probe !== 'object' || probe === null) return ['is not an object'];
  const problems = Object.keys(probe).flatMap((name) => (Object.hasOwn(RULES, name) ? [] : [`${name} is unknown`]));
  for (const [name, [pattern, must, optional]] of Object.entries(RULES)) {
    const text = JSON.stringify(probe[name]) ?? 'missing';
    if (pattern.test(text) || (text === 'missing' && optional)) continue;
    //! The values of headers may be secrets, and problems are logged.
    problems.push(`${name} is ${name === 'headers' ? 'wrong' : text.slice(0, 80)}, must be ${must}`);
  }
  if (problems.length > 0) return problems;
  // Each property by itself is right, so it is what its type says.
  const { method, bodyContains, bodyPattern, attempts, consecutiveSuccesses: inRow } = probe as unknown as Probe;
  if (inRow > attempts) problems.push(`consecutiveSuccesses is ${inRow}, must be at most attempts, ${attempts}`);
  const bodyless = method === 'HEAD' && (bodyContains ?? bodyPattern) !== undefined;
  if (bodyless) problems.push('method is HEAD, must be one whose answers have a body for bodyContains and bodyPattern');
  const compiled = resultOf(() => new RegExp(bodyPattern ?? ''));
  if (!compiled) problems.push(`bodyPattern is ${bodyPattern}, must be ${RULES.bodyPattern[1]}`);
  return problems;
}

/** What a function gives; nothing when it throws. */
//! For parsers, whose errors quote what they parse: that may have secrets in it.
export function resultOf<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}

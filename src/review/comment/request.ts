import { TealformError } from '../../dsl/error.ts';

/** What calls go out by; passed in, so that nothing here knows the world. */
export interface Outside {
  readonly fetch: typeof fetch;
  readonly clock: { now(): Date; sleep(milliseconds: number): Promise<void> };
}

/** An API over HTTP that one token opens. */
export interface Api {
  /** Who answers, for messages: `GitHub`. */
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Never shown, even where an answer says it again. */
  readonly secret: string;
  /** What to do, by the code of an error. */
  readonly hints: Readonly<Partial<Record<FailureCode, string>>>;
}

/** Codes of errors; `lost` where nobody knows whether a comment was made. */
export type FailureCode =
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'not-taken'
  | 'moved'
  | 'rate-limited'
  | 'no-answer'
  | 'lost';

/** One call. */
export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  readonly url: string;
  readonly body?: unknown;
  /** Whether it may be done twice: all but what makes something. */
  readonly isRepeatable: boolean;
}

/** What came back: JSON that nobody has looked at yet. */
export interface Answer {
  readonly headers: Headers;
  readonly body: unknown;
}

const TRIES = 5;
/** How long one call may be answered, and how long waiting may take in all, in milliseconds. */
const [ONE_ANSWER, ALL_WAITING] = [30_000, 180_000];

/**
 * Calls, and calls again after failures of the server or the network, and after as long as a rate limit says.
 * @see https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api
 * @throws TealformError with a {@link FailureCode}
 */
export async function send({ fetch, clock }: Outside, api: Api, call: Call): Promise<Answer> {
  let waited = 0;
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await tryOnce(fetch, api, call);
    if ('answer' in outcome) return outcome.answer;
    const pause = pauseBefore(outcome, call, attempt, clock.now());
    if (pause === undefined) throw failure(api, call, outcome);
    if (attempt === TRIES || waited + pause > ALL_WAITING) throw failure(api, call, { ...outcome, wait: pause });
    waited += pause;
    await clock.sleep(pause);
  }
}

interface Failed {
  /** Undefined where nothing came back. */
  readonly response: Response | undefined;
  readonly says: string;
  /** For how long it would have had to wait, in milliseconds. */
  readonly wait?: number;
}

async function tryOnce(
  fetch: Outside['fetch'],
  { headers }: Api,
  { method, url, body }: Call,
): Promise<{ readonly answer: Answer } | Failed> {
  try {
    const response = await fetch(url, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      body: body === undefined ? null : JSON.stringify(body),
      // The token is for this address only.
      redirect: 'manual',
      signal: AbortSignal.timeout(ONE_ANSWER),
    });
    const text = await response.text();
    const read = readJson(text);
    if (response.ok && read !== undefined) return { answer: { headers: response.headers, body: read } };
    return { response, says: messageOf(read) ?? text.slice(0, 200) };
  } catch (error) {
    return { response: undefined, says: reasonOf(error) };
  }
}

/** How long to wait before the next attempt, in milliseconds; undefined where another one would not help. */
function pauseBefore(failed: Failed, { isRepeatable }: Call, attempt: number, now: Date): number | undefined {
  const { response } = failed;
  const backoff = 1000 * 2 ** (attempt - 1);
  if (isRateLimited(failed)) return retryAfter(response, now) ?? resetAt(response, now) ?? 60_000 * 2 ** (attempt - 1);
  if (response !== undefined && response.status < 500 && !response.ok) return undefined;
  return isRepeatable ? (retryAfter(response, now) ?? backoff) : undefined;
}

function isRateLimited({ response, says }: Failed): boolean {
  if (response?.status === 429) return true;
  if (response?.status !== 403) return false;
  const { headers } = response;
  return headers.has('retry-after') || headers.get('x-ratelimit-remaining') === '0' || /rate limit/i.test(says);
}

function retryAfter(response: Response | undefined, now: Date): number | undefined {
  const said = response?.headers.get('retry-after');
  if (!said) return undefined;
  const milliseconds = /^\d+$/.test(said) ? Number(said) * 1000 : Date.parse(said) - now.getTime();
  return Number.isNaN(milliseconds) ? undefined : Math.max(0, milliseconds);
}

function resetAt(response: Response | undefined, now: Date): number | undefined {
  const said = response?.headers.get('x-ratelimit-reset');
  return said && /^\d+$/.test(said) ? Math.max(0, Number(said) * 1000 - now.getTime()) : undefined;
}

function failure({ name, secret, hints }: Api, { method, url, isRepeatable }: Call, failed: Failed): TealformError {
  const code = codeOf(failed, isRepeatable);
  const { response, says, wait = 0 } = failed;
  const how = response ? `answers ${response.status}` : 'does not answer';
  const message = `${name} ${how} to ${method} ${new URL(url).pathname}${says.trim() ? `: ${says.trim()}` : ''}`;
  const hint =
    code === 'rate-limited' ? `it asks to wait ${Math.ceil(wait / 1000)} s; run it again after that` : hints[code];
  return new TealformError({ code, message: message.replaceAll(secret, '***'), hint });
}

function codeOf(failed: Failed, isRepeatable: boolean): FailureCode {
  const status = failed.response?.status ?? 0;
  if (isRateLimited(failed)) return 'rate-limited';
  if (status === 401) return 'unauthorized';
  if (status === 403) return 'forbidden';
  if (status === 404 || status === 410) return 'not-found';
  if (status >= 400 && status < 500) return 'not-taken';
  if (status >= 300 && status < 400) return 'moved';
  return isRepeatable ? 'no-answer' : 'lost';
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What GitHub and GitLab say of an error: `{ message, errors }`, where GitLab's message may have parts. */
function messageOf(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const parts = [read(body, 'message'), read(body, 'error'), read(body, 'errors'), read(body, 'error_description')];
  const texts = parts
    .filter((part) => part !== undefined && part !== null)
    .map((part) => (typeof part === 'string' ? part : JSON.stringify(part)));
  return texts.length > 0 ? texts.join(' ').slice(0, 500) : undefined;
}

/** A member of what came back, whatever it is. */
export function read(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null
        ? Object.entries(inner).find(([name]) => name === key)?.[1]
        : undefined,
    value,
  );
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}

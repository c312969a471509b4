import { type Problem, throwIfAny } from '../../dsl/error.ts';
import type { FaultDocument } from './document.ts';

/** What a member may be: says what it should be instead, or undefined. */
type Check = (value: unknown) => string | undefined;

const count: Check = (value) =>
  Number.isInteger(value) && Number(value) >= 1 ? undefined : 'a whole number from 1 on';
const natural: Check = (value) =>
  Number.isInteger(value) && Number(value) >= 0 ? undefined : 'a whole number from 0 on';
const whole: Check = (value) => (Number.isInteger(value) ? undefined : 'a whole number');
const text: Check = (value) => (typeof value === 'string' && value !== '' ? undefined : 'a text');
const share: Check = (value) => (typeof value === 'number' && value > 0 && value <= 1 ? undefined : 'a number up to 1');
const oneOf =
  (...values: readonly unknown[]): Check =>
  (value) =>
    values.includes(value) ? undefined : values.map((each) => JSON.stringify(each)).join(' or ');

const TIMES = { every: count, nth: count, from: count, probability: share, seed: whole, times: count };
const WHEN = oneOf('before', 'after');

/** What each fault of calls takes beside {@link TIMES} and `call`. */
const CALLS: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  throttle: {},
  error: { status: oneOf(500, 503) },
  drop: { when: WHEN },
  delay: { milliseconds: natural },
  'expire-credentials': { accessKeyId: text },
  crash: { when: WHEN },
};

/** What each fault of resources takes beside {@link TIMES}, `resource` and `at`. */
const RESOURCES: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  fail: { reason: text, code: text },
  slow: { milliseconds: natural },
  hang: {},
  crash: {},
};

const FAULTS = [...new Set([...Object.keys(CALLS), ...Object.keys(RESOURCES)])];

const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  delay: ['milliseconds'],
  slow: ['resource', 'milliseconds'],
  fail: ['resource'],
  hang: ['resource'],
};

/**
 * Takes what somebody has written for a document of faults.
 * @param place where it stands: a file, or whoever sent it.
 * @throws TealformError `bad-faults` with everything that is wrong with it.
 */
export function readFaultDocument(value: unknown, place: string): FaultDocument {
  const problems: Problem[] = [];
  const report = (path: string, message: string, hint?: string) =>
    problems.push({ code: 'bad-faults', message: `${place}: ${path} ${message}`, hint });
  const members = (
    of: unknown,
    path: string,
    known: Readonly<Record<string, Check>>,
    required: readonly string[] = [],
  ) => {
    if (!isRecord(of)) return void report(path, `should be an object, not ${show(of)}`);
    for (const [name, member] of Object.entries(of)) {
      const check = Object.hasOwn(known, name) ? known[name] : undefined;
      const wanted = check?.(member);
      if (check === undefined)
        report(`${path}.${name}`, 'is unknown', `there are: ${Object.keys(known).sort().join(', ')}`);
      else if (wanted !== undefined) report(`${path}.${name}`, `should be ${wanted}, not ${show(member)}`);
    }
    for (const name of required) if (!Object.hasOwn(of, name)) report(path, `needs ${name}`);
  };
  const list: Check = (each) => (Array.isArray(each) ? undefined : 'a list');
  members(value, 'the document', {
    rules: list,
    clockSkewSeconds: whole,
    stepMilliseconds: natural,
    foreignBuckets: list,
  });
  const { rules, foreignBuckets } = isRecord(value) ? value : {};
  for (const [index, rule] of itemsOf(rules)) {
    const path = `rules[${index}]`;
    const { fault, resource } = isRecord(rule) ? rule : {};
    const name = typeof fault === 'string' ? fault : '';
    const ofResource = Object.hasOwn(RESOURCES, name) && (name !== 'crash' || resource !== undefined);
    const own = ofResource ? RESOURCES[name] : Object.hasOwn(CALLS, name) ? CALLS[name] : undefined;
    if (isRecord(rule) && own === undefined) {
      report(`${path}.fault`, `should be one of ${FAULTS.join(', ')}, not ${show(fault)}`);
      continue;
    }
    const common = ofResource
      ? { resource: text, at: oneOf('create', 'update', 'delete', 'rollback') }
      : { call: text };
    members(rule, path, { fault: text, ...TIMES, ...common, ...own }, REQUIRED[name]);
  }
  for (const [index, each] of itemsOf(foreignBuckets))
    members(each, `foreignBuckets[${index}]`, { bucket: text, region: text }, ['bucket']);
  throwIfAny(problems);
  // Everything that the type says has been looked at.
  return value as FaultDocument;
}

function itemsOf(value: unknown): readonly (readonly [number, unknown])[] {
  return Array.isArray(value) ? [...value.entries()] : [];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}

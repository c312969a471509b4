import { TealformError } from '../../dsl/error.ts';
import type { FaultDocument } from './document.ts';
import { readFaultDocument } from './read-document.ts';

/** How faults are said in a few letters, for whoever is told that they are not. */
export const SHORT_FORMS =
  'throttle:3, error:5, drop:7, delay:200 (milliseconds), expire-credentials:40 (from that call on), crash:40, each with @cloudformation:Describe* behind it; fail:STACK/LOGICAL-ID@create, hang:..., slow:2000:...; clock-skew:1200 (seconds), step:500 (milliseconds), foreign-bucket:NAME; or a rule as JSON';

/**
 * The document that a document and faults in their short form make together.
 * @throws TealformError `bad-faults` with everything that is wrong.
 */
export function withShortForms(document: FaultDocument, forms: readonly string[]): FaultDocument {
  const parts = forms.map((form) => ({ form, part: partOf(form) }));
  const unread = parts.filter(({ part }) => part === undefined);
  if (unread.length > 0) {
    const problem = ({ form }: (typeof parts)[number]) => ({
      code: 'bad-faults',
      message: `--fault takes no ${JSON.stringify(form)}`,
      hint: SHORT_FORMS,
    });
    throw new TealformError(unread.map(problem));
  }
  const all = [document, ...parts.flatMap(({ part }) => (isRecord(part) ? [part] : []))];
  const rules = all.flatMap((each) => (Array.isArray(each.rules) ? each.rules : []));
  const foreignBuckets = all.flatMap((each) => (Array.isArray(each.foreignBuckets) ? each.foreignBuckets : []));
  return readFaultDocument({ ...Object.assign({}, ...all), rules, foreignBuckets }, '--fault');
}

function partOf(form: string): unknown {
  if (form.startsWith('{')) {
    try {
      return { rules: [JSON.parse(form)] };
    } catch {
      return undefined;
    }
  }
  const [, head = '', where] = /^(.*?)(?:@(.+))?$/s.exec(form) ?? [];
  const [kind = '', first, ...rest] = head.split(':');
  const number = first === undefined || first === '' ? undefined : Number(first);
  const call = where === undefined ? {} : { call: where };
  const at = where === undefined ? {} : { at: where };
  const rule = (more: object) => ({ rules: [{ fault: kind, ...more }] });
  switch (kind) {
    case 'throttle':
    case 'error':
    case 'drop':
      return rule({ ...(number === undefined ? {} : { every: number }), ...call });
    case 'expire-credentials':
      return rule({ ...(number === undefined ? {} : { from: number }), ...call });
    case 'crash':
      return rule({ ...(number === undefined ? {} : { nth: number }), ...call });
    case 'delay':
      return rule({ milliseconds: number, ...call });
    case 'fail':
    case 'hang':
      return rule({ resource: [first, ...rest].join(':'), ...at });
    case 'slow':
      return rule({ milliseconds: number, resource: rest.join(':'), ...at });
    case 'clock-skew':
      return { clockSkewSeconds: number };
    case 'step':
      return { stepMilliseconds: number };
    case 'foreign-bucket':
      return { foreignBuckets: [{ bucket: first }] };
    default:
      return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

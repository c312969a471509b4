import type { Interference, LocalCall, ResourceStep } from '../interference.ts';
import { readScope } from '../wire/credentials.ts';
import { CUT, type WireAnswer } from '../wire/message.ts';
import { readPath } from '../wire/rest-route.ts';
import type { CallRule, FaultDocument, ResourceRule, Rule } from './document.ts';
import { foreignBucket, refusal } from './refusals.ts';
import { type Count, fires, fits } from './select.ts';

/** What faults need of the world. */
export interface FaultEdge {
  readonly now: () => Date;
  readonly sleep: (milliseconds: number) => Promise<void>;
  /** Ends this process at once, as if the power had gone. Does not come back. */
  readonly crash: () => Promise<never>;
}

const SYSTEM: FaultEdge = {
  now: () => new Date(),
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  crash: () => Promise.reject(new Error('there is no process to end')),
};

/** How often what hangs looks whether it may go on, in milliseconds. */
const LOOK = 10;

/** The faults of one local cloud: what is to go wrong now, and how often that has happened. */
export class Faults implements Interference {
  readonly #edge: FaultEdge;
  #document: FaultDocument = {};
  #counts: readonly Count[] = [];

  constructor(document: FaultDocument = {}, edge: Partial<FaultEdge> = {}) {
    this.#edge = { ...SYSTEM, ...edge };
    this.set(document);
  }

  /** Has other things go wrong from now on. All are counted from the beginning, and what hangs is looked at anew. */
  set(document: FaultDocument): void {
    this.#document = document;
    this.#counts = (document.rules ?? []).map(() => ({ seen: 0, fired: 0 }));
  }

  /** The document, and of each rule how often something fitted it and how often it fired. */
  get report(): { readonly document: FaultDocument; readonly counts: readonly Count[] } {
    return { document: this.#document, counts: this.#counts };
  }

  /** The time by the cloud's clock. */
  readonly now = (): Date => new Date(this.#edge.now().getTime() + (this.#document.clockSkewSeconds ?? 0) * 1_000);

  readonly pace = (): number | undefined => this.#document.stepMilliseconds;

  readonly call = async (call: LocalCall, work: () => Promise<WireAnswer>): Promise<WireAnswer> => {
    const firing = this.#firing(isOfCalls, (rule) => isFor(rule, call));
    const has = (fault: CallRule['fault']) => firing.find((rule) => rule.fault === fault);
    for (const { fault, milliseconds = 0 } of firing) if (fault === 'delay') await this.#edge.sleep(milliseconds);
    if (has('crash')?.when === 'before') await this.#edge.crash();
    if (has('drop')?.when === 'before') return CUT;
    if (has('expire-credentials')) throw refusal('expired', call);
    if (has('throttle')) throw refusal('throttle', call);
    const error = has('error');
    if (error) throw refusal(error.status === 503 ? 'unavailable' : 'error', call);
    this.#refuseForeign(call);
    // What is refused is an answer, too, and can be lost.
    const answer = await work().catch((error: unknown) => {
      if (has('drop')) return CUT;
      throw error;
    });
    if (has('crash')) await this.#edge.crash();
    return has('drop') ? CUT : answer;
  };

  readonly step = async (step: ResourceStep): Promise<string | undefined> => {
    const document = this.#document;
    const firing = this.#firing(
      isOfResources,
      ({ resource, at = step.at }) => at === step.at && fits(resource, step.path),
    );
    for (const { fault, milliseconds = 0 } of firing) if (fault === 'slow') await this.#edge.sleep(milliseconds);
    if (firing.some(({ fault }) => fault === 'crash')) await this.#edge.crash();
    const failing = firing.find(({ fault }) => fault === 'fail');
    if (failing) return reasonOf(failing, step);
    if (!firing.some(({ fault }) => fault === 'hang')) return undefined;
    while (document === this.#document) {
      if (step.isStopped()) return undefined;
      await this.#edge.sleep(LOOK);
    }
    return this.step(step);
  };

  #firing<R extends Rule>(isOf: (rule: Rule) => rule is R, isIt: (rule: R) => boolean): readonly R[] {
    return (this.#document.rules ?? []).flatMap((rule, index) => {
      const count = this.#counts[index];
      return count && isOf(rule) && isIt(rule) && fires(rule, count) ? [rule] : [];
    });
  }

  #refuseForeign(call: LocalCall): void {
    if (call.service !== 's3') return;
    const { bucket } = readPath(call.request.path);
    const found = this.#document.foreignBuckets?.find((each) => bucket !== undefined && fits(each.bucket, bucket));
    if (found) throw foreignBucket(call, found.region !== undefined);
  }
}

function isOfResources(rule: Rule): rule is ResourceRule {
  return 'resource' in rule;
}

function isOfCalls(rule: Rule): rule is CallRule {
  return !isOfResources(rule);
}

function isFor(
  { call: pattern = '*', accessKeyId = '*' }: CallRule,
  { service, operation, request }: LocalCall,
): boolean {
  return fits(pattern, `${service}:${operation}`) && fits(accessKeyId, readScope(request)?.accessKeyId ?? '');
}

function reasonOf(
  { reason = 'The service does not do it', code = 'GeneralServiceException' }: ResourceRule,
  { type }: ResourceStep,
) {
  const service = type.split('::')[1] ?? type;
  return `Resource handler returned message: "${reason} (Service: ${service})" (HandlerErrorCode: ${code})`;
}

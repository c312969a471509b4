import type { WireAnswer, WireRequest } from './wire/message.ts';

/** A call that is about to be answered. */
export interface LocalCall {
  /** `cloudformation` */
  readonly service: string;
  /** `CreateChangeSet` */
  readonly operation: string;
  readonly request: WireRequest;
}

/** What is done to a resource; `rollback` is whatever is done to it on the way back. */
export type Moment = 'create' | 'update' | 'delete' | 'rollback';

/** A step of a resource that is about to be made. */
export interface ResourceStep {
  /** By logical ids, from the root stack's name on: `hello-server/Service/Service`. */
  readonly path: string;
  /** `AWS::ECS::Service` */
  readonly type: string;
  readonly at: Moment;
  /** Whether nobody waits for it any more. */
  readonly isStopped: () => boolean;
}

/** What may come between the local cloud and what it is about to do. Nothing does, unless somebody asks for it. */
export interface Interference {
  /** Answers a call. @param work does it, and gives the answer that it would have. @throws ServiceError for a refusal instead. */
  readonly call: (call: LocalCall, work: () => Promise<WireAnswer>) => Promise<WireAnswer>;
  /** Waited for before a step is made. @returns the reason with which it fails; undefined where it is made. */
  readonly step: (step: ResourceStep) => Promise<string | undefined>;
  /** How long a step of a resource takes, in milliseconds; undefined where nobody says. */
  readonly pace: () => number | undefined;
}

/** Nothing comes between. */
export const NO_INTERFERENCE: Interference = {
  call: (_, work) => work(),
  step: async () => undefined,
  pace: () => undefined,
};

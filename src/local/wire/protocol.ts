import type { WireAnswer, WireRequest } from './message.ts';
import type { LocalService, Operation, ServiceError } from './service.ts';

/** How requests are read and answers written in one of the protocols. */
export interface WireProtocol {
  /** The operation that a request names; undefined when it names none. */
  readonly operationName: (request: WireRequest, service: LocalService) => string | undefined;
  /** What the operation is called with. @throws ServiceError for what the model does not know. */
  readonly read: (request: WireRequest, operation: Operation, service: LocalService) => object;
  /** @throws Error where the output does not fit the model. */
  readonly write: (output: object, answer: AnswerContext & { readonly operation: Operation }) => WireAnswer;
  readonly fail: (error: ServiceError, answer: AnswerContext) => WireAnswer;
}

/** What an answer is made with beside its content. */
export interface AnswerContext {
  readonly request: WireRequest;
  /** Undefined where the request is for no service that is known. */
  readonly service: LocalService | undefined;
  readonly requestId: string;
}

/** `cloudformation:CreateStack` */
export function whereOf(service: LocalService, operation: string): string {
  return `${service.id}:${operation}`;
}

/** The XML namespace of a service's answers. */
export function namespaceOf(service: LocalService | undefined): string | undefined {
  if (service?.version === undefined) return undefined;
  const scheme = service.id === 'iam' || service.id === 'sts' ? 'https' : 'http';
  return `${scheme}://${service.id}.amazonaws.com/doc/${service.version}/`;
}

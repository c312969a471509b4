/** What can be told from an error that the AWS SDK throws. */
export interface FailureFacts {
  /** The service's code for it, or the SDK's: `AccessDeniedException`. */
  readonly name: string;
  /** The reason in the thrower's words, on one line; empty where there is none. */
  readonly message: string;
  /** Whether the service has answered with an error of its own. */
  readonly isService: boolean;
  /** The HTTP status of the answer, if there was one. */
  readonly status: number | undefined;
  /** How often it was tried; at least once. */
  readonly attempts: number;
  /** Node's code where the system or the connection failed: `ECONNREFUSED`. */
  readonly systemCode: string | undefined;
  /** The text that is no URL. */
  readonly input: string | undefined;
}

/**
 * Reads an error of the AWS SDK by its fields. Classes do not help: each client has its own, and most errors that services answer
 * with have none.
 */
export function readFailure(error: unknown): FailureFacts | undefined {
  if (!(error instanceof Error)) return undefined;
  const metadata = fieldOf(error, '$metadata');
  const status = fieldOf(metadata, 'httpStatusCode');
  const attempts = fieldOf(metadata, 'attempts');
  return {
    name: error.name,
    message: readMessage(error),
    isService: fieldOf(error, '$fault') !== undefined,
    status: typeof status === 'number' ? status : undefined,
    attempts: typeof attempts === 'number' ? attempts : 1,
    systemCode: textOf(error, 'code') ?? codeOfFirst(error),
    input: textOf(error, 'input'),
  };
}

function readMessage({ message }: Error): string {
  // The SDK's word for no message, and its advice to whoever has the object at hand.
  if (message === 'UnknownError') return '';
  const [reason = ''] = message.split('\n  Deserialization error:');
  return reason
    .replace(/^@smithy\/[\w-]+ - \[\w+\] /, '')
    .replace(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .replace(/\.$/, '');
}

// Where a host has several addresses and none answers, Node throws one error for each, together.
function codeOfFirst(error: Error): string | undefined {
  return error instanceof AggregateError ? textOf(error.errors[0], 'code') : undefined;
}

function textOf(value: unknown, field: string): string | undefined {
  const found = fieldOf(value, field);
  return typeof found === 'string' ? found : undefined;
}

function fieldOf(value: unknown, field: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, field) : undefined;
}

import type { StaticOperationSchema } from '@smithy/types';
import type { Account } from '../account.ts';
import type { Caller } from '../caller.ts';

/** How a service speaks. The SDK for JavaScript and the AWS CLI may speak different ones of those that a service knows. */
export type Protocol = 'query' | 'json' | 'rest-xml' | 'rest-json';

/** A call, as an operation sees it. */
export interface Call {
  readonly account: Account;
  /** Given back in the answer. */
  readonly requestId: string;
  /** Where the endpoint is: `http://127.0.0.1:4567`. Addresses inside it are not AWS's. */
  readonly endpoint: string;
  /** Who asks; the account's user unless said. */
  readonly caller?: Caller;
  /** Told which account was changed where it is not only the caller's: it is written down before the answer is sent. */
  readonly changed?: (account: Account) => void;
}

/** An operation of a service: what it takes and gives, by the SDK's own schema, and what it does. */
export interface Operation {
  readonly name: string;
  readonly schema: StaticOperationSchema;
  /** The members of the request that it looks at. Any other that is given is answered with an error that names it. */
  readonly consumes: readonly string[];
  readonly run: (input: object, call: Call) => object | Promise<object>;
}

/** A service of the local cloud. */
export interface LocalService {
  /** As the scope of a signature names it: `cloudformation`, `elasticloadbalancing`, `s3`. */
  readonly id: string;
  readonly protocols: readonly Protocol[];
  /** Of the protocols with XML: the version that requests name, and the namespace of answers. */
  readonly version?: string;
  /** Of the JSON protocols: what stands before the operation in `X-Amz-Target`, such as `AmazonSSM`. */
  readonly target?: string;
  readonly operations: readonly Operation[];
  /** Of the REST protocols: all operations that the model has, so that a request for one that is not provided can be named. */
  readonly models?: readonly StaticOperationSchema[];
  /** Goes on with what an earlier process has begun in the account. */
  readonly resume?: (account: Account) => void;
  /** Stops where it stands; a later process goes on from there. */
  readonly stop?: (account: Account) => void;
}

/**
 * An operation whose input and output have the SDK's types.
 * @example operation('DescribeStacks', DescribeStacks$, ['StackName', 'NextToken'], (input: DescribeStacksInput, call) => ...)
 */
export function operation<I extends object, O extends object>(
  name: string,
  schema: StaticOperationSchema,
  consumes: readonly (keyof I & string)[],
  run: (input: I, call: Call) => O | Promise<O>,
): Operation {
  // What the wire reads by the schema is what the SDK's type of that schema says.
  return { name, schema, consumes, run: (input, call) => run(input as I, call) };
}

/** An answer that says no, as the API would. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  /** `ValidationError`, `NoSuchBucket` */
  readonly code: string;
  /** Of the answer: 400 unless said. */
  readonly status: number;
  /** Of the answer, beside those that every one has, by lower-case name. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: string, message: string, status = 400, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.code = code;
    this.status = status;
    this.headers = headers;
  }
}

// For tests only: clients that are answered by functions in this process instead of by AWS.
import type { Clients } from '../clients.ts';

/** The members of a request. */
export type Input = Readonly<Record<string, unknown>>;

/** What stands for an operation: from its input to its output, or an error that it throws. */
export type Answer = (input: Input) => object | Promise<object>;

/** Answers by the names of operations: `DescribeStacks`. No two services here share a name that is used. */
export type Answers = Readonly<Record<string, Answer>>;

/** A call that was made. */
export interface MadeCall {
  readonly operation: string;
  readonly input: Input;
}

/** Clients that stand in, and what they were asked. */
export interface StandIn extends Clients {
  readonly calls: readonly MadeCall[];
  /** The names of the operations, in order. */
  readonly operations: () => readonly string[];
  /** The inputs of one operation, in order. */
  readonly inputsOf: (operation: string) => readonly Input[];
}

/** Clients whose calls end in `answers`. A call that nothing stands for fails the test. */
export function standIn(answers: Answers, region = 'eu-central-1'): StandIn {
  const calls: MadeCall[] = [];
  const send = async (command: { readonly input: object }): Promise<object> => {
    const operation = command.constructor.name.replace(/Command$/, '');
    const input = Object.fromEntries(Object.entries(command.input));
    calls.push({ operation, input });
    const answer = answers[operation];
    if (answer === undefined) throw new Error(`nothing stands for ${operation} ${JSON.stringify(input)}`);
    return { $metadata: {}, ...(await answer(input)) };
  };
  // A test says what stands for the outputs; every client's `send` is this one.
  const client = { send } as unknown as Clients['acm'] &
    Clients['cloudFormation'] &
    Clients['cloudWatch'] &
    Clients['codeCommit'] &
    Clients['codeDeploy'] &
    Clients['codePipeline'] &
    Clients['connections']['codeconnections'] &
    Clients['ecr'] &
    Clients['ecs'] &
    Clients['elb'] &
    Clients['iam'] &
    Clients['logs'] &
    Clients['s3'] &
    Clients['sts'];
  return {
    region,
    calls,
    operations: () => calls.map(({ operation }) => operation),
    inputsOf: (operation) => calls.filter((call) => call.operation === operation).map(({ input }) => input),
    acm: client,
    cloudFormation: client,
    cloudWatch: client,
    codeCommit: client,
    codeDeploy: client,
    codePipeline: client,
    connections: { codeconnections: client, 'codestar-connections': client },
    ecr: client,
    ecs: client,
    elb: client,
    iam: client,
    logs: client,
    s3: client,
    sts: client,
  };
}

/** An error as the API gives it: `refusal('ValidationError', 'Stack with id x does not exist')`. */
export function refusal(name: string, message: string, status = 400, attempts = 1): Error {
  return Object.assign(new Error(message), {
    name,
    $fault: 'client',
    $metadata: { httpStatusCode: status, attempts },
  });
}

/** An answer that is always this refusal. */
export function refuses(name: string, message = name, status = 400, attempts = 1): Answer {
  return () => {
    throw refusal(name, message, status, attempts);
  };
}

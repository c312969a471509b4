import type { Account } from '../../local/account.ts';
import type { Caller } from '../../local/caller.ts';
import { unconsumedMember } from '../../local/wire/faults.ts';
import { jsonProtocol } from '../../local/wire/json-protocol.ts';
import { whereOf } from '../../local/wire/protocol.ts';
import { inputOf, requiredOf } from '../../local/wire/schema.ts';
import { type LocalService, type Operation, ServiceError } from '../../local/wire/service.ts';

/**
 * Calls an operation of a service that speaks JSON, as a request would, and by the same code: what it takes is read by the schema, and
 * what the local cloud does not look at is refused by name.
 * @param input JSON as the API has it. @returns the API's answer.
 * @throws ServiceError
 */
export async function callLocal(
  account: Account,
  service: LocalService,
  name: string,
  input: unknown,
  caller?: Caller,
): Promise<Readonly<Record<string, unknown>>> {
  const operation = operationOf(service, name);
  const read = checkInput(service, name, input);
  const unconsumed = Object.keys(read).find((member) => !operation.consumes.includes(member));
  if (unconsumed !== undefined) throw unconsumedMember(whereOf(service, name), unconsumed);
  const call = { account, requestId: '', endpoint: '', ...(caller && { caller }) };
  return { ...(await operation.run(read, call)) };
}

/** What an operation is given, read by its schema. @throws ServiceError for what the schema has not, and for what it requires. */
export function checkInput(service: LocalService, name: string, input: unknown): object {
  const operation = operationOf(service, name);
  const request = { method: 'POST', path: '/', query: new URLSearchParams(), headers: {} };
  const read = jsonProtocol.read({ ...request, body: Buffer.from(JSON.stringify(input)) }, operation, service);
  const missing = requiredOf(inputOf(operation.schema)).find((member) => !(member in read));
  if (missing === undefined) return read;
  throw new ServiceError('ValidationException', `${whereOf(service, name)} needs '${missing}'`);
}

function operationOf(service: LocalService, name: string): Operation {
  const operation = service.operations.find((each) => each.name === name);
  if (operation) return operation;
  throw new ServiceError('NotImplemented', `the local cloud does not know ${service.id}:${name}`);
}

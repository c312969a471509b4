import type { Account } from '../account.ts';
import type { Accounts } from '../accounts.ts';
import { type Caller, callerOf } from '../caller.ts';
import { accountOfKey, readScope, readSession, type Scope } from './credentials.ts';
import { unconsumedMember, unknownOperation } from './faults.ts';
import { jsonProtocol } from './json-protocol.ts';
import type { WireAnswer, WireRequest } from './message.ts';
import { type WireProtocol, whereOf } from './protocol.ts';
import { queryProtocol } from './query-protocol.ts';
import { restJsonProtocol } from './rest-json-protocol.ts';
import { restXmlProtocol } from './rest-xml-protocol.ts';
import { inputOf, requiredOf } from './schema.ts';
import { type Call, type LocalService, type Operation, type Protocol, ServiceError } from './service.ts';
import { checkSignedAt } from './signed-at.ts';

/** What requests are answered from. */
export interface Endpoint {
  readonly accounts: Accounts;
  readonly services: readonly LocalService[];
  /** `http://127.0.0.1:4567` */
  readonly url: string;
  /** Told which account a request is for, before it is answered. */
  readonly onAccount?: (account: Account) => void;
  /** Told the name of each operation that is called: `s3:PutObject`. */
  readonly onCall?: (name: string) => void;
}

const PROTOCOLS: Readonly<Record<Protocol, WireProtocol>> = {
  query: queryProtocol,
  json: jsonProtocol,
  'rest-xml': restXmlProtocol,
  'rest-json': restJsonProtocol,
};

/** Answers a request of an SDK or the AWS CLI; what goes wrong is an answer too, in the form of the request's protocol. */
export async function dispatch(request: WireRequest, endpoint: Endpoint, requestId: string): Promise<WireAnswer> {
  const scope = readScope(request);
  const service = endpoint.services.find(({ id }) => id === scope?.service);
  const protocol = PROTOCOLS[protocolOf(request, scope)];
  try {
    const account = accountFor(scope, endpoint, request);
    checkSignedAt(request, scope, account.now());
    const caller = callerFor(account, scope, request);
    checkTarget(request, protocolOf(request, scope));
    if (service === undefined) throw unknownOperation(`the service '${scope?.service}'`);
    if (!service.protocols.includes(protocolOf(request, scope)))
      throw unknownOperation(`a way to speak ${protocolOf(request, scope)} with ${service.id}`);
    const operation = findOperation(protocol, request, service);
    endpoint.onCall?.(whereOf(service, operation.name));
    const input = protocol.read(request, operation, service);
    checkInput(input, operation, service);
    endpoint.onAccount?.(account);
    const changed = (each: Account) => endpoint.onAccount?.(each);
    const call: Call = { account, requestId, endpoint: endpoint.url, caller, changed };
    const work = async () => {
      const output = await operation.run(input, call);
      return protocol.write(output, { request, service, requestId, operation });
    };
    const { interference } = account;
    return await interference.call({ service: service.id, operation: operation.name, request }, work);
  } catch (error) {
    return protocol.fail(asServiceError(error), { request, service, requestId });
  }
}

/** The answer to a request that is wrong before anybody has looked at what it asks for. */
export function refuse(error: unknown, request: WireRequest, requestId: string): WireAnswer {
  const protocol = PROTOCOLS[protocolOf(request, readScope(request))];
  return protocol.fail(asServiceError(error), { request, service: undefined, requestId });
}

function protocolOf({ headers, method }: WireRequest, scope: Scope | undefined): Protocol {
  if (scope?.service === 's3') return 'rest-xml';
  if (scope?.service === 'account') return 'rest-json';
  if (headers['x-amz-target'] !== undefined) return 'json';
  const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  return scope === undefined && !isForm && method !== 'POST' ? 'rest-xml' : 'query';
}

/** Services of which each account has one for all regions. Signatures for them name a region that need not be one of the account's. */
const GLOBAL = new Set(['account', 'iam', 'sts', 'organizations']);

/** The account that a request is for: that of its access key, in the region that it is signed for. */
function accountFor(scope: Scope | undefined, { accounts }: Endpoint, request: WireRequest): Account {
  // S3 knows callers without a name, who may do nothing here.
  if (scope === undefined && protocolOf(request, scope) === 'rest-xml')
    throw new ServiceError('AccessDenied', 'Access Denied', 403);
  const missing = 'Request is missing Authentication Token';
  if (scope === undefined) throw new ServiceError('MissingAuthenticationToken', missing, 403);
  const { accountId, region: home } = accounts.home.whereabouts;
  const id = accountOfKey(scope.accessKeyId) ?? accountId;
  const asked = scope.region ?? home;
  const found = accounts.at(id, asked) ?? (GLOBAL.has(scope.service) ? accounts.ofAccount(id)[0] : undefined);
  if (found !== undefined) return found;
  // As AWS answers for an account that is not there, and for a region that is not enabled for it.
  if (accounts.all().length > 1) throw invalidToken();
  const [code, status] =
    scope.service === 's3' ? ['AuthorizationHeaderMalformed', 400] : ['SignatureDoesNotMatch', 403];
  const said = `the region '${asked}' is wrong; expecting '${home}', where the local cloud is`;
  throw new ServiceError(String(code), said, Number(status));
}

/** Who asks. A session belongs to the account of the access key that comes with it, and ends. */
function callerFor(account: Account, scope: Scope | undefined, request: WireRequest): Caller {
  const session = readSession(request);
  if (session === undefined) return callerOf(account);
  if (session.role.split(':')[4] !== accountOfKey(scope?.accessKeyId ?? '')) throw invalidToken();
  if (session.expires < account.now().toISOString())
    throw new ServiceError('ExpiredToken', 'The security token included in the request is expired', 403);
  return callerOf(account, session);
}

function invalidToken(): ServiceError {
  return new ServiceError('InvalidClientTokenId', 'The security token included in the request is invalid.', 403);
}

/** Only in the REST protocols operations stand in method and path. */
function checkTarget({ method, path }: WireRequest, protocol: Protocol): void {
  if (protocol === 'rest-xml' || protocol === 'rest-json') return;
  if (method !== 'POST' && !(method === 'GET' && protocol === 'query'))
    throw new ServiceError('MethodNotAllowed', `calls in ${protocol} are sent by POST, not by ${method}`, 405);
  if (path !== '/') throw unknownOperation(`the path '${path}'`);
}

function findOperation(protocol: WireProtocol, request: WireRequest, service: LocalService): Operation {
  const name = protocol.operationName(request, service);
  if (name === undefined) throw new ServiceError('MissingAction', `the request names no operation of ${service.id}`);
  const operation = service.operations.find((each) => each.name === name);
  if (operation === undefined) throw unknownOperation(whereOf(service, name));
  return operation;
}

function checkInput(input: object, operation: Operation, service: LocalService): void {
  const where = whereOf(service, operation.name);
  const given = Object.keys(input);
  const unconsumed = given.find((name) => !operation.consumes.includes(name));
  if (unconsumed !== undefined) throw unconsumedMember(where, unconsumed);
  const missing = requiredOf(inputOf(operation.schema)).find((name) => !given.includes(name));
  if (missing !== undefined) throw new ServiceError(validationCode(service), `${where} needs '${missing}'`);
}

function validationCode(service: LocalService): string {
  return service.protocols[0] === 'json' ? 'ValidationException' : 'ValidationError';
}

function asServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error;
  return new ServiceError('InternalFailure', error instanceof Error ? error.message : String(error), 500);
}

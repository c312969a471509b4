import { unknownMember } from './faults.ts';
import { textOf, type WireRequest } from './message.ts';
import { fixedQuery, readPath } from './rest-route.ts';
import { readScalar } from './scalar.ts';
import { compact, inputOf, memberAt, membersOf, type NormalizedSchema, type Place } from './schema.ts';
import type { Operation } from './service.ts';
import { readMembers } from './xml-members.ts';
import { readXml } from './xml-read.ts';

/**
 * Reads an operation's input from path, query, headers and body, as the bindings of the model say. What the wire itself has looked
 * at (lengths, checksums, the coding of the body) is part of it only where the operation wants it.
 * @throws ServiceError for a query or an `x-amz-` header that the operation does not have.
 */
export function readBindings(request: WireRequest, operation: Operation, where: string): object {
  const members = membersOf(inputOf(operation.schema));
  refuseStrangers(request, operation, members, where);
  const body = readBody(request, members, { where, path: '' });
  return compact([
    ...members.map(([name, schema]) => {
      const isConsumed = operation.consumes.includes(name);
      return [name, readBound(request, name, schema, { where, path: name }, isConsumed)] as const;
    }),
    ...Object.entries(body),
  ]);
}

type Members = ReturnType<typeof membersOf>;

function readBound(
  request: WireRequest,
  name: string,
  schema: NormalizedSchema,
  place: Place,
  isConsumed: boolean,
): unknown {
  const traits = schema.getMergedTraits();
  if (traits.httpLabel) return readPath(request.path)[name === 'Bucket' ? 'bucket' : 'key'];
  if (traits.httpQuery !== undefined) {
    const value = request.query.get(traits.httpQuery);
    return value === null ? undefined : readScalar(schema, value, place, 'date-time');
  }
  if (traits.httpHeader !== undefined) {
    const header = traits.httpHeader.toLowerCase();
    const value = isOfTheWire(header) && !isConsumed ? undefined : request.headers[header];
    if (value === undefined) return undefined;
    if (schema.isListSchema()) return value.split(',').map((each) => each.trim());
    return readScalar(schema, value, place, 'http-date');
  }
  const prefix = traits.httpPrefixHeaders;
  if (prefix === undefined) return undefined;
  const found = Object.entries(request.headers).filter(([header]) => header.startsWith(prefix));
  return found.length === 0 ? undefined : compact(found.map(([header, value]) => [header.slice(prefix.length), value]));
}

function readBody({ body }: WireRequest, members: Members, place: Place): Readonly<Record<string, unknown>> {
  const payload = members.find(([, schema]) => schema.getMergedTraits().httpPayload);
  if (payload === undefined) {
    // No operation that is provided has members in the body without one of them being all of it.
    if (body.length > 0) throw unknownMember(place.where, 'the body');
    return {};
  }
  const [name, schema] = payload;
  if (schema.isBlobSchema()) return { [name]: body };
  if (body.length === 0) return {};
  if (!schema.isStructSchema()) return { [name]: textOf(body) };
  const root = readXml(textOf(body));
  const expected = schema.getMergedTraits().xmlName ?? schema.getName();
  if (root.name !== expected) throw unknownMember(place.where, root.name);
  return { [name]: readMembers(schema, root, memberAt(place, name)) };
}

function refuseStrangers({ query, headers }: WireRequest, operation: Operation, members: Members, where: string): void {
  const traits = members.map(([, schema]) => schema.getMergedTraits());
  const knownQuery = new Set([
    ...traits.map(({ httpQuery }) => httpQuery),
    ...fixedQuery(operation.schema).map(([name]) => name),
    'x-id',
  ]);
  const param = [...query.keys()].find((name) => !knownQuery.has(name) && !SIGNING.test(name));
  if (param !== undefined) throw unknownMember(where, `?${param}`);
  const knownHeaders = new Set(traits.map(({ httpHeader }) => httpHeader?.toLowerCase()));
  const prefixes = traits.flatMap(({ httpPrefixHeaders }) => httpPrefixHeaders ?? []);
  const header = Object.keys(headers).find(
    (name) =>
      name.startsWith('x-amz-') &&
      !isOfTheWire(name) &&
      !knownHeaders.has(name) &&
      !prefixes.some((prefix) => name.startsWith(prefix)),
  );
  if (header !== undefined) throw unknownMember(where, header);
}

/** Whether a header is about the request itself, and has been looked at before any operation is asked. */
function isOfTheWire(header: string): boolean {
  return OF_THE_WIRE.has(header) || /^x-amz-(checksum-(?!mode$)|sdk-)/.test(header);
}

/** What signs an address, in the kinds that there are. */
const SIGNING = /^(?:X-Amz-.*|AWSAccessKeyId|Signature|Expires)$/i;

const OF_THE_WIRE = new Set([
  'content-length',
  'content-md5',
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-decoded-content-length',
  'x-amz-region-set',
  'x-amz-security-token',
  'x-amz-te',
  'x-amz-trailer',
  'x-amz-user-agent',
]);

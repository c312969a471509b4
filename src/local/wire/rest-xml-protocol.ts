import { defect } from './faults.ts';
import type { WireAnswer } from './message.ts';
import { namespaceOf, type WireProtocol, whereOf } from './protocol.ts';
import { readBindings } from './rest-bindings.ts';
import { findRoute, httpOf } from './rest-route.ts';
import { writeScalar } from './scalar.ts';
import { membersOf, type NormalizedSchema, outputOf } from './schema.ts';
import { element, escapeForeign, escapeXml, writeMembers } from './xml-write.ts';

/**
 * S3's: what is asked for stands in method, path, query and headers, bodies are XML or bytes.
 * @see https://smithy.io/2.0/aws/protocols/aws-restxml-protocol.html
 */
export const restXmlProtocol: WireProtocol = {
  operationName: (request, { models = [], operations }) =>
    findRoute(request, models.length > 0 ? models : operations.map(({ schema }) => schema))?.[2] ??
    `${request.method} ${request.path}`,

  read: (request, operation, service) => readBindings(request, operation, whereOf(service, operation.name)),

  write: (output, { operation, service, requestId }) => {
    const schema = outputOf(operation.schema);
    const given = new Map<string, unknown>(Object.entries(output).filter(([, value]) => value !== undefined));
    const members = membersOf(schema);
    const stranger = [...given.keys()].find((name) => !members.some(([known]) => known === name));
    if (stranger !== undefined) throw defect(`${schema.getName(true)} has no member ${stranger}`);
    const headers = Object.fromEntries(members.flatMap(([name, member]) => writeHeaders(member, given.get(name))));
    const { type, body } = writeBody(schema, given, namespaceOf(service));
    return {
      // What is a part of the whole says so by its status, which the model knows nothing of.
      status: given.has('ContentRange') ? 206 : (httpOf(operation.schema)?.[2] ?? 200),
      headers: { ...type, ...headers, 'x-amz-request-id': requestId },
      body,
    };
  },

  fail: ({ status, code, message, headers }, { request, requestId }) => {
    const parts = { Code: code, Message: message, Resource: request.path, RequestId: requestId };
    const content = Object.entries(parts).map(([name, text]) => element(name, escapeForeign(text)));
    const body = request.method === 'HEAD' ? '' : element('Error', content.join(''));
    return { status, headers: { 'content-type': 'application/xml', 'x-amz-request-id': requestId, ...headers }, body };
  },
};

function writeHeaders(schema: NormalizedSchema, value: unknown): readonly (readonly [string, string])[] {
  const { httpHeader, httpPrefixHeaders } = schema.getMergedTraits();
  if (value === undefined) return [];
  if (httpHeader !== undefined) return [[httpHeader.toLowerCase(), writeScalar(schema, value, 'http-date')]];
  if (httpPrefixHeaders === undefined || typeof value !== 'object' || value === null) return [];
  return Object.entries(value).map(([name, text]) => [`${httpPrefixHeaders}${name}`, String(text)]);
}

interface Body {
  readonly type: Readonly<Record<string, string>>;
  readonly body: WireAnswer['body'];
}

const XML = { 'content-type': 'application/xml' };

function writeBody(schema: NormalizedSchema, given: ReadonlyMap<string, unknown>, namespace?: string): Body {
  const members = membersOf(schema);
  const [name, payload] = members.find(([, member]) => member.getMergedTraits().httpPayload) ?? [];
  const value = name === undefined ? undefined : given.get(name);
  if (payload !== undefined) {
    if (value instanceof Uint8Array) return { type: {}, body: value };
    if (typeof value === 'string') return { type: {}, body: value };
    if (typeof value !== 'object' || value === null) return { type: {}, body: '' };
    const root = payload.getMergedTraits().xmlName ?? payload.getName() ?? '';
    return { type: XML, body: element(root, writeMembers(payload, value), namespace) };
  }
  const inBody = members.filter(([, member]) => isInBody(member)).map(([each]) => each);
  if (inBody.length === 0) return { type: {}, body: '' };
  const root = schema.getMergedTraits().xmlName ?? schema.getName() ?? '';
  const [only] = inBody;
  // Of GetBucketLocation the one member is the document.
  if (inBody.length === 1 && only === root)
    return { type: XML, body: element(root, escapeXml(String(given.get(root) ?? '')), namespace) };
  const content = Object.fromEntries([...given].filter(([each]) => inBody.includes(each)));
  return { type: XML, body: element(root, writeMembers(schema, content), namespace) };
}

function isInBody(member: NormalizedSchema): boolean {
  const { httpHeader, httpPrefixHeaders, httpResponseCode } = member.getMergedTraits();
  return httpHeader === undefined && httpPrefixHeaders === undefined && !httpResponseCode;
}

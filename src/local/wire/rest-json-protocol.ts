import { malformed } from './faults.ts';
import { readJson, toJson } from './json.ts';
import { textOf } from './message.ts';
import { type WireProtocol, whereOf } from './protocol.ts';
import { httpOf } from './rest-route.ts';
import { asRecord, inputOf, outputOf } from './schema.ts';

/**
 * JSON in and out, the operation in method and path. Only what its one service needs: everything stands in the body, nothing in the
 * address or in headers.
 * @see https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
 */
export const restJsonProtocol: WireProtocol = {
  operationName: ({ method, path }, { models = [], operations }) => {
    const known = models.length > 0 ? models : operations.map(({ schema }) => schema);
    const found = known.find((schema) => {
      const [wanted, address] = httpOf(schema) ?? [];
      return wanted === method && address === path;
    });
    return found?.[2] ?? `${method} ${path}`;
  },

  read: ({ body }, operation, service) => {
    const place = { where: whereOf(service, operation.name), path: '' };
    return asRecord(readJson(inputOf(operation.schema), parse(textOf(body)), place), place);
  },

  write: (output, { operation, requestId }) => {
    const schema = outputOf(operation.schema);
    const body = schema.isStructSchema() ? JSON.stringify(toJson(schema, output)) : '';
    return { status: httpOf(operation.schema)?.[2] ?? 200, headers: headersOf(requestId), body };
  },

  fail: ({ status, code, message }, { requestId }) => ({
    status,
    headers: { ...headersOf(requestId), 'x-amzn-errortype': code },
    body: JSON.stringify({ __type: code, message }),
  }),
};

function headersOf(requestId: string): Readonly<Record<string, string>> {
  return { 'content-type': 'application/json', 'x-amzn-requestid': requestId };
}

function parse(text: string): unknown {
  if (text === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    throw malformed('the body', 'JSON', text);
  }
}

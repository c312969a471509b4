import { malformed } from './faults.ts';
import { readJson, toJson } from './json.ts';
import { textOf } from './message.ts';
import { type AnswerContext, type WireProtocol, whereOf } from './protocol.ts';
import { asRecord, inputOf, outputOf } from './schema.ts';

/**
 * JSON in and out, versions 1.0 and 1.1; the operation stands in `X-Amz-Target`.
 * @see https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
export const jsonProtocol: WireProtocol = {
  operationName: ({ headers }, service) => {
    // Some clients put the namespace of the model before it, as the AWS CLI does for connections.
    const [, target, name] = /^(?:.*\.)?(.*?)\.(.*?)$/.exec(headers['x-amz-target'] ?? '') ?? [];
    return target === service.target ? name : undefined;
  },

  read: ({ body }, operation, service) => {
    const place = { where: whereOf(service, operation.name), path: '' };
    return asRecord(readJson(inputOf(operation.schema), parse(textOf(body)), place), place);
  },

  write: (output, context) => {
    const schema = outputOf(context.operation.schema);
    return answer(200, schema.isStructSchema() ? toJson(schema, output) : {}, context);
  },

  fail: ({ status, code, message }, context) => {
    const { status: _, ...rest } = answer(status, { __type: code, message }, context);
    // Services that once spoke the query protocol give its code on demand.
    const type = status < 500 ? 'Sender' : 'Receiver';
    const query = context.request.headers['x-amzn-query-mode'] ? { 'x-amzn-query-error': `${code};${type}` } : {};
    return { ...rest, status, headers: { ...rest.headers, 'x-amzn-errortype': code, ...query } };
  },
};

function answer(status: number, body: unknown, { request, requestId }: AnswerContext) {
  const given = request.headers['content-type'] ?? '';
  const type = given.startsWith('application/x-amz-json-') ? given : 'application/x-amz-json-1.1';
  return { status, headers: { 'content-type': type, 'x-amzn-requestid': requestId }, body: JSON.stringify(body) };
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

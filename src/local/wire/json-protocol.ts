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

/** How deep arrays and objects may lie in each other; what is read by a schema never does half as deep. */
const DEPTH = 100;

function parse(text: string): unknown {
  if (text === '') return {};
  if (depthOf(text) > DEPTH) throw malformed('the body', `JSON no deeper than ${DEPTH}`, text);
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    throw malformed('the body', 'JSON', text);
  }
}

// What stands in a string has no depth. Without a recursion, which is what the depth would be dangerous to.
function depthOf(text: string): number {
  let [depth, deepest] = [0, 0];
  let isString = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '\\') at += 1;
    else if (character === '"') isString = !isString;
    else if (!isString && (character === '[' || character === '{')) depth += 1;
    else if (!isString && (character === ']' || character === '}')) depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

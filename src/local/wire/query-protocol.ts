import { readForm } from './form.ts';
import { textOf, type WireRequest } from './message.ts';
import { namespaceOf, type WireProtocol, whereOf } from './protocol.ts';
import { inputOf, outputOf } from './schema.ts';
import { ServiceError } from './service.ts';
import { element, escapeForeign, writeMembers } from './xml-write.ts';

/**
 * A form in, XML out.
 * @see https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export const queryProtocol: WireProtocol = {
  operationName: (request) => readBody(request).get('Action') ?? undefined,

  read: (request, operation, service) => {
    const form = readBody(request);
    const version = form.get('Version');
    if (version !== service.version)
      throw new ServiceError('NoSuchVersion', `${service.id} speaks version ${service.version}, not ${version}`);
    form.delete('Action');
    form.delete('Version');
    return readForm(inputOf(operation.schema), form, whereOf(service, operation.name));
  },

  write: (output, { operation, service, requestId }) => {
    const schema = outputOf(operation.schema);
    const result = schema.isStructSchema() ? element(`${operation.name}Result`, writeMembers(schema, output)) : '';
    const metadata = element('ResponseMetadata', element('RequestId', requestId));
    return answer(200, element(`${operation.name}Response`, result + metadata, namespaceOf(service)), requestId);
  },

  fail: ({ status, code, message }, { service, requestId }) => {
    const parts = [
      element('Type', status < 500 ? 'Sender' : 'Receiver'),
      element('Code', escapeForeign(code)),
      element('Message', escapeForeign(message)),
    ];
    const content = element('Error', parts.join('')) + element('RequestId', requestId);
    return answer(status, element('ErrorResponse', content, namespaceOf(service)), requestId);
  },
};

function answer(status: number, body: string, requestId: string) {
  return { status, headers: { 'content-type': 'text/xml', 'x-amzn-requestid': requestId }, body };
}

// A GET carries its form in the query, as presigned addresses of STS do; what signs it is no part of it.
function readBody({ method, query, body }: WireRequest): URLSearchParams {
  if (method !== 'GET') return new URLSearchParams(textOf(body));
  return new URLSearchParams([...query].filter(([name]) => !/^X-Amz-/i.test(name)));
}

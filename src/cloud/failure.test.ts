import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { explainFailure } from './failure.ts';

const CALL = {
  service: 'SSM',
  action: 'ssm:GetParameter',
  resource: '/aws/service/x',
  region: 'eu-central-1',
} as const;

/** What the SDK throws, by its fields, and the code that it is told under. */
const FAILURES: readonly { readonly code: string; readonly fields: Readonly<Record<string, unknown>> }[] = [
  { code: 'no-credentials', fields: { name: 'CredentialsProviderError' } },
  { code: 'no-credentials', fields: { name: 'TokenProviderError' } },
  { code: 'expired-credentials', fields: { name: 'ExpiredTokenException', ...service(400) } },
  { code: 'invalid-credentials', fields: { name: 'UnrecognizedClientException', ...service(400) } },
  { code: 'invalid-credentials', fields: { name: 'InvalidSignatureException', ...service(400) } },
  { code: 'access-denied', fields: { name: 'AccessDeniedException', ...service(400) } },
  { code: 'not-found', fields: { name: 'ParameterNotFound', ...service(400) } },
  { code: 'throttled', fields: { name: 'ThrottlingException', ...service(400) } },
  { code: 'throttled', fields: { name: 'Unknown', ...service(429) } },
  { code: 'service-failed', fields: { name: 'InternalServerError', ...service(500) } },
  { code: 'service-failed', fields: { name: 'SyntaxError', $metadata: { httpStatusCode: 503 } } },
  { code: 'invalid-certificate', fields: { code: 'SELF_SIGNED_CERT_IN_CHAIN' } },
  { code: 'invalid-certificate', fields: { code: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY' } },
  { code: 'invalid-certificate', fields: { code: 'ERR_TLS_CERT_ALTNAME_INVALID' } },
  { code: 'invalid-endpoint', fields: { name: 'TypeError', code: 'ERR_INVALID_URL', input: 'nowhere' } },
  { code: 'unreachable', fields: { name: 'TimeoutError', code: 'ETIMEDOUT' } },
  { code: 'unreachable', fields: { code: 'ECONNREFUSED' } },
  { code: 'unreachable', fields: { code: 'ENOTFOUND' } },
  { code: 'unreachable', fields: { code: 'EAI_AGAIN' } },
  { code: 'not-an-answer', fields: { name: 'SyntaxError', $metadata: { httpStatusCode: 200 } } },
  { code: 'refused', fields: { name: 'ValidationException', ...service(400) } },
];

describe('a failed call of AWS', () => {
  for (const { code, fields } of FAILURES) {
    test(`${fields.name ?? fields.code} is told as ${code}, with the reason and what to do`, () => {
      const error = explainFailure(Object.assign(new Error('The reason.'), fields), CALL);
      assert.equal(error?.code, code);
      assert.match(error?.message ?? '', /^[a-z-]+: .*[^.] \("The reason"\)\n {2}-> [^A-Z].*[^.]$/);
    });
  }

  test('a role that may not be assumed is credentials that are missing, a call that may not be made is access denied', () => {
    const codeOf = (message: string) =>
      explainFailure(Object.assign(new Error(message), { name: 'AccessDenied', ...service(403) }), CALL)?.code;
    assert.equal(codeOf('User: x is not authorized to perform: sts:AssumeRole on resource: y'), 'no-credentials');
    assert.equal(codeOf('User: x is not authorized to perform: cloudformation:CreateChangeSet'), 'access-denied');
    assert.equal(codeOf('Access Denied'), 'access-denied');
  });

  test('where nobody answers on this machine a local cloud may have ended, which is said', () => {
    const gone = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:4567'), { code: 'ECONNREFUSED' });
    const { code, message = '' } = explainFailure(gone, CALL) ?? {};
    assert.equal(code, 'unreachable');
    assert.match(
      message,
      /SSM in eu-central-1 cannot be reached .*\n {2}-> nobody answers on this machine: .*run this again/,
    );
  });

  test('an error for each address of a host is told as one', () => {
    const errors = ['::1', '127.0.0.1'].map((address) => Object.assign(new Error(address), { code: 'ECONNREFUSED' }));
    assert.equal(explainFailure(new AggregateError(errors), CALL)?.code, 'unreachable');
  });

  test('how often it was tried is told', () => {
    const fields = { name: 'ThrottlingException', $fault: 'client', $metadata: { httpStatusCode: 400, attempts: 3 } };
    const error = explainFailure(Object.assign(new Error('Rate exceeded'), fields), CALL);
    assert.match(error?.message ?? '', /SSM in eu-central-1 throttles the caller \(attempts: 3\) \("Rate exceeded"\)/);
  });

  test('a message is one line of printable text, without what the SDK says to itself', () => {
    const reason = (message: string) =>
      explainFailure(Object.assign(new Error(message), { code: 'ECONNRESET' }), CALL)?.message.split('\n')[0];
    const start = 'unreachable: SSM in eu-central-1 cannot be reached';
    assert.equal(reason('a\n\u001b[2Jb'), `${start} ("a [2Jb")`);
    assert.equal(reason('@smithy/node-http-handler - [ERROR] too slow.'), `${start} ("too slow")`);
    assert.equal(reason('no JSON\n  Deserialization error: to see the raw response, inspect'), `${start} ("no JSON")`);
    assert.equal(reason('UnknownError'), start);
  });

  for (const mistake of [
    new TypeError('x is not a function'),
    new SyntaxError('unexpected token'),
    Object.assign(new TypeError('not a string'), { code: 'ERR_INVALID_ARG_TYPE' }),
    Object.assign(new Error('permission denied'), { code: 'EACCES' }),
    'a text',
    undefined,
  ]) {
    test(`what is not AWS's or the network's is left alone: ${mistake}`, () => {
      assert.equal(explainFailure(mistake, CALL), undefined);
    });
  }
});

function service(httpStatusCode: number) {
  return { $fault: httpStatusCode < 500 ? 'client' : 'server', $metadata: { httpStatusCode, attempts: 1 } };
}

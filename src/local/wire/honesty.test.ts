import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Account } from '../account.ts';
import { Accounts } from '../accounts.ts';
import { WHEREABOUTS } from '../fixtures.ts';
import { SERVICES } from '../services.ts';
import { dispatch } from './dispatch.ts';
import type { WireAnswer, WireRequest } from './message.ts';
import { fixedQuery, httpOf } from './rest-route.ts';
import { inputOf, membersOf, type NormalizedSchema, requiredOf } from './schema.ts';
import type { LocalService, Operation, Protocol } from './service.ts';

/** A request with members that are no part of the operation, or that it does not look at: each by its name, as a form has it. */
type Extra = readonly (readonly [name: string, schema: NormalizedSchema | undefined])[];

const BUILD: Readonly<Record<Protocol, (service: LocalService, operation: Operation, extra: Extra) => WireRequest>> = {
  query: ({ id, version = '' }, { name }, extra) => {
    const form = new URLSearchParams({ Action: name, Version: version });
    for (const [member, schema] of extra) form.set(...formEntry(member, schema));
    return request(id, 'POST', '/', { 'content-type': 'application/x-www-form-urlencoded' }, form.toString());
  },
  json: ({ id, target }, { name }, extra) => {
    const body = Object.fromEntries(extra.map(([member, schema]) => [member, schema ? jsonValue(schema) : 'red']));
    return request(id, 'POST', '/', { 'x-amz-target': `${target}.${name}` }, JSON.stringify(body));
  },
  'rest-json': ({ id }, { schema: operation }, extra) => {
    const [method = 'POST', path = ''] = httpOf(operation) ?? [];
    const body = Object.fromEntries(extra.map(([member, schema]) => [member, schema ? jsonValue(schema) : 'red']));
    return request(id, method, path, {}, JSON.stringify(body));
  },
  'rest-xml': ({ id }, { schema: operation }, extra) => {
    const [method = 'GET', path = ''] = httpOf(operation) ?? [];
    const query = new URLSearchParams(Object.fromEntries(fixedQuery(operation)));
    const headers: Record<string, string> = {};
    const input = new Map(membersOf(inputOf(operation)));
    const required: Extra = requiredOf(inputOf(operation)).map((name) => [name, input.get(name)]);
    for (const [member, schema] of [...required.filter(([, schema]) => isInAddress(schema)), ...extra]) {
      const { httpHeader, httpQuery } = schema?.getMergedTraits() ?? {};
      if (schema && httpHeader) headers[httpHeader.toLowerCase()] = plainText(schema);
      else query.set(httpQuery ?? member, schema ? plainText(schema) : 'red');
    }
    const hasBucket = input.has('Bucket');
    const where = `/${hasBucket ? 'bucket' : ''}${path.includes('{Key+}') ? '/key' : ''}`;
    return request(id, method, `${where}?${query}`, headers, '');
  },
};

function request(
  service: string,
  method: string,
  url: string,
  headers: Record<string, string>,
  body: string,
): WireRequest {
  const [path = '', query = ''] = url.split('?');
  const authorization = `AWS4-HMAC-SHA256 Credential=a/20260101/eu-central-1/${service}/aws4_request, Signature=x`;
  return {
    method,
    path,
    query: new URLSearchParams(query),
    headers: { ...headers, authorization },
    body: Buffer.from(body),
  };
}

function isInAddress(schema: NormalizedSchema | undefined): boolean {
  const { httpHeader, httpQuery } = schema?.getMergedTraits() ?? {};
  return httpHeader !== undefined || httpQuery !== undefined;
}

function formEntry(name: string, schema: NormalizedSchema | undefined): [string, string] {
  if (schema?.isStructSchema()) {
    const [[child, inner] = ['', undefined]] = membersOf(schema);
    return formEntry(`${name}.${child}`, inner);
  }
  if (schema?.isMapSchema()) return [`${name}`, ''];
  return [name, schema?.isListSchema() ? '' : schema ? plainText(schema) : 'red'];
}

function plainText(schema: NormalizedSchema): string {
  if (schema.isBooleanSchema()) return 'true';
  if (schema.isTimestampSchema()) return '2026-01-01T00:00:00Z';
  return '1';
}

function jsonValue(schema: NormalizedSchema): unknown {
  if (schema.isListSchema()) return [];
  if (schema.isStructSchema() || schema.isMapSchema()) return {};
  if (schema.isBooleanSchema()) return true;
  return schema.isStringSchema() || schema.isBlobSchema() ? '1' : 1;
}

async function ask(message: WireRequest): Promise<{ readonly answer: WireAnswer; readonly text: string }> {
  const accounts = new Accounts(Account.empty(WHEREABOUTS));
  const endpoint = { accounts, services: SERVICES, url: 'http://127.0.0.1:1' };
  const answer = await dispatch(message, endpoint, 'request-1');
  return { answer, text: String(answer.body) };
}

/** Members that are looked at before any operation is asked, or say what the request is about. */
const OF_THE_WIRE = /^(Bucket|Key|ContentMD5|ContentLength|ChecksumAlgorithm|Checksum(?!Mode).*|Body)$/;

test('these are the services, and nothing below leaves one out', () => {
  const ids = SERVICES.map(({ id }) => id).sort();
  assert.deepEqual(ids, [
    'account',
    'acm',
    'cloudformation',
    'codecommit',
    'codeconnections',
    'codedeploy',
    'codepipeline',
    'codestar-connections',
    'ecr',
    'ecs',
    'elasticloadbalancing',
    'iam',
    'logs',
    'monitoring',
    'organizations',
    's3',
    'ssm',
    'sts',
  ]);
  for (const { id, operations, protocols } of SERVICES) assert.ok(operations.length * protocols.length > 0, id);
});

for (const service of SERVICES)
  for (const protocol of service.protocols)
    describe(`${service.id} in ${protocol}`, () => {
      for (const operation of service.operations) {
        test(`${operation.name}: a member that it does not have is named in the error`, async () => {
          const { answer, text } = await ask(BUILD[protocol](service, operation, [['Colour', undefined]]));
          assert.equal(answer.status, 400);
          // What is answered to HEAD has no body to name anything in.
          if (httpOf(operation.schema)?.[0] === 'HEAD') return;
          assert.match(text, /UnknownParameter/);
          assert.match(
            text,
            new RegExp(
              `${service.id}:${operation.name} has no member '\\??Colour'`.replace("'", '.+?').replace(/'$/, ''),
            ),
          );
        });

        const ignored = membersOf(inputOf(operation.schema)).filter(
          ([name, schema]) =>
            !operation.consumes.includes(name) &&
            !OF_THE_WIRE.test(name) &&
            !(schema.getMergedTraits().httpPrefixHeaders ?? schema.getMergedTraits().httpPayload),
        );
        if (ignored.length === 0) continue;
        test(`${operation.name}: each member that it does not look at is named in the error`, async () => {
          for (const [name, schema] of ignored) {
            const { answer, text } = await ask(BUILD[protocol](service, operation, [[name, schema]]));
            assert.equal(answer.status, 400, name);
            if (httpOf(operation.schema)?.[0] !== 'HEAD')
              assert.match(text, new RegExp(`NotImplemented.*does not look at .+?${name}`), name);
          }
        });
      }
    });

describe('operations that the model has and the local cloud has not', () => {
  test('are named in the error, with the service, in each protocol without addresses of its own', async () => {
    for (const service of SERVICES)
      for (const protocol of service.protocols) {
        const [any] = service.operations;
        if (protocol.startsWith('rest-') || any === undefined) continue;
        const { answer, text } = await ask(BUILD[protocol](service, { ...any, name: 'PaintItRed' }, []));
        assert.equal(answer.status, 400);
        assert.match(text, /NotImplemented/);
        assert.match(text, new RegExp(`does not know ${service.id}:PaintItRed`));
      }
  });

  test('are named in the error', async () => {
    for (const service of SERVICES)
      for (const schema of service.models ?? []) {
        const name = schema[2];
        if (service.operations.some((each) => each.name === name) || httpOf(schema)?.[0] === 'HEAD') continue;
        // At the address of ListBuckets, signed for a service of its own.
        if (name === 'ListDirectoryBuckets') continue;
        const nothing: Operation = { name, schema, consumes: [], run: () => ({}) };
        const { text } = await ask(BUILD[service.protocols[0] ?? 'rest-xml'](service, nothing, []));
        assert.match(text, new RegExp(`does not know ${service.id}:${name}[<"]`), name);
      }
  });
});

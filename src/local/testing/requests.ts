// Only tests use this: requests for every operation of the services, from values of the right form and of wrong ones.
import fc from 'fast-check';
import { toJson } from '../wire/json.ts';
import { fixedQuery, httpOf } from '../wire/rest-route.ts';
import { writeScalar } from '../wire/scalar.ts';
import { inputOf, membersOf, type NormalizedSchema, requiredOf, wireName } from '../wire/schema.ts';
import type { LocalService, Operation, Protocol } from '../wire/service.ts';
import { writeMembers } from '../wire/xml-write.ts';

/** A request before it is bytes. */
export interface Request {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Buffer;
}

/** Texts that programs have fallen over. */
const NASTY: readonly string[] = [
  '',
  ' ',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'toString',
  '../../../../etc/passwd',
  '..',
  '%',
  '%2e%2e%2f',
  '\0',
  '\r\nx-injected: 1',
  '\ud83d\udca5',
  '\uffff',
  '<a>&lt;]]>',
  '{{resolve:ssm:/x}}',
  `\${AWS::Region}`,
  '*',
  '-1',
  '1e999',
  'NaN',
  'null',
  'a'.repeat(3_000),
  'http://127.0.0.1/%',
  'https://bucket.s3.amazonaws.com/..%2f',
  'file:///etc/passwd',
  '[[[[',
  '{"Resources":{}}',
  '{"Resources":{"constructor":{"Type":"AWS::SQS::Queue"}}}',
  '{"Resources":{"A":{"Type":"AWS::SQS::Queue","Properties":{"QueueName":{"Ref":"constructor"}}}}}',
  '{"Parameters":{"toString":{"Type":"String"}},"Resources":{"A":{"Type":"AWS::SNS::Topic"}}}',
  '{"Resources":{"A":{"Type":"AWS::SNS::Topic"}},"Outputs":{"O":{"Value":{"Fn::GetAtt":["A","__proto__"]}}}}',
  '{"Resources":{"A":{"Type":"__proto__"}}}',
  'Resources: {A: {Type: AWS::SNS::Topic, Properties: {TopicName: !FindInMap [constructor, a, b]}}}',
  'Resources: &a {A: *a}',
  'Resources:\n  Topic: {Type: AWS::SNS::Topic, Properties: {__proto__: 1}}',
];

/** What is there to name, by the member that names it, so that operations have something to work on. */
export type Known = readonly (readonly [member: RegExp, values: readonly string[]])[];

/** Requests that fit the model or nearly do: half of them hold little that is wrong. */
export function arbitraryRequest(services: readonly LocalService[], known: Known): fc.Arbitrary<Request> {
  const all = services.flatMap((service) =>
    service.operations.flatMap((operation) => service.protocols.map((protocol) => ({ service, operation, protocol }))),
  );
  return fc.constantFrom(...all).chain(({ service, operation, protocol }) => {
    // What an operation does not look at is refused before it is asked.
    const members = membersOf(inputOf(operation.schema)).filter(([name]) => operation.consumes.includes(name));
    const required = requiredOf(inputOf(operation.schema));
    return fc
      .boolean()
      .chain((isTame) => record(members, required, { known, isTame }, 0))
      .map((input) => WRITE[protocol](service, operation, input));
  });
}

type Members = readonly (readonly [string, NormalizedSchema])[];

interface Style {
  readonly known: Known;
  readonly isTame: boolean;
}

function record(members: Members, required: readonly string[], style: Style, depth: number) {
  const model = Object.fromEntries(members.map(([name, schema]) => [name, value(name, schema, style, depth + 1)]));
  const requiredKeys = Object.keys(model).filter((name) => required.includes(name));
  const optional = Object.keys(model).filter((name) => !required.includes(name));
  // Of twenty optional members one is always wrong: few at a time.
  return fc
    .subarray(optional, { maxLength: style.isTame ? Math.min(2, optional.length) : optional.length })
    .chain((chosen) => {
      const keys = [...requiredKeys, ...chosen];
      return fc.record(Object.fromEntries(keys.flatMap((key) => (model[key] ? [[key, model[key]]] : []))), {
        noNullPrototype: true,
      });
    });
}

function value(name: string, schema: NormalizedSchema, style: Style, depth: number): fc.Arbitrary<unknown> {
  if (schema.isStructSchema())
    return depth > 6 ? fc.constant({}) : record(membersOf(schema), requiredOf(schema), style, depth);
  if (schema.isListSchema()) return fc.array(value(name, schema.getValueSchema(), style, depth + 1), { maxLength: 3 });
  if (schema.isMapSchema())
    return fc.dictionary(text(name, style), value(name, schema.getValueSchema(), style, depth + 1));
  if (schema.isBooleanSchema()) return fc.boolean();
  if (schema.isNumericSchema())
    return fc.oneof(fc.integer({ min: -2, max: 2_000 }), fc.double({ noNaN: true, noDefaultInfinity: true }));
  if (schema.isBigIntegerSchema()) return fc.bigInt();
  if (schema.isTimestampSchema()) return fc.date({ noInvalidDate: true });
  if (schema.isBlobSchema()) return fc.uint8Array({ maxLength: 40 });
  return text(name, style);
}

function text(name: string, { known, isTame }: Style): fc.Arbitrary<string> {
  if (name === 'TemplateBody' && !isTame) return spoiltTemplate(known);
  const fitting = known.filter(([member]) => member.test(name)).flatMap(([, values]) => values);
  const named = fc.constantFrom(...fitting, ...(fitting.length > 0 ? [] : ['x', 'true', '1', 'Enabled']));
  if (isTame) return fc.oneof({ weight: 20, arbitrary: named }, fc.constantFrom(...NASTY));
  return fc.oneof({ weight: 5, arbitrary: named }, { weight: 2, arbitrary: fc.constantFrom(...NASTY) }, fc.string());
}

/** Templates of which lines are missing, doubled, out of place, or have another value. @param known has those as `TemplateBody`. */
export function spoiltTemplate(known: Known): fc.Arbitrary<string> {
  const [, texts] = known.find(([member]) => member.test('TemplateBody')) ?? [];
  const edits = fc.array(
    fc.tuple(fc.constantFrom('drop', 'double', 'move', 'value', 'name'), fc.nat(), fc.nat(), fc.constantFrom(...NASTY)),
    { minLength: 1, maxLength: 3 },
  );
  return fc.tuple(fc.constantFrom(...(texts ?? ['Resources: {}'])), edits).map(([template, all]) => {
    const lines = template.split('\n');
    for (const [how, from, to, other] of all) {
      const at = from % lines.length;
      const line = lines[at] ?? '';
      const [, indent = '', name = ''] = /^( *(?:- )?)([^:]*)/.exec(line) ?? [];
      if (how === 'drop') lines.splice(at, 1);
      else if (how === 'double') lines.splice(at, 0, line);
      else if (how === 'move') lines.splice(to % lines.length, 0, ...lines.splice(at, 1));
      else if (how === 'value') lines[at] = `${indent}${name}: ${other}`;
      else lines[at] = line.replace(name, JSON.stringify(other));
    }
    return lines.join('\n');
  });
}

const WRITE: Readonly<Record<Protocol, (service: LocalService, operation: Operation, input: object) => Request>> = {
  query: ({ id, version = '' }, { name, schema }, input) => {
    const form = new URLSearchParams({ Action: name, Version: version });
    writeForm(form, inputOf(schema), '', input);
    const headers = [['content-type', 'application/x-www-form-urlencoded'], signed(id)] as const;
    return { method: 'POST', target: '/', headers, body: Buffer.from(form.toString()) };
  },
  json: ({ id, target }, { name, schema }, input) => {
    const headers = [
      ['content-type', 'application/x-amz-json-1.1'],
      ['x-amz-target', `${target}.${name}`],
      signed(id),
    ] as const;
    const json = inputOf(schema).isStructSchema() ? toJson(inputOf(schema), input) : {};
    return { method: 'POST', target: '/', headers, body: Buffer.from(JSON.stringify(json)) };
  },
  'rest-json': ({ id }, { schema }, input) => {
    const [method = 'POST', target = '/'] = httpOf(schema) ?? [];
    const headers = [['content-type', 'application/json'], signed(id)] as const;
    const json = inputOf(schema).isStructSchema() ? toJson(inputOf(schema), input) : {};
    return { method, target, headers, body: Buffer.from(JSON.stringify(json)) };
  },
  'rest-xml': ({ id }, { schema }, input) => {
    const [method = 'GET', path = ''] = httpOf(schema) ?? [];
    const query = new URLSearchParams(fixedQuery(schema).map(([name, given]): [string, string] => [name, given]));
    const headers: [string, string][] = [[...signed(id)]];
    let body = Buffer.alloc(0);
    const given = new Map<string, unknown>(Object.entries(input));
    for (const [name, member] of membersOf(inputOf(schema))) {
      const each = given.get(name);
      const { httpQuery, httpHeader, httpPrefixHeaders, httpPayload, xmlName } = member.getMergedTraits();
      if (each === undefined) continue;
      if (httpQuery !== undefined) query.set(httpQuery, scalar(member, each));
      else if (httpHeader !== undefined) headers.push([httpHeader.toLowerCase(), visible(scalar(member, each))]);
      else if (httpPrefixHeaders !== undefined)
        for (const [key, text] of Object.entries(each ?? {}))
          headers.push([`${httpPrefixHeaders}${key.replace(/[^\w-]/g, '')}`, visible(String(text))]);
      else if (httpPayload && each instanceof Uint8Array) body = Buffer.from(each);
      else if (httpPayload && typeof each === 'object' && each !== null && member.isStructSchema()) {
        const root = xmlName ?? member.getName() ?? '';
        body = Buffer.from(`<${root}>${writeMembers(member, each)}</${root}>`);
      } else if (httpPayload) body = Buffer.from(String(each));
    }
    const inPath = (name: string) => encodeURIComponent(Buffer.from(String(given.get(name) ?? 'x')).toString() || 'x');
    const hasBucket = membersOf(inputOf(schema)).some(([name]) => name === 'Bucket');
    const where = `/${hasBucket ? inPath('Bucket') : ''}${path.includes('{Key+}') ? `/${inPath('Key')}` : ''}`;
    return { method, target: `${where}?${query}`, headers, body };
  },
};

function signed(service: string): readonly [string, string] {
  return ['authorization', `AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/${service}/aws4_request, Signature=x`];
}

function scalar(schema: NormalizedSchema, value: unknown): string {
  return Array.isArray(value) ? value.join(',') : writeScalar(schema, value, 'date-time');
}

function visible(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?');
}

function writeForm(form: URLSearchParams, schema: NormalizedSchema, name: string, value: unknown): void {
  const below = (part: string) => (name === '' ? part : `${name}.${part}`);
  if (Array.isArray(value) && schema.isListSchema()) {
    const inner = schema.getValueSchema();
    const part = schema.getMergedTraits().xmlFlattened ? '' : `${inner.getMemberTraits().xmlName ?? 'member'}.`;
    for (const [index, each] of value.entries()) writeForm(form, inner, below(`${part}${index + 1}`), each);
  } else if (typeof value === 'object' && value !== null && schema.isStructSchema()) {
    const given = new Map<string, unknown>(Object.entries(value));
    for (const [member, inner] of membersOf(schema))
      if (given.has(member)) writeForm(form, inner, below(wireName(member, inner)), given.get(member));
  } else if (typeof value === 'object' && value !== null && schema.isMapSchema()) {
    for (const [index, [key, each]] of Object.entries(value).entries()) {
      form.set(below(`entry.${index + 1}.key`), key);
      writeForm(form, schema.getValueSchema(), below(`entry.${index + 1}.value`), each);
    }
  } else form.set(name, writeScalar(schema, value, 'date-time'));
}

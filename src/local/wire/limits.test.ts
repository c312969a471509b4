import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Account } from '../account.ts';
import { Accounts } from '../accounts.ts';
import { readTemplate } from '../engine/read-template.ts';
import { WHEREABOUTS } from '../fixtures.ts';
import { SERVICES } from '../services.ts';
import { dispatch } from './dispatch.ts';
import type { WireRequest } from './message.ts';
import { readXml } from './xml-read.ts';

async function ask(service: string, given: Partial<WireRequest>): Promise<string> {
  const authorization = `AWS4-HMAC-SHA256 Credential=a/20260101/eu-central-1/${service}/aws4_request, Signature=x`;
  const request: WireRequest = {
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    body: Buffer.alloc(0),
    ...given,
    headers: { ...given.headers, authorization },
  };
  const endpoint = {
    accounts: new Accounts(Account.empty(WHEREABOUTS)),
    services: SERVICES,
    url: 'http://127.0.0.1:1',
  };
  return String((await dispatch(request, endpoint, 'request-1')).body);
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const form = (text: string, given: Partial<WireRequest> = {}) =>
  ask('cloudformation', { headers: FORM, body: Buffer.from(`Version=2010-05-15&${text}`), ...given });
const json = (body: string | Buffer) =>
  ask('ssm', { headers: { 'x-amz-target': 'AmazonSSM.GetParameter' }, body: Buffer.from(body) });

describe('a request is refused in words', () => {
  test('where a name in a form is given twice, too deep, or one of too many', async () => {
    assert.match(await form('Action=DescribeStacks&StackName=a&StackName=b'), /'StackName' should be given once/);
    assert.match(await form(`Action=DescribeStacks&${'a.'.repeat(40)}=1`), /names of at most 32 parts/);
    const many = Array.from({ length: 10_001 }, (_, index) => `StackStatusFilter.member.${index + 1}=a`).join('&');
    assert.match(await form(`Action=ListStacks&${many}`), /a form of at most 10000 members/);
  });

  test('where JSON is deep, and not where only a text in it looks so', async () => {
    assert.match(await json('['.repeat(200_000)), /JSON no deeper than 100/);
    assert.match(await json(`{"Name":${JSON.stringify(`/${'["{'.repeat(200)}`)}}`), /Parameter|Validation/);
  });

  test('where it is no UTF-8', async () => {
    assert.match(await json(Buffer.from([0x7b, 0xff, 0x7d])), /'the body' should be text in UTF-8/);
    const body = Buffer.concat([
      Buffer.from('Action=DescribeStacks&Version=2010-05-15&StackName='),
      Buffer.from([0xc3]),
    ]);
    assert.match(await ask('cloudformation', { headers: FORM, body }), /text in UTF-8/);
  });

  test('where method or path are none that calls have', async () => {
    assert.match(await form('Action=DescribeStacks', { method: 'PUT' }), /MethodNotAllowed/);
    assert.match(await form('Action=DescribeStacks', { path: '/x' }), /does not know the path '\/x'/);
  });

  test('and what XML cannot hold does not make the answer unreadable', async () => {
    const answer = await form('Action=DescribeStacks&StackName=%01%0B%EF%BF%BF');
    assert.match(answer, /Stack with id \ufffd\ufffd\ufffd does not exist/);
  });
});

describe('names that every object of JavaScript has', () => {
  test('are members that an operation does not have, in a form and in JSON', async () => {
    assert.match(await form('Action=DescribeStacks&__proto__.x=1'), /UnknownParameter.*__proto__/);
    assert.match(await form('Action=DescribeStacks&constructor=1'), /UnknownParameter.*constructor/);
    assert.match(await json('{"__proto__":{"Name":"x"}}'), /UnknownParameter.*__proto__/);
    assert.match(await json('{"constructor":{"prototype":{"x":1}}}'), /UnknownParameter.*constructor/);
    assert.equal(Object.hasOwn(Object.prototype, 'x'), false);
  });

  test('are no parameters that were given, and no roles that are known', async () => {
    const template = encodeURIComponent('{"Resources":{"A":{"Type":"AWS::SNS::Topic"}}}');
    for (const name of ['constructor', '__proto__']) {
      const given = `Parameters.member.1.ParameterKey=${name}&Parameters.member.1.ParameterValue=x`;
      const answer = await form(`Action=CreateStack&StackName=a&TemplateBody=${template}&${given}`);
      assert.match(answer, new RegExp(`Parameters: \\[${name}\\] do not exist in the template`));
    }
    const body = Buffer.from('Action=CreateServiceLinkedRole&Version=2010-05-08&AWSServiceName=toString');
    assert.match(await ask('iam', { headers: FORM, body }), /does not know what the role of toString is called/);
  });

  test('are refused as names in a template, one by one', () => {
    const topic = 'Resources: {A: {Type: AWS::SNS::Topic}}';
    for (const [section, item] of Object.entries({
      Parameters: '{Type: String}',
      Conditions: '!Equals [a, b]',
      Mappings: '{a: {b: c}}',
      Outputs: '{Value: x}',
    }))
      assert.throws(() => readTemplate(`${topic}\n${section}: {valueOf: ${item}}\n`), {
        message: `the local cloud does not support the name 'valueOf' in ${section}`,
      });
    assert.throws(() => readTemplate('Resources: {__proto__: {Type: AWS::SNS::Topic}}'), /'__proto__' in Resources/);
  });
});

describe('a document that would cost more than it is', () => {
  test('is refused: XML that is deep, has no end, or has entities of its own', () => {
    assert.throws(() => readXml('<a>'.repeat(200) + '</a>'.repeat(200)), /deeper than 100/);
    // With a pattern that goes back over it for each character this takes hours.
    assert.throws(() => readXml(`<${'a'.repeat(1_000_000)}`), /cannot be read/);
    assert.throws(() => readXml('<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>'), /cannot be read/);
  });

  test('is refused: a template that is deep, in YAML and in JSON, or whose parts cannot be what they stand for', () => {
    assert.throws(() => readTemplate(`Resources: ${'['.repeat(20_000)}`), { code: 'ValidationError' });
    const deep = `{"Resources":{"A":{"Type":"AWS::SNS::Topic","Metadata":${'{"a":'.repeat(200)}1${'}'.repeat(200)}}}}`;
    assert.throws(() => readTemplate(deep), /Template format error: it is deeper than 100/);
    for (const [wrong, message] of [
      ['Description: 1', /\[\/Description\] 'Description' must be a string/],
      ['Outputs: {O: {Value: a, Condition: []}}', /\[\/Outputs\/O\/Condition\] 'Condition' must be a string/],
    ] as const)
      assert.throws(() => readTemplate(`${wrong}\nResources: {A: {Type: AWS::SNS::Topic}}`), message);
    assert.throws(() => readTemplate('Resources: {A: {Type: AWS::SNS::Topic, DependsOn: [1]}}'), /DependsOn/);
  });
});

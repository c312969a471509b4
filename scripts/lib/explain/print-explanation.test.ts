import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { explain } from '../../../src/review/explain/explain.ts';
import { openSystem } from '../../../src/review/explain/explained.fixtures.ts';
import type { ExplainedReference, Explanation } from '../../../src/review/explain/explanation.ts';
import helloServer from '../../../templates/systems/hello-server.ts';
import { printExplanation } from './print-explanation.ts';

const plain = { paint: (_: string, text: string) => text, asked: 'A', otherSystems: [] };

const small: Explanation = {
  formatVersion: 1,
  system: 'small',
  id: 'A',
  kind: 'resource',
  type: 'AWS::SNS::Topic',
  name: 'A',
  template: { file: 'output/small/root.yaml', line: 7 },
  declared: { file: 'templates/a.ts', line: 3 },
  calledAt: [],
  conditions: [],
  refersTo: [],
  referredBy: [],
  waitsFor: [],
  waitedForBy: [],
  releaseFiles: [],
  also: [],
};

const reference = (id: string, more: Partial<ExplainedReference> = {}): ExplainedReference => ({
  id,
  kind: 'resource',
  type: 'AWS::SNS::Topic',
  uses: [{ path: 'Name', via: [] }],
  ...more,
});

const print = (more: Partial<Explanation>, options: Partial<Parameters<typeof printExplanation>[1]> = {}) =>
  printExplanation({ ...small, ...more }, { ...plain, width: 80, ...options });

describe('an explanation for people', () => {
  test('fits into 60 letters and into 160, but for addresses of pages', () => {
    const { system } = openSystem(helloServer);
    // Some of each kind and of each stack.
    const some = system.things.all.filter((_, index) => index % 7 === 0);
    const explained = some.map((thing) => explain(thing, system));
    for (const width of [60, 160]) {
      for (const explanation of explained) {
        const lines = printExplanation(explanation, { ...plain, width, otherSystems: ['hello-admin'] }).split('\n');
        assert.deepEqual(
          lines.filter((line) => line.length > width && !line.includes('https://docs.aws.amazon.com/')),
          [],
          explanation.id,
        );
      }
    }
  });

  test('has no headings of what there is nothing of', () => {
    const page = 'https://example.com/page';
    assert.equal(
      print({ documentation: page }),
      [
        'A  AWS::SNS::Topic',
        'in small',
        '',
        '  declared   templates/a.ts:3',
        '  template   output/small/root.yaml:7',
        `  page       ${page}`,
        '',
      ].join('\n'),
    );
  });

  test('says where else there is one, and how it is written', () => {
    const [, where] = print({}, { asked: 'a', otherSystems: ['one', 'two'] }).split('\n');
    assert.equal(where, 'in small; there is one in one and two too: SYSTEM=one; it is written A');
  });

  test('is a table where that fits, and below each other where not', () => {
    const refersTo = [
      reference('Stack/Long'),
      reference('B', { uses: [{ path: 'Other', attribute: 'Arn', via: [] }] }),
    ];
    assert.match(
      print({ refersTo }),
      /\nrefers to\n {2}Stack\/Long {2}SNS::Topic {2}Name\n {2}B {11}SNS::Topic {2}Other: its Arn\n$/,
    );
    assert.match(
      print({ refersTo }, { width: 30 }),
      /\nrefers to\n {2}Stack\/Long {2}SNS::Topic\n {6}Name\n {2}B {2}SNS::Topic\n {6}Other: its Arn\n$/,
    );
  });

  test('names what lies between only where it says more than the ends', () => {
    const uses = [
      { path: 'Target.Arn', via: ['Stack/TargetArn', 'Other/Arn'] },
      { path: 'Name', via: ['Stack/B', 'A'] },
    ];
    assert.match(
      print({ refersTo: [reference('Other/B', { uses })] }),
      / Target.Arn: by way of TargetArn\n {6}Name\n$/,
    );
  });

  test('says of policies their names, not where in them', () => {
    const uses = [
      { path: 'Policies[0].PolicyDocument.Statement[0].Resource', policy: 'works', via: [] },
      { path: 'Policies[0].PolicyDocument.Statement[1].Resource', policy: 'works', via: [] },
      { path: 'AssumeRolePolicyDocument.Statement[0].Principal', via: [] },
    ];
    assert.match(print({ refersTo: [reference('B', { uses })] }), / {2}policy works, AssumeRolePolicyDocument\n$/);
  });

  test('cuts a long list and says how much is left; of one more there is room', () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => reference(`B${index}`));
    const entries = (text: string) => text.split('\n').filter((line) => line.startsWith('  B')).length;
    assert.equal(entries(print({ refersTo: many(13) })), 13);
    assert.equal(entries(print({ refersTo: many(14) })), 12);
    assert.match(print({ refersTo: many(14) }), /\n {2}and 2 more; FORMAT=json lists them\n$/);
  });

  test('says what parameters have where, those that are alike together', () => {
    const values = { default: '', environments: { dev: '1', prod: '3', local: '1' }, overriddenIn: ['fleets/all'] };
    assert.match(
      print({ kind: 'parameter', type: 'Number', values }, { width: 120 }),
      /^A {2}parameter, Number\n[\s\S]* value {6}default ""; dev, local: 1; prod: 3; otherwise in some stacks of fleets\/all\n$/,
    );
  });

  test('says conditions of grants in words, and a service once', () => {
    const grant = {
      policy: 'works',
      sid: 'Some',
      actions: ['sns:Publish', 'sns:Subscribe'],
      conditions: [
        { operator: 'StringLike', key: 'aws:ResourceTag/Name', values: ['a-*'] },
        { operator: 'Null', key: 'aws:RequestTag/Name', values: ['true'] },
      ],
    };
    const access = {
      arns: ['arn'],
      roles: [{ role: 'R', grants: [grant] }],
      onEverything: [],
      statements: [],
      unread: [],
    };
    assert.match(
      print({ access }, { width: 160 }),
      /\n {2}R {2}works \(Some\): sns:Publish, Subscribe, if aws:ResourceTag\/Name is like a-\* and aws:RequestTag\/Name is not there\n$/,
    );
  });
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Account, type AccountState } from '../../account.ts';
import type { ResourceModel } from '../../resources/model.ts';
import { Cloud, modelWith, refuse } from './in-process.ts';

const models = (type: string): ResourceModel =>
  modelWith(type === 'AWS::SSM::Parameter' ? { create: () => refuse('no') } : {});

const template = (name: string, more = '') => `
Resources:
  Topic: {Type: AWS::SNS::Topic, Properties: {DisplayName: ${name}}}
  Queue: {Type: AWS::SQS::Queue, DependsOn: Topic, Properties: {QueueName: ${name}}}
  Reader: {Type: AWS::SNS::Subscription, Properties: {Protocol: sqs, TopicArn: !Ref Topic, Endpoint: !GetAtt Queue.Arn}}
${more}
Outputs:
  Queue: {Value: !Ref Queue}`;

const FAILING = '  Late: {Type: AWS::SSM::Parameter, DependsOn: Reader, Properties: {Type: String, Value: x}}';

/** What is left of an account, whichever ids it was given. */
async function shape(cloud: Cloud) {
  const { StackStatus, Outputs } = (await cloud.stack('small').catch(() => undefined)) ?? {};
  const resources = cloud.account
    .everything()
    .map(({ type, properties }) => [type, properties.QueueName ?? properties.DisplayName ?? '']);
  return { StackStatus, outputs: Outputs?.length, resources: resources.sort() };
}

const operations: Readonly<Record<string, (cloud: Cloud) => Promise<object>>> = {
  'a creation': (cloud) => cloud.call('CreateStack', { StackName: 'small', TemplateBody: template('one') }),
  'a creation that fails': (cloud) =>
    cloud.call('CreateStack', { StackName: 'small', TemplateBody: template('one', FAILING) }),
  'an update': (cloud) => cloud.call('UpdateStack', { StackName: 'small', TemplateBody: template('two') }),
  'an update that fails': (cloud) =>
    cloud.call('UpdateStack', { StackName: 'small', TemplateBody: template('two', FAILING) }),
  'a deletion': (cloud) => cloud.call('DeleteStack', { StackName: 'small' }),
};

describe('whenever a restart comes, it ends as it would have without one:', () => {
  for (const [what, begin] of Object.entries(operations)) {
    test(what, async () => {
      const cloud = new Cloud({ models });
      if (!what.startsWith('a creation')) {
        await cloud.call('CreateStack', { StackName: 'small', TemplateBody: template('one') });
        await cloud.idle();
      }
      const moments: string[] = [];
      cloud.account.onChange = () => moments.push(JSON.stringify(cloud.account.state()));
      await begin(cloud);
      // What was written before the answer is no operation yet.
      moments.length = 0;
      moments.push(JSON.stringify(cloud.account.state()));
      await cloud.idle();
      const expected = await shape(cloud);
      assert.ok(moments.length > 8);
      for (const moment of moments) {
        const state: AccountState = JSON.parse(moment);
        const reopened = new Cloud({ models }, new Account(state, () => new Date()));
        await reopened.idle();
        assert.deepEqual(await shape(reopened), expected, `moment ${moments.indexOf(moment)} of ${moments.length}`);
      }
    });
  }
});

test('a change set that a restart has interrupted is completed', async () => {
  const set = { StackName: 'small', ChangeSetName: 'first' };
  const held = new Cloud();
  await held.call('CreateChangeSet', { ...set, ChangeSetType: 'CREATE', TemplateBody: template('one') });
  const state: AccountState = JSON.parse(JSON.stringify(held.account.state()));
  await held.idle();
  const reopened = new Cloud({}, new Account(state, () => new Date()));
  await reopened.idle();
  assert.equal((await reopened.changeSet('small', 'first')).Status, 'CREATE_COMPLETE');
});

test('systems end as they would have, too, with stacks in stacks', async () => {
  const cloud = new Cloud();
  await cloud.deploy('hello-server', cloud.system('hello-server'));
  const moments: string[] = [];
  let count = 0;
  cloud.account.onChange = () => {
    count += 1;
    if (count % 60 === 0) moments.push(JSON.stringify(cloud.account.state()));
  };
  const update = cloud.system('hello-server', { VpcCidr: '10.1.0.0/16', DesiredCount: '2' });
  await cloud.deploy('hello-server', update, 'UPDATE');
  const types = (of: Cloud) =>
    of.account
      .everything()
      .map(({ type }) => type)
      .sort();
  assert.ok(moments.length > 2);
  for (const moment of moments) {
    const reopened = new Cloud({}, new Account(JSON.parse(moment), () => new Date()));
    await reopened.idle();
    const { StackStatus } = await reopened.stack('hello-server');
    // Before the execution there is nothing to go on with.
    assert.match(StackStatus ?? '', /^(UPDATE|CREATE)_COMPLETE$/);
    assert.deepEqual(types(reopened), types(cloud));
  }
});

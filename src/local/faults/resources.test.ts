import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Cloud } from '../services/cloudformation/in-process.ts';
import type { FaultDocument } from './document.ts';
import { type FaultEdge, Faults } from './faults.ts';

const topics = (one: string, two = one) =>
  JSON.stringify({
    Resources: {
      One: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: one } },
      Two: { Type: 'AWS::SNS::Topic', Properties: { DisplayName: two }, DependsOn: 'One' },
    },
  });

function cloudWith(document: FaultDocument, edge: Partial<FaultEdge> = {}) {
  const cloud = new Cloud();
  const faults = new Faults(document, edge);
  cloud.account.interference = faults;
  const begin = async (operation: string, TemplateBody?: string) => {
    await cloud.call(operation, { StackName: 'small', ...(TemplateBody !== undefined && { TemplateBody }) });
  };
  const run = async (operation: string, TemplateBody?: string) => {
    await begin(operation, TemplateBody);
    await cloud.idle();
    return status();
  };
  const status = async () => {
    const { Stacks } = await cloud.call<{ Stacks: { StackStatus: string }[] }>('DescribeStacks', {});
    return Stacks[0]?.StackStatus;
  };
  return { cloud, faults, begin, run, status };
}

describe('a resource', () => {
  test('that fails to be created says why in the words of its service, once if so told', async () => {
    const { cloud, run } = cloudWith({
      rules: [
        { fault: 'fail', resource: 'small/Two', at: 'create', reason: 'no room', code: 'NotStabilized', times: 1 },
      ],
    });
    assert.equal(await run('CreateStack', topics('a')), 'ROLLBACK_COMPLETE');
    assert.deepEqual(
      (await cloud.told('small')).filter((line) => line.startsWith('Two CREATE_FAILED')),
      [
        'Two CREATE_FAILED: Resource handler returned message: "no room (Service: SNS)" (HandlerErrorCode: NotStabilized)',
      ],
    );
    await run('DeleteStack');
    assert.equal(await run('CreateStack', topics('a')), 'CREATE_COMPLETE');
  });

  test('that cannot be taken back keeps a creation from going back', async () => {
    const { run } = cloudWith({
      rules: [
        { fault: 'fail', resource: 'small/Two', at: 'create' },
        { fault: 'fail', resource: 'small/One', at: 'rollback' },
      ],
    });
    assert.equal(await run('CreateStack', topics('a')), 'ROLLBACK_FAILED');
  });

  test('that cannot be changed back keeps an update from going back, until it can', async () => {
    const { cloud, run, faults } = cloudWith({
      rules: [
        { fault: 'fail', resource: '**', at: 'update', nth: 2 },
        { fault: 'fail', resource: '*/One', at: 'rollback' },
      ],
    });
    await run('CreateStack', topics('a'));
    assert.equal(await run('UpdateStack', topics('b')), 'UPDATE_ROLLBACK_FAILED');
    const skip = (name: string) => ({ StackName: 'small', ResourcesToSkip: [name] });
    assert.match(await cloud.refused('ContinueUpdateRollback', skip('Other.One')), /Other.One does not exist/);
    faults.set({});
    assert.equal(await run('ContinueUpdateRollback'), 'UPDATE_ROLLBACK_COMPLETE');
  });

  test('that cannot be deleted keeps its stack', async () => {
    const { run } = cloudWith({ rules: [{ fault: 'fail', resource: 'small/One', at: 'delete', times: 1 }] });
    await run('CreateStack', topics('a'));
    assert.equal(await run('DeleteStack'), 'DELETE_FAILED');
    assert.equal(await run('DeleteStack'), undefined);
  });

  test('that hangs goes on when it is lifted, and gives up when its stack does', async () => {
    const hang: FaultDocument = { rules: [{ fault: 'hang', resource: 'small/Two' }] };
    const { cloud, faults, begin, run, status } = cloudWith(hang);
    await begin('CreateStack', topics('a'));
    await cloud.until('hanging', () => faults.report.counts[0]?.fired === 1);
    assert.equal(await status(), 'CREATE_IN_PROGRESS');
    faults.set({});
    await cloud.idle();
    assert.equal(await status(), 'CREATE_COMPLETE');
    faults.set({ rules: [{ fault: 'hang', resource: 'small/Two', at: 'update' }] });
    await begin('UpdateStack', topics('b'));
    await cloud.until('hanging', () => faults.report.counts[0]?.fired === 1);
    assert.equal(await run('CancelUpdateStack'), 'UPDATE_ROLLBACK_COMPLETE');
  });

  test('may take longer, and everything may take another time', async () => {
    const waited: number[] = [];
    const sleep = async (milliseconds: number) => void waited.push(milliseconds);
    const { run, faults } = cloudWith(
      { rules: [{ fault: 'slow', resource: 'small/*', at: 'create', milliseconds: 900 }], stepMilliseconds: 1 },
      { sleep },
    );
    assert.equal(await run('CreateStack', topics('a')), 'CREATE_COMPLETE');
    assert.deepEqual(waited, [900, 900]);
    assert.equal(faults.pace(), 1);
  });
});

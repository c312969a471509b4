import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DescribeLogGroupsResponse, FilterLogEventsResponse } from '@aws-sdk/client-cloudwatch-logs';
import { Account } from '../account.ts';
import { WHEREABOUTS } from '../fixtures.ts';
import { logs } from './logs.ts';
import { caller, make } from './small-system.ts';

describe('log groups', () => {
  test('that stacks make are found, sorted by name, by what their names begin with or have in them', async () => {
    const account = Account.empty(WHEREABOUTS);
    for (const LogGroupName of ['/ecs/shop-admin', '/ecs/shop', '/codebuild/shop'])
      make(account, 'AWS::Logs::LogGroup', LogGroupName, { LogGroupName, RetentionInDays: 30 });
    const call = caller(logs, account);
    const names = async (input: object) => {
      const { logGroups = [] } = await call<DescribeLogGroupsResponse>('DescribeLogGroups', input);
      return logGroups.map(({ logGroupName }) => logGroupName);
    };
    assert.deepEqual(await names({}), ['/codebuild/shop', '/ecs/shop', '/ecs/shop-admin']);
    assert.deepEqual(await names({ logGroupNamePrefix: '/ecs/shop', limit: 1 }), ['/ecs/shop']);
    assert.deepEqual(await names({ logGroupNamePattern: 'SHOP', limit: 2 }), ['/codebuild/shop', '/ecs/shop']);
    assert.deepEqual(await names({ logGroupClass: 'INFREQUENT_ACCESS' }), []);
    const both = call('DescribeLogGroups', { logGroupNamePrefix: 'a', logGroupNamePattern: 'b' });
    await assert.rejects(both, { code: 'InvalidParameterException' });
  });

  test('are described with both forms of their ARN', async () => {
    const account = Account.empty(WHEREABOUTS);
    const made = make(account, 'AWS::Logs::LogGroup', 'Group', { LogGroupName: '/ecs/shop', RetentionInDays: '30' });
    const { logGroups } = await caller(logs, account)<DescribeLogGroupsResponse>('DescribeLogGroups', {});
    assert.deepEqual(logGroups, [
      {
        logGroupName: '/ecs/shop',
        retentionInDays: 30,
        arn: 'arn:aws:logs:eu-central-1:111122223333:log-group:/ecs/shop:*',
        logGroupArn: 'arn:aws:logs:eu-central-1:111122223333:log-group:/ecs/shop',
        creationTime: Date.parse(made.createdAt),
        logGroupClass: 'STANDARD',
        metricFilterCount: 0,
        storedBytes: 0,
      },
    ]);
  });

  test('that calls make keep their name from stacks, until a call deletes them', async () => {
    const account = Account.empty(WHEREABOUTS);
    const call = caller(logs, account);
    const input = { logGroupName: '/ecs/shop', tags: { stage: 'dev' } };
    await call('CreateLogGroup', input);
    await assert.rejects(call('CreateLogGroup', input), { code: 'ResourceAlreadyExistsException' });
    const byStack = () => make(account, 'AWS::Logs::LogGroup', 'Group', { LogGroupName: '/ecs/shop' });
    assert.throws(byStack, { code: 'AlreadyExists' });
    await call('DeleteLogGroup', { logGroupName: '/ecs/shop' });
    const again = call('DeleteLogGroup', { logGroupName: '/ecs/shop' });
    await assert.rejects(again, { code: 'ResourceNotFoundException' });
    byStack();
    await assert.rejects(call('CreateLogGroup', { logGroupName: 'a b' }), { code: 'InvalidParameterException' });
  });
});

describe('what is in a log group', () => {
  test('is found by time, stream and terms, page by page', async () => {
    const account = Account.empty(WHEREABOUTS);
    make(account, 'AWS::Logs::LogGroup', 'Group', { LogGroupName: '/a' });
    const call = caller(logs, account);
    for (const [timestamp, stream, message] of [
      [1, 'x', 'began'],
      [2, 'x', 'ERROR: is not authorized to: Put'],
      [3, 'y', 'ERROR: out of memory'],
    ] as const)
      account.logEvents.put('/a', { timestamp, stream, message });
    const found = async (input: object) => {
      const { events = [] } = await call<FilterLogEventsResponse>('FilterLogEvents', { logGroupName: '/a', ...input });
      return events.map(({ timestamp }) => timestamp);
    };
    assert.deepEqual(await found({}), [1, 2, 3]);
    assert.deepEqual(await found({ startTime: 2, endTime: 2 }), [2]);
    assert.deepEqual(await found({ logStreamNames: ['y'] }), [3]);
    assert.deepEqual(await found({ logStreamNamePrefix: 'x', interleaved: true }), [1, 2]);
    assert.deepEqual(await found({ filterPattern: 'ERROR "not authorized"' }), [2]);
    assert.deepEqual(await found({ limit: 1, nextToken: '1' }), [2]);
  });

  test('is not looked for by patterns that are not read, nor where there is no such group', async () => {
    const account = Account.empty(WHEREABOUTS);
    make(account, 'AWS::Logs::LogGroup', 'Group', { LogGroupName: '/a' });
    const call = caller(logs, account);
    const of = (input: object) => call('FilterLogEvents', { logGroupName: '/a', ...input });
    await assert.rejects(of({ filterPattern: '{ $.level = "error" }' }), { code: 'NotImplemented' });
    await assert.rejects(of({ filterPattern: '?ERROR ?WARN' }), { code: 'NotImplemented' });
    await assert.rejects(of({ logGroupName: '/b' }), { code: 'ResourceNotFoundException' });
    await assert.rejects(of({ logStreamNames: ['x'], logStreamNamePrefix: 'x' }), {
      code: 'InvalidParameterException',
    });
  });
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventsOf } from '../testing/watched.ts';
import { mergeInTime } from './merge.ts';

test('of the same time, a stack begins before what is in it and ends after it, and each stack keeps its order', () => {
  const root = eventsOf([
    [1, 'hello/Service', 'CREATE_IN_PROGRESS'],
    [2, 'hello/Service', 'CREATE_COMPLETE'],
    [2, 'hello/Rest', 'CREATE_IN_PROGRESS'],
  ]);
  const service = eventsOf([
    [1, 'hello/Service/A', 'CREATE_IN_PROGRESS'],
    [2, 'hello/Service/A', 'CREATE_COMPLETE'],
    [2, 'hello/Service/B', 'CREATE_IN_PROGRESS'],
    [2, 'hello/Service/B', 'CREATE_COMPLETE'],
  ]);
  assert.deepEqual(
    mergeInTime([root, service]).map(({ path, status }) => `${path.slice(1).join('/')} ${status.slice(7)}`),
    [
      'Service IN_PROGRESS',
      'Service/A IN_PROGRESS',
      'Service/A COMPLETE',
      'Service/B IN_PROGRESS',
      'Service/B COMPLETE',
      'Service COMPLETE',
      'Rest IN_PROGRESS',
    ],
  );
});

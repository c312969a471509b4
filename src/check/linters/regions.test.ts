import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mergeRegions } from './regions.ts';
import { finding } from './stand-in.ts';

const regions = ['us-east-1', 'eu-central-1', 'cn-north-1'];
const messages = (...found: Parameters<typeof mergeRegions>[0]) =>
  mergeRegions(found, regions).map(({ message }) => message);

test('a finding of every region is one finding without a word about regions', () => {
  const found = regions.map((region) => ({ finding: finding({ message: 'wrong' }), region }));
  assert.deepEqual(messages(...found), ['wrong']);
});

test('a finding of some regions says which', () => {
  const found = ['eu-central-1', 'cn-north-1'].map((region) => ({ finding: finding({ message: 'wrong' }), region }));
  assert.deepEqual(messages(...found), ['wrong (in eu-central-1, cn-north-1)']);
});

test('messages that differ in the region they name become one that names them all', () => {
  const found = regions.map((region) => ({ finding: finding({ message: `does not exist in '${region}'` }) }));
  assert.deepEqual(messages(...found), ["does not exist in 'us-east-1', 'eu-central-1', 'cn-north-1'"]);
  assert.deepEqual(messages(...found.slice(2)), ["does not exist in 'cn-north-1'"]);
});

test('a message that lists regions itself is left alone', () => {
  const message = "'x' is not one of ['y'] in ['us-east-1', 'cn-north-1']";
  assert.deepEqual(messages({ finding: finding({ message }) }), [message]);
});

test('findings at different places stay apart', () => {
  assert.equal(messages({ finding: finding({ line: 1 }) }, { finding: finding({ line: 2 }) }).length, 2);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { imageDetailProblems } from './image-detail.ts';

const repository = '111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn/hello-server';
const digest = `sha256:${'0a'.repeat(32)}`;
const right = { ImageURI: `${repository}@${digest}` };

test('an imageDetail.json names one image by its digest, and says nothing else', () => {
  assert.deepEqual(imageDetailProblems(JSON.stringify(right)), []);
  for (const wrong of [
    {},
    { ...right, Tag: 'latest' },
    { imageUri: right.ImageURI },
    { ImageURI: `${repository}:latest` },
    { ImageURI: `${repository}:latest@${digest}` },
    { ImageURI: `${repository}@None` },
    { ImageURI: `${repository}@${digest.slice(0, -1)}` },
    { ImageURI: `${right.ImageURI}\n` },
    { ImageURI: digest },
    [right],
  ]) {
    assert.notDeepEqual(imageDetailProblems(JSON.stringify(wrong)), [], JSON.stringify(wrong));
  }
});

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { TealformError } from '../dsl/error.ts';
import { ecsImageParameter, findNewestEcsImage, isImageId, parseEcsImage } from './ecs-image.ts';

const VALUE = {
  schema_version: 1,
  image_name: 'al2023-ami-ecs-hvm-2023.0.20241115-kernel-6.1-x86_64',
  image_id: 'ami-0281c9a5cd9de63bd',
  image_version: '2023.0.20241115',
  os: 'Amazon Linux 2023',
  ecs_runtime_version: 'Docker version 25.0.6',
  ecs_agent_version: '1.88.0',
  source_image_name: 'al2023-ami-minimal-2023.6.20241111.0-kernel-6.1-x86_64',
};

describe('the ECS-optimised image', () => {
  test('is read from the parameter of its architecture', async () => {
    const asked: string[] = [];
    const store = {
      read: async (name: string) => {
        asked.push(name);
        return JSON.stringify(VALUE);
      },
    };
    await findNewestEcsImage(store, 'x86_64');
    assert.deepEqual(await findNewestEcsImage(store, 'arm64'), {
      imageId: 'ami-0281c9a5cd9de63bd',
      imageName: 'al2023-ami-ecs-hvm-2023.0.20241115-kernel-6.1-x86_64',
      ecsAgentVersion: '1.88.0',
      ecsRuntimeVersion: 'Docker version 25.0.6',
    });
    assert.deepEqual(asked, [
      '/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended',
      '/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended',
    ]);
  });

  test('fields that AWS adds do not matter', () => {
    assert.equal(parse({ ...VALUE, kernel_version: '6.1' }).imageId, VALUE.image_id);
  });

  test('all that is wrong with the value is told at once, with the wrong value', () => {
    const { image_name: _, ...rest } = VALUE;
    const error = errorOf(() => parse({ ...rest, schema_version: 2, image_id: 'ami-XYZ', ecs_agent_version: 7 }));
    assert.equal(error.code, 'invalid-image-data');
    assert.deepEqual(
      error.problems.map(({ message }) => message.replace(/^the parameter \S+ /, '')),
      [
        'has schema_version 2, not 1',
        'has image_id "ami-XYZ", not an id such as ami-0123456789abcdef0',
        'has image_name undefined, not a name',
        'has ecs_agent_version 7, not a version',
      ],
    );
  });

  test('a control character does not reach the terminal', () => {
    const error = errorOf(() => parse({ ...VALUE, image_name: 'al2023\u001b[2J' }));
    assert.match(error.message, /has image_name "al2023\\u001b\[2J", not a name/);
  });

  for (const value of ['', 'ami-0281c9a5cd9de63bd', '[]', 'null', '"text"', '{"image_id":']) {
    test(`a value that is no JSON object is told as such: ${value}`, () => {
      const error = errorOf(() => parseEcsImage(value, ecsImageParameter('x86_64')));
      assert.match(error.message, /recommended is not a JSON object: /);
      assert.ok(error.message.includes(JSON.stringify(value)));
    });
  }

  test('whatever else the value is, a TealformError of bounded length tells it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.string({ minLength: 500 })), (value) => {
        const { message } = errorOf(() => parseEcsImage(value, '/p'));
        assert.ok(message.length < 2000);
      }),
    );
  });
});

describe("an image's id", () => {
  for (const id of ['ami-0281c9a5cd9de63bd', 'ami-2d386654']) {
    test(`${id} is one`, () => assert.ok(isImageId(id)));
  }
  for (const id of [
    '',
    'ami-',
    'ami-0281c9a5cd9de63b',
    'AMI-0281c9a5cd9de63bd',
    'ami-0281c9a5cd9de63bg',
    'i-2d386654',
  ]) {
    test(`${JSON.stringify(id)} is none`, () => assert.ok(!isImageId(id)));
  }
});

function parse(value: object) {
  return parseEcsImage(JSON.stringify(value), ecsImageParameter('x86_64'));
}

function errorOf(run: () => unknown): TealformError {
  try {
    run();
  } catch (error) {
    if (error instanceof TealformError) return error;
    throw error;
  }
  return assert.fail('nothing was thrown');
}

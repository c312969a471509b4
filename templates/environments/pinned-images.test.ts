import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ec2, fargate } from '../options.ts';
import { blueGreenSystem } from '../system.ts';
import { base } from '../variants.ts';
import { environment } from './environment.ts';
import { pinnedImages } from './pinned-images.ts';

const onArm = ec2({ instanceType: 't4g.small', memory: 2048, min: 1, max: 3 });
const systems = [
  blueGreenSystem({ ...base, name: 'web' }),
  blueGreenSystem({ ...base, name: 'worker', capacity: onArm }),
  blueGreenSystem({ ...base, name: 'shop', capacity: fargate({ cpu: 256, memory: 512 }) }),
];
const where = { name: 'dev', account: '111122223333', region: 'eu-central-1' } as const;

describe('the images that an environment pins', () => {
  test('are of the systems with instances, each for their processors, a system of its own before the common one', () => {
    const dev = environment({
      ...where,
      parameters: { ImageId: 'ami-0a1b2c3d' },
      parametersOf: { worker: { ImageId: 'ami-0b1c2d3e' } },
    });
    assert.deepEqual(pinnedImages(dev, systems), [
      {
        system: 'web',
        parameter: 'ImageId',
        architecture: 'x86_64',
        current: 'ami-0a1b2c3d',
        path: 'dev.parameters.ImageId',
      },
      {
        system: 'worker',
        parameter: 'ImageId',
        architecture: 'arm64',
        current: 'ami-0b1c2d3e',
        path: 'dev.parametersOf.worker.ImageId',
      },
    ]);
  });

  test('are of the systems that are deployed there, pinned or not', () => {
    const images = pinnedImages(environment({ ...where, systems: ['worker', 'shop'] }), systems);
    assert.deepEqual(
      images.map(({ system, current, path }) => [system, current, path]),
      [['worker', undefined, 'dev.parametersOf.worker.ImageId']],
    );
  });
});

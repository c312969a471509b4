import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { findStaleImage, formatProposal, type ImageProposal, toProposalReport } from './image-proposal.ts';

const PROPOSAL: ImageProposal = {
  region: 'eu-central-1',
  architecture: 'arm64',
  newest: {
    imageId: 'ami-0281c9a5cd9de63bd',
    imageName: 'al2023-ami-ecs-hvm-2023.0.20241115-kernel-6.1-arm64',
    ecsAgentVersion: '1.88.0',
    ecsRuntimeVersion: 'Docker version 25.0.6',
  },
  current: undefined,
};
const FRESH = { ...PROPOSAL, current: 'ami-0281c9a5cd9de63bd' };
const STALE = { ...PROPOSAL, current: 'ami-00000000000000000' };

describe('a proposal', () => {
  test('says what the image is, and last what to write', () => {
    assert.equal(
      formatProposal(PROPOSAL),
      [
        'the newest ECS-optimised Amazon Linux 2023 for arm64 in eu-central-1',
        '  image    ami-0281c9a5cd9de63bd',
        '  name     al2023-ami-ecs-hvm-2023.0.20241115-kernel-6.1-arm64',
        '  agent    1.88.0',
        '  runtime  Docker version 25.0.6',
        '',
        'write ImageId=ami-0281c9a5cd9de63bd',
        '',
      ].join('\n'),
    );
  });

  test('says whether the current image is the newest', () => {
    assert.match(formatProposal(FRESH), /\nImageId=ami-0281c9a5cd9de63bd is the newest; nothing to write\n$/);
    assert.match(
      formatProposal(STALE),
      /\nami-00000000000000000 is not the newest here; write ImageId=ami-0281c9a5cd9de63bd\n$/,
    );
  });

  test('as JSON, current is null where it was not told', () => {
    assert.equal(toProposalReport(PROPOSAL).current, null);
    assert.deepEqual(toProposalReport(FRESH).current, { imageId: 'ami-0281c9a5cd9de63bd', isNewest: true });
    assert.deepEqual(toProposalReport(STALE).current, { imageId: 'ami-00000000000000000', isNewest: false });
  });

  test('only a current image that is not the newest is stale', () => {
    assert.deepEqual(findStaleImage(PROPOSAL), []);
    assert.deepEqual(findStaleImage(FRESH), []);
    assert.deepEqual(findStaleImage(STALE), [
      {
        code: 'stale-image',
        message: 'ami-00000000000000000 is not the newest image for arm64 in eu-central-1',
        hint: 'write ImageId=ami-0281c9a5cd9de63bd',
      },
    ]);
  });
});

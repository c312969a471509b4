import { type Architecture, type EcsImage, findNewestEcsImage } from '../../src/cloud/ecs-image.ts';
import {
  findStaleImage,
  formatProposal,
  type ImageProposal,
  type ProposalReport,
  toProposalReport,
} from '../../src/cloud/image-proposal.ts';
import { openParameterStore } from '../../src/cloud/parameter-store.ts';
import type { Problem } from '../../src/dsl/error.ts';
import type { Environment } from '../../templates/environments/environment.ts';
import { type PinnedImage, pinnedImages } from '../../templates/environments/pinned-images.ts';
import { loadSystems } from './systems.ts';

/** What `make ami --env` says of one environment. */
export interface EnvironmentProposal {
  /** For people. */
  readonly text: string;
  /** For `--json`; `version` as in {@link ProposalReport}. */
  readonly report: {
    readonly version: 1;
    readonly environment: string;
    readonly images: readonly (ProposalReport & { readonly system: string })[];
  };
  /** What `--check` fails with: each image that is not the newest, or is not pinned at all. */
  readonly stale: readonly Problem[];
}

/**
 * Proposes the newest image for each system that pins one in an environment. Each architecture is asked for once.
 * @throws TealformError what the parameter store and the systems throw.
 */
export async function proposePinnedImages(environment: Environment): Promise<EnvironmentProposal> {
  const images = pinnedImages(environment, await loadSystems());
  const newest = await findNewest(
    environment.region,
    images.map(({ architecture }) => architecture),
  );
  const proposals = images.flatMap((image) => {
    const found = newest.get(image.architecture);
    return found ? [{ image, proposal: propose(environment, image, found) }] : [];
  });
  const { name } = environment;
  return {
    text:
      proposals.map(({ image, proposal }) => `${image.system}: ${formatProposal(proposal)}`).join('\n') ||
      `no system pins an image in ${name}\n`,
    report: {
      version: 1,
      environment: name,
      images: proposals.map(({ image, proposal }) => ({ system: image.system, ...toProposalReport(proposal) })),
    },
    stale: proposals.flatMap(({ image, proposal }) => findStale(environment, image, proposal)),
  };
}

async function findNewest(region: string, architectures: readonly Architecture[]) {
  const newest = new Map<Architecture, EcsImage>();
  for (const architecture of new Set(architectures)) {
    newest.set(architecture, await findNewestEcsImage(await openParameterStore(region), architecture));
  }
  return newest;
}

function propose({ region }: Environment, { architecture, current }: PinnedImage, newest: EcsImage): ImageProposal {
  return { region, architecture, newest, current };
}

function findStale({ place }: Environment, image: PinnedImage, proposal: ImageProposal): readonly Problem[] {
  const { system, path, current } = image;
  const stale =
    current === undefined
      ? [{ code: 'no-image', message: 'no image is pinned', hint: `write ImageId=${proposal.newest.imageId}` }]
      : findStaleImage(proposal);
  return stale.map((problem) => ({ ...problem, stack: system, path, place }));
}

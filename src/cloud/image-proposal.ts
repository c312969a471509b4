import type { Problem } from '../dsl/error.ts';
import { type Architecture, type EcsImage, ecsImageParameter } from './ecs-image.ts';

/** The image to pin, for where it is meant, and the one that is pinned now. */
export interface ImageProposal {
  readonly region: string;
  readonly architecture: Architecture;
  readonly newest: EcsImage;
  /** The id that is pinned now, if it was told. */
  readonly current: string | undefined;
}

/** The root template's parameter that pins the image. */
const PARAMETER = 'ImageId';

/** A proposal as a person reads it; the last line says what to write. Ends in a line break. */
export function formatProposal(proposal: ImageProposal): string {
  const { region, architecture, newest } = proposal;
  return [
    `the newest ECS-optimised Amazon Linux 2023 for ${architecture} in ${region}`,
    `  image    ${newest.imageId}`,
    `  name     ${newest.imageName}`,
    `  agent    ${newest.ecsAgentVersion}`,
    `  runtime  ${newest.ecsRuntimeVersion}`,
    '',
    adviceOf(proposal),
    '',
  ].join('\n');
}

/**
 * A proposal as `--json` prints it. `version` changes when a field changes its meaning or goes away; new fields may come at any time.
 */
export interface ProposalReport extends EcsImage {
  readonly version: 1;
  readonly region: string;
  readonly architecture: Architecture;
  /** The SSM parameter that was asked. */
  readonly ssmParameter: string;
  /** What to write: the root template's parameters. */
  readonly parameters: Readonly<Record<typeof PARAMETER, string>>;
  /** The id that is pinned now, and whether it is the newest; null where it was not told. */
  readonly current: { readonly imageId: string; readonly isNewest: boolean } | null;
}

/** The data behind `--json`; pass it to `JSON.stringify`. */
export function toProposalReport({ region, architecture, newest, current }: ImageProposal): ProposalReport {
  return {
    version: 1,
    region,
    architecture,
    ssmParameter: ecsImageParameter(architecture),
    ...newest,
    parameters: { [PARAMETER]: newest.imageId },
    current: current === undefined ? null : { imageId: current, isNewest: current === newest.imageId },
  };
}

/** What `--check` fails with: the image that is pinned is not the newest. */
export function findStaleImage({ region, architecture, newest, current }: ImageProposal): readonly Problem[] {
  if (current === undefined || current === newest.imageId) return [];
  return [
    {
      code: 'stale-image',
      message: `${current} is not the newest image for ${architecture} in ${region}`,
      hint: `write ${PARAMETER}=${newest.imageId}`,
    },
  ];
}

function adviceOf({ newest, current }: ImageProposal): string {
  const setting = `${PARAMETER}=${newest.imageId}`;
  if (current === undefined) return `write ${setting}`;
  if (current === newest.imageId) return `${setting} is the newest; nothing to write`;
  // An id says nothing about where it is from: one of another region looks like an old one.
  return `${current} is not the newest here; write ${setting}`;
}

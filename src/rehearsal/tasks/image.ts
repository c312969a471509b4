import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ImageConfig } from './dockerfile.ts';

/** An image that was built on this machine. */
export interface BuiltImage {
  /** `sha256:...` */
  readonly digest: string;
  readonly folder: string;
  readonly config: ImageConfig;
}

/** What a task definition's image is on this machine. */
export type Image =
  /** Built here, and found by its digest. */
  | ({ readonly kind: 'built' } & BuiltImage)
  /** Node.js itself: this one, in the place of the one that is named. */
  | { readonly kind: 'node'; readonly config: ImageConfig }
  /** Nobody has it, for this reason. */
  | { readonly kind: 'missing'; readonly reason: string };

/** Where an image stands. */
export function folderOf(images: string, digest: string): string {
  return join(images, digest.replace(':', '-'));
}

/**
 * What the name of an image in a task definition is on this machine: `repository@sha256:...` what was built under that digest, a
 * repository that is called `node` Node.js. Anything else cannot be pulled; nothing is asked of any registry.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_cannot_pull_image.html
 */
export function findImage(images: string, name: string): Image {
  const [, repository = name, digest] = /^([^@]+)@(sha256:[0-9a-f]{64})$/.exec(name) ?? [];
  if (digest !== undefined) {
    const folder = folderOf(images, digest);
    const config = readConfig(folder);
    if (config) return { kind: 'built', digest, folder, config };
  } else if (/(?:^|\/)node(?::[\w.-]+)?$/.test(repository)) {
    return { kind: 'node', config: { environment: {}, entryPoint: [], command: ['node'] } };
  }
  const words = `pull image manifest: failed to resolve ref ${name}: ${name}: not found`;
  const hint = digest === undefined ? '; images are found by their digest here, and Node.js by the name node' : '';
  return { kind: 'missing', reason: `CannotPullContainerError: ${words}${hint}` };
}

function readConfig(folder: string): ImageConfig | undefined {
  try {
    // Written by buildImage.
    return JSON.parse(readFileSync(join(folder, 'image.json'), 'utf8')) as ImageConfig;
  } catch {
    return undefined;
  }
}

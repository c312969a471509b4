import type { DataObject } from '../../dsl/template.ts';
import type { Account } from '../account.ts';
import type { LocalResource } from '../resource.ts';
import { objectsOf, textOf } from './read.ts';

/** An image in a repository: no layers, only what it is called. */
export type ImageRecord = {
  /** `sha256:` and 64 hex digits. */
  readonly digest: string;
  readonly tags: readonly string[];
  /** An ISO time. */
  readonly pushedAt: string;
};

/** The images of a repository, oldest first. */
export function imagesOf(repository: LocalResource): readonly ImageRecord[] {
  // Only pushImage writes there.
  return objectsOf(repository.live, 'images') as readonly (DataObject & ImageRecord)[];
}

/** Has a repository have these of its images, and no others. */
export function keepImages(account: Account, repository: LocalResource, images: readonly ImageRecord[]): void {
  account.touch(account.find(repository.type, repository.id) ?? repository, { images });
}

/** Whether a tag of the repository, once it is there, always means the same image. */
export function isImmutable({ properties }: LocalResource): boolean {
  return textOf(properties, 'ImageTagMutability') === 'IMMUTABLE';
}

/** Puts an image under a tag, which is another one's no more. Whether it may be moved is looked at by who asks. */
export function pushImage(account: Account, repository: LocalResource, digest: string, tag: string): void {
  const now = account.find(repository.type, repository.id) ?? repository;
  const all = imagesOf(now).map((image) => ({ ...image, tags: image.tags.filter((each) => each !== tag) }));
  const before = all.find((image) => image.digest === digest);
  const image = { digest, tags: [...(before?.tags ?? []), tag], pushedAt: account.now().toISOString() };
  account.touch(now, { images: [...all.filter((each) => each.digest !== digest), image] });
}

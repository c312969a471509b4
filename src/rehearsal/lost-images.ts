import { existsSync } from 'node:fs';
import type { Account } from '../local/account.ts';
import { REPOSITORY } from '../local/resources/ecr.ts';
import { imagesOf, keepImages } from '../local/resources/ecr-images.ts';
import { folderOf } from './tasks/image.ts';

/**
 * Has the account's repositories forget images whose folder is gone: the folder is the image here. A build that finds a version's image
 * in its repository does not build it anew.
 * @returns what was forgotten, `hello-server@sha256:...`
 */
export function forgetLostImages(account: Account, images: string): readonly string[] {
  return account.all(REPOSITORY).flatMap((repository) => {
    const all = imagesOf(repository);
    const left = all.filter(({ digest }) => existsSync(folderOf(images, digest)));
    if (left.length === all.length) return [];
    keepImages(account, repository, left);
    return all.filter((image) => !left.includes(image)).map(({ digest }) => `${repository.id}@${digest}`);
  });
}

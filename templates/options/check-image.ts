import type { EcrImage } from './container.ts';
import { invalid, type OptionProblem } from './problem.ts';

/** What to write for an image of the account's own registry: its host has the account and the region in it. */
export const WRITE_FROM_ECR = "write fromEcr('repository', 'tag')";

/** What is wrong with an image of the account's own registry. */
export function checkEcrImage(path: string, { repository, tag }: EcrImage): readonly OptionProblem[] {
  if (/^[a-z0-9][a-z0-9._/-]*$/.test(repository) && /^\w[\w.-]{0,127}$/.test(tag)) return [];
  return [invalid(path, `${JSON.stringify(`${repository}:${tag}`)} is not an image`, WRITE_FROM_ECR)];
}

import type { TaskPlan } from './definition.ts';
import { findImage } from './image.ts';

/** What a container is started with: or why it cannot be. */
export type Start =
  | {
      readonly command: readonly string[];
      readonly environment: Readonly<Record<string, string>>;
      readonly folder: string;
    }
  | { readonly reason: string };

/**
 * What a task's container is started with: what the image says, and over it what the task definition says. As for Docker, an entry point
 * of the task definition takes the image's command away too.
 * @param images where images are kept
 */
export function startOf(plan: TaskPlan, images: string): Start {
  const image = findImage(images, plan.image);
  if (image.kind === 'missing') return { reason: image.reason };
  const entryPoint = plan.entryPoint ?? image.config.entryPoint;
  const command = plan.command ?? (plan.entryPoint === undefined ? image.config.command : []);
  const words = [...entryPoint, ...command];
  if (words[0] !== 'node') {
    const what = words[0] === undefined ? 'no command' : `the command ${JSON.stringify(words[0])}`;
    return { reason: `CannotStartContainerError: ${what}; a rehearsal runs programs of node only` };
  }
  const folder = image.kind === 'built' ? image.folder : images;
  return { command: words, environment: { ...image.config.environment, ...plan.environment }, folder };
}

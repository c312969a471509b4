import type { RenderedTemplate } from '../src/dsl/render.ts';
import { artifacts } from './artifacts.ts';
import { isReleasedFromAfar } from './options/delivery.ts';
import type { CompleteOptions } from './options/system.ts';
import { pipeline } from './pipeline.ts';
import { renderAlone } from './render-alone.ts';
import { source } from './source.ts';

/**
 * The templates of a tools account: what a pipeline is made of, each deployed by itself. Artifacts and source come before the system's
 * own stacks, which are told of the bucket and the key; the pipeline after them, since it is told of their roles.
 * @throws TealformError with everything that is wrong with one of them.
 */
export function renderTools(options: CompleteOptions): readonly RenderedTemplate[] {
  const { name, tags, delivery } = options;
  if (!delivery || !isReleasedFromAfar(options)) return [];
  const shared = { ...options, isShared: true };
  const before = "created in the tools account, before the system's own stacks.";
  return [
    renderAlone(artifacts(shared), { tags, what: `of ${name}: ${before}` }),
    renderAlone(source({ ...shared, source: delivery.source }), { tags, what: `of ${name}: ${before}` }),
    renderAlone(pipeline({ ...options, delivery }), {
      tags,
      what: `of ${name}: created in the tools account, after the system's own stacks.`,
    }),
  ];
}

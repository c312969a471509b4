import { buildStack, Place } from '../src/dsl/index.ts';
import type { System } from '../src/synth/system.ts';
import { completeOptions } from './options/complete.ts';
import type { SystemOptions } from './options/system.ts';
import { releaseFiles } from './release.ts';
import { root } from './root.ts';

/**
 * A service on ECS that is released blue/green, and everything around it. A file in `templates/systems/` exports one as its
 * default; `make` writes its templates to `output/<name>/`.
 *
 * @throws TealformError when it is built, with every invalid option.
 */
export function blueGreenSystem(options: SystemOptions): System {
  const place = Place.ofCallerOf(blueGreenSystem);
  return {
    name: options.name,
    build: () => buildStack(root(completeOptions(options, place))),
    files: () => releaseFiles(completeOptions(options, place)),
  };
}

import type { BuiltStack } from '../../src/dsl/index.ts';
import { reachesInstances } from '../options/listeners.ts';
import { mostTasks } from '../options/room.ts';
import type { CompleteOptions } from '../options/system.ts';
import { releaseFiles } from '../release.ts';
import type { Emitted } from './emitted-system.ts';
import { ownTexts } from './portable.ts';

/** A system for the rules to look at: its two forms, its release files, and what its options say that no template does. */
export function describeEmitted(options: CompleteOptions, root: BuiltStack, flat: BuiltStack): Emitted {
  const { listeners, permissions } = options;
  const release = releaseFiles(options).map(({ path, text }) => [path.replace('release/', ''), text] as const);
  return {
    root,
    flat,
    release: Object.fromEntries(release),
    mostTasks: mostTasks(options),
    ports: { production: listeners.production.port, test: listeners.test?.port },
    isReached: reachesInstances(options),
    own: ownTexts(options),
    onEverything: permissions.flatMap(({ Action, onEverything }) =>
      onEverything === undefined ? [] : [Action].flat(),
    ),
  };
}

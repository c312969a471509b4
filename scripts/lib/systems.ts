import type { System } from '../../src/synth/system.ts';
import { systemFiles, systemOf, throwIfTwice } from './system-files.ts';

/**
 * The systems in `templates/systems/`, by the names of their files; all of them, or those named.
 * @throws TealformError `unknown-system` for a name without a file, `no-system` for a file that exports none,
 * `duplicate-system` for two of one name.
 */
export async function loadSystems(names: readonly string[] = []): Promise<readonly System[]> {
  const files = systemFiles(names);
  const systems = await Promise.all(files.map(loadSystem));
  throwIfTwice(systems.map(({ name }, index) => [files[index] ?? '', name]));
  return systems;
}

async function loadSystem(name: string): Promise<System> {
  // The bundler takes in every file that this pattern matches.
  return systemOf(name, await import(`../../templates/systems/${name}.ts`));
}

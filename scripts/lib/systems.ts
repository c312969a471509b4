import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { TealformError, throwIfAny } from '../../src/dsl/error.ts';
import { isSystem, type System } from '../../src/synth/system.ts';
import { ROOT } from './root.ts';

/**
 * The systems in `templates/systems/`, by the names of their files; all of them, or those named.
 * @throws TealformError `unknown-system` for a name without a file, `no-system` for a file that exports none,
 * `duplicate-system` for two of one name.
 */
export async function loadSystems(names: readonly string[] = []): Promise<readonly System[]> {
  const known = readdirSync(join(ROOT, 'templates', 'systems'))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => file.slice(0, -'.ts'.length))
    .sort();
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new TealformError(
      unknown.map((name) => ({
        code: 'unknown-system',
        message: `there is no templates/systems/${name}.ts`,
        hint: `there are: ${known.join(', ')}`,
      })),
    );
  }
  const files = names.length > 0 ? names : known;
  const systems = await Promise.all(files.map(loadSystem));
  throwIfAny(
    systems.flatMap(({ name }, index) => {
      const first = systems.findIndex((system) => system.name === name);
      if (first === index) return [];
      const message = `templates/systems/${files[first]}.ts and templates/systems/${files[index]}.ts are both called ${name}`;
      return [{ code: 'duplicate-system', message, hint: 'give one of them another name' }];
    }),
  );
  return systems;
}

async function loadSystem(name: string): Promise<System> {
  // The bundler takes in every file that this pattern matches.
  const loaded: unknown = await import(`../../templates/systems/${name}.ts`);
  const system = typeof loaded === 'object' && loaded !== null && 'default' in loaded ? loaded.default : undefined;
  if (isSystem(system)) return system;
  throw new TealformError({
    code: 'no-system',
    message: `templates/systems/${name}.ts does not export a system as its default`,
    hint: 'write `export default blueGreenSystem({ ... })`',
  });
}

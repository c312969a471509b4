import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { TealformError, throwIfAny } from '../../src/dsl/error.ts';
import { isSystem, type System } from '../../src/synth/system.ts';
import { ROOT } from './root.ts';

/**
 * The names of the files in `templates/systems/`, without their ending; all of them, or those named.
 * @throws TealformError `unknown-system` for a name without a file.
 */
export function systemFiles(names: readonly string[] = []): readonly string[] {
  const known = readdirSync(join(ROOT, 'templates', 'systems'))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => file.slice(0, -'.ts'.length))
    .sort();
  throwIfAny(
    names
      .filter((name) => !known.includes(name))
      .map((name) => ({
        code: 'unknown-system',
        message: `there is no templates/systems/${name}.ts`,
        hint: `there are: ${known.join(', ')}`,
      })),
  );
  return names.length > 0 ? names : known;
}

/**
 * @param systems the name of the file and of the system, each.
 * @throws TealformError `duplicate-system` for two of one name.
 */
export function throwIfTwice(systems: readonly (readonly [file: string, system: string])[]): void {
  const files = new Map<string, string>();
  throwIfAny(
    systems.flatMap(([file, name]) => {
      const first = files.get(name);
      files.set(name, first ?? file);
      if (first === undefined) return [];
      const message = `templates/systems/${first}.ts and templates/systems/${file}.ts are both called ${name}`;
      return [{ code: 'duplicate-system', message, hint: 'give one of them another name' }];
    }),
  );
}

/**
 * The system that a file in `templates/systems/` exports.
 * @param name the file's, without its ending.
 * @throws TealformError `no-system` where it exports none.
 */
export function systemOf(name: string, loaded: unknown): System {
  const system = typeof loaded === 'object' && loaded !== null && 'default' in loaded ? loaded.default : undefined;
  if (isSystem(system)) return system;
  throw new TealformError({
    code: 'no-system',
    message: `templates/systems/${name}.ts does not export a system as its default`,
    hint: 'write `export default blueGreenSystem({ ... })`',
  });
}

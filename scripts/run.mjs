// Runs a TypeScript entry point: a bundle of what is on disk now, kept while that stays the same, in this process.
//   node scripts/run.mjs synth --check
// Plain JavaScript, because it is what makes TypeScript run. See docs/adr/0004-commands-run-as-bundles.md and 0017.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { bundleOf } from './lib/bundles.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [name, ...args] = process.argv.slice(2);

/**
 * @param {string} message
 * @returns {never}
 */
function refuse(message) {
  process.stderr.write(`${message}\n`);
  return process.exit(2);
}

function findBundle() {
  if (!name || !/^[a-z-]+$/.test(name) || !existsSync(join(root, 'scripts', `${name}.ts`))) {
    return refuse(`no command ${JSON.stringify(name ?? '')}; run make help for those there are`);
  }
  try {
    return bundleOf(root, name) ?? process.exit(1);
  } catch (error) {
    if (error instanceof Error && !('code' in error)) return refuse(error.message);
    throw error;
  }
}

const bundle = findBundle();
// Its code runs for half a second: optimising it early is a quarter of what it costs, and comes too late.
if (name === 'synth') setFlagsFromString('--interrupt-budget=1000000');
process.argv = [process.argv[0] ?? 'node', join(root, 'scripts', `${name}.ts`), ...args];
await import(pathToFileURL(bundle).href);

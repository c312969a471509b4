// Runs a TypeScript entry point: a bundle of what is on disk now, kept while that stays the same, in this process.
//   node scripts/run.cjs synth --check
// Plain JavaScript, because it is what makes TypeScript run, and CommonJS, which starts sooner. See docs/adr/0004-commands-run-as-bundles.md.
const { existsSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { pathToFileURL } = require('node:url');
const { setFlagsFromString } = require('node:v8');
const { bundleOf } = require('./lib/bundles.cjs');

const root = dirname(__dirname);
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
if (bundle.endsWith('.cjs')) require(bundle);
else void import(pathToFileURL(bundle).href);

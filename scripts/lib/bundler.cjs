// The bundler, and how it is called. Plain JavaScript, as run.cjs is.
const { spawn, spawnSync } = require('node:child_process');
const { once } = require('node:events');
const { createRequire } = require('node:module');
const { join } = require('node:path');
const { digestOf, stampOf } = require('./stamps.cjs');

/** What all bundles have in common. */
const OPTIONS = [
  '--bundle',
  '--platform=node',
  '--target=node20',
  '--sourcemap=linked',
  '--sources-content=false',
  // The same library as modules, of which the bundler takes only what is used.
  '--alias:yaml=./node_modules/yaml/browser/index.js',
  '--external:@aws/*',
  '--external:@aws-sdk/*',
  '--external:@smithy/*',
  '--external:@aws-cdk/*',
  '--external:playwright-core',
  '--log-level=warning',
];

/** The address of the module that is running, where that is CommonJS. */
const OWN_ADDRESS = `const __ownAddress = require('node:url').pathToFileURL(__filename).href;`;

/** What bundles in CommonJS have in common; {@link OWN_ADDRESS} comes first. */
const AS_COMMON_JS = ['--format=cjs', '--define:import.meta.url=__ownAddress'];

/**
 * The digest of what makes bundles with these options.
 * @param {string} root
 * @param {readonly string[]} options
 */
function madeByBundler(root, options) {
  return digestOf([process.version, stampOf(findBundler(root), 0), ...options].join('\n'));
}

/**
 * Runs the bundler in the repository.
 * @param {string} root
 * @param {readonly string[]} args
 * @param {string} [text] what it reads in the place of a file
 * @returns {Bundled}
 */
function runBundler(root, args, text = '') {
  const { status, stderr, error } = spawnSync(findBundler(root), [colour(), ...args], {
    cwd: root,
    stdio: ['pipe', 'inherit', 'pipe'],
    encoding: 'utf8',
    input: text,
  });
  if (error) throw error;
  return { isMade: status === 0, said: stderr };
}

/**
 * The same, while this process goes on.
 * @param {string} root
 * @param {readonly string[]} args
 * @returns {Promise<Bundled>}
 */
async function startBundler(root, args) {
  const child = spawn(findBundler(root), [colour(), ...args], { cwd: root, stdio: ['ignore', 'inherit', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said += text;
  });
  const [status] = await once(child, 'close');
  return { isMade: status === 0, said };
}

/** @typedef {{ isMade: boolean, said: string }} Bundled and what the bundler complained of */

function colour() {
  return `--color=${process.stderr.isTTY ? 'true' : 'false'}`;
}

/** @type {Map<string, string>} */
const bundlers = new Map();

/**
 * The program itself, not the package's JavaScript around it: that would cost as much again as bundling does.
 * @param {string} root
 */
function findBundler(root) {
  const known = bundlers.get(root);
  if (known !== undefined) return known;
  const { resolve } = createRequire(join(root, 'package.json'));
  const program = process.platform === 'win32' ? 'esbuild.exe' : 'bin/esbuild';
  try {
    const found = resolve(`@esbuild/${process.platform}-${process.arch}/${program}`);
    bundlers.set(root, found);
    return found;
  } catch {
    throw new Error('esbuild is not installed; run npm ci');
  }
}

module.exports = { AS_COMMON_JS, OPTIONS, OWN_ADDRESS, madeByBundler, runBundler, startBundler };

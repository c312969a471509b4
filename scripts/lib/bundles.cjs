// Bundles, kept from run to run. Plain JavaScript, as run.cjs is. See docs/adr/0004-commands-run-as-bundles.md and 0017.
const { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { AS_COMMON_JS, OPTIONS, OWN_ADDRESS, madeByBundler, runBundler } = require('./bundler.cjs');
const { compareInputs, digestOf, inputOf, removeOld, renew } = require('./stamps.cjs');

/**
 * @typedef {import('./stamps.cjs').Inputs} Inputs
 * @typedef {object} Wanted A bundle, of a file or of a text that imports what belongs to it.
 * @property {string} name
 * @property {string} file what it is called in the bundle's folder
 * @property {string} entry the path of the file, or the text
 * @property {boolean} [isText] whether the entry is a text
 * @property {readonly string[]} [madeFor] the files that such a text was put together for
 * @property {readonly string[]} options
 * @property {readonly string[]} [listed] folders of which it takes in whatever files there are
 * @typedef {object} Bundle
 * @property {string} folder its path
 * @property {string} madeBy the digest of what made it: Node, the bundler, its options
 * @property {string} digest of all that it was made of, and by
 * @property {Inputs} inputs
 * @property {Readonly<Record<string, string>>} resolved the file that each import of an entry that is a text has led to
 * @typedef {Omit<Bundle, 'folder'> & { folder: string, bytes: number, listed: readonly string[] }} Kept the folder by its name, and how long
 *   its file is
 */

/** Folders of which the bundler takes in whatever files there are: where an `import()` has a name filled in. */
const LISTED = ['templates/systems'];

// The bundler reads these too, without saying so.
const READ_BESIDE = [
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'scripts/run.cjs',
  'scripts/lib/bundler.cjs',
  'scripts/lib/bundles.cjs',
  'scripts/lib/stamps.cjs',
];

const AS_MODULE = [
  '--format=esm',
  // Packages in CommonJS ask for Node's own modules by require.
  `--banner:js=import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);`,
];

// What runs in the loop of every edit: CommonJS is there a hundredth of a second sooner. It waits for nothing at the top of its modules, and
// does not take systems in.
const IN_COMMON_JS = new Set(['synth']);

/**
 * The bundle of a command.
 * @param {string} root the repository
 * @param {string} name `synth`
 * @returns {string | undefined} the module to load, or nothing where it could not be made.
 * @throws {Error} where the bundler is not installed.
 */
function bundleOf(root, name) {
  const isCommonJs = IN_COMMON_JS.has(name);
  const file = `${name}.${isCommonJs ? 'cjs' : 'mjs'}`;
  const format = isCommonJs ? [...AS_COMMON_JS, `--banner:js=${OWN_ADDRESS}`] : AS_MODULE;
  const entry = `scripts/${name}.ts`;
  const bundle = keptBundle(root, {
    name,
    file,
    entry,
    options: [...OPTIONS, ...format],
    listed: isCommonJs ? [] : LISTED,
  });
  return bundle && join(bundle.folder, file);
}

/**
 * A bundle: the kept one if everything that it was made of is as it was, or else a new one. What the bundler complains of goes to stderr.
 * @param {string} root the repository
 * @param {Wanted} wanted
 * @returns {Bundle | undefined} nothing where it could not be made.
 * @throws {Error} where the bundler is not installed.
 */
function keptBundle(root, wanted) {
  return findBundle(root, wanted) ?? makeBundle(root, wanted);
}

/**
 * A bundle that was kept.
 * @param {string} root the repository
 * @param {Wanted} wanted
 * @returns {Bundle | undefined} nothing where none was, or something that it was made of is not as it was.
 * @throws {Error} where the bundler is not installed.
 */
function findBundle(root, { name, file, entry, options, listed = [] }) {
  const home = homeOf(root);
  const madeBy = madeByBundler(root, [entry, ...options]);
  const before = readKept(home, name);
  const isListed = JSON.stringify(before?.listed) === JSON.stringify(filesIn(root, listed));
  const compared = before?.madeBy === madeBy && isListed ? compareInputs(root, before.inputs) : undefined;
  const bytes = before && statSync(join(home, before.folder, file), { throwIfNoEntry: false })?.size;
  if (!before || !compared?.isSame || bytes !== before.bytes) return undefined;
  if (compared.isNewer) keep(home, name, { ...before, inputs: compared.inputs });
  return { ...before, folder: join(home, before.folder) };
}

/**
 * What the imports of an entry that is a text have led to, when it was bundled last.
 * @param {string} root
 * @param {string} name the bundle's
 * @returns {Bundle['resolved']}
 */
function lastResolved(root, name) {
  return readKept(homeOf(root), name)?.resolved ?? {};
}

/**
 * @param {string} root
 * @param {Wanted} wanted
 * @returns {Bundle | undefined}
 */
function makeBundle(root, wanted) {
  const { name, file, entry, isText = false, options, listed = [] } = wanted;
  const home = homeOf(root);
  const madeBy = madeByBundler(root, [entry, ...options]);
  const before = readKept(home, name);
  mkdirSync(home, { recursive: true });
  // Beside its place, and then moved there, to a name of its own: two commands at once must not read each other's half-written one.
  const making = join(home, `${name}.${process.pid}.tmp`);
  const began = Date.now();
  const files = filesIn(root, listed);
  const metafile = join(making, 'meta.json');
  const args = [...(isText ? [] : [entry]), `--outfile=${join(making, file)}`, `--metafile=${metafile}`, ...options];
  const { isMade, said } = runBundler(root, args, isText ? entry : undefined);
  if (said) process.stderr.write(isMade ? said : explain(root, wanted, making) || said);
  if (!isMade) {
    rmSync(making, { recursive: true, force: true });
    return undefined;
  }
  const { inputs, resolved } = readInputs(root, metafile, began, before?.inputs ?? {});
  const sources = Object.entries(inputs).map(([path, [, digest]]) => `${path} ${digest}`);
  const digest = digestOf([madeBy, ...files, ...sources].join('\n'));
  rmSync(metafile);
  // Asked for in each run, and found by going through all of it.
  const modules = modulesOf(readFileSync(join(making, file), 'utf8'));
  writeFileSync(join(making, `${file}.modules.json`), JSON.stringify(modules));
  const folder = `${name}.${Date.now()}.${process.pid}`;
  renameSync(making, join(home, folder));
  const made = { madeBy, digest, inputs, resolved };
  // A warning is to be seen each time.
  if (said === '') keep(home, name, { ...made, folder, bytes: statSync(join(home, folder, file)).size, listed: files });
  // Another run may be about to load it.
  if (before) renew(join(home, before.folder));
  removeUnused(home, folder);
  return { ...made, folder: join(home, folder) };
}

/** @param {string} root */
function homeOf(root) {
  return join(root, '.tools', 'bundles');
}

/**
 * What is wrong in the files that an entry was put together for: nobody has written the entry itself.
 * @param {string} root
 * @param {Wanted} wanted
 * @param {string} folder where there is room
 */
function explain(root, { madeFor = [], options }, folder) {
  if (madeFor.length === 0) return '';
  const { isMade, said } = runBundler(root, [...madeFor, `--outdir=${folder}`, ...options]);
  return isMade ? '' : said;
}

/**
 * @param {string} home
 * @param {string} name
 * @returns {Kept | undefined}
 */
function readKept(home, name) {
  try {
    return JSON.parse(readFileSync(join(home, `${name}.json`), 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * @param {string} home
 * @param {string} name
 * @param {Kept} kept
 */
function keep(home, name, kept) {
  const temporary = join(home, `${name}.${process.pid}.json`);
  try {
    writeFileSync(temporary, JSON.stringify(kept));
    renameSync(temporary, join(home, `${name}.json`));
  } catch (error) {
    // What cannot be kept is made again.
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}

/**
 * @param {string} root
 * @param {string} metafile
 * @param {number} began when the bundler was started
 * @param {Inputs} known of an earlier time
 * @returns {Pick<Bundle, 'inputs' | 'resolved'>}
 */
function readInputs(root, metafile, began, known) {
  /** @type {{ inputs: Record<string, { imports: readonly { path: string, external?: boolean, original?: string }[] }> }} */
  const { inputs } = JSON.parse(readFileSync(metafile, 'utf8'));
  const { '<stdin>': entry, ...files } = inputs;
  const read = Object.entries(files).map(([path, { imports }]) => ({
    path,
    imports: imports.filter(({ external }) => !external).map((each) => each.path),
  }));
  const all = [...read, ...READ_BESIDE.map((path) => ({ path, imports: [] }))];
  return {
    inputs: Object.fromEntries(
      all.map(({ path, imports }) => [path, inputOf(root, path, imports, began, known[path])]),
    ),
    resolved: Object.fromEntries((entry?.imports ?? []).map(({ original = '', path }) => [original, path])),
  };
}

/**
 * @param {string} root
 * @param {readonly string[]} folders
 */
function filesIn(root, folders) {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder))
      .sort()
      .map((file) => `${folder}/${file}`),
  );
}

/**
 * Bundles of code that has changed since, and what a process that was killed left.
 * @param {string} home
 * @param {string} used
 */
function removeUnused(home, used) {
  const indexes = readdirSync(home).filter((file) => /^[a-z-]+\.json$/.test(file));
  const folders = indexes.map((file) => readKept(home, file.slice(0, -'.json'.length))?.folder ?? '');
  removeOld(home, new Set([used, ...indexes, ...folders]));
}

/**
 * Where the modules of a bundle begin, and what of it is none, by the comments that the bundler writes at the beginning of lines.
 * @param {string} text
 * @returns {BundledModules}
 */
function modulesOf(text) {
  /** @type {[line: number, file: string][]} */
  const found = [];
  let start = 0;
  for (let line = 1; start < text.length; line += 1) {
    const newLine = text.indexOf('\n', start);
    const end = newLine < 0 ? text.length : newLine;
    if (text.startsWith('// ', start)) {
      const file = text.slice(start + '// '.length, end);
      found.push([line, file.endsWith('.ts') ? file : '']);
    }
    start = end + 1;
  }
  return found;
}

/** @typedef {readonly (readonly [line: number, file: string])[]} BundledModules the file is empty where it is none of ours */

module.exports = { LISTED, bundleOf, findBundle, keptBundle, lastResolved, modulesOf };

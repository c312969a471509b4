// Bundles of commands, kept from run to run. Plain JavaScript, as run.mjs is. See docs/adr/0017-where-the-time-goes.md.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * What a bundle was made of, by path: the file's stamp, its digest, and what it imports. Of a file that was written while it was bundled
 * nobody can tell which text was read: its stamp is empty, and its digest one of no file.
 * @typedef {Record<string, [stamp: string, digest: string, imports: readonly string[]]>} Inputs
 * @typedef {{ madeBy: string, folder: string, listed: readonly string[], inputs: Inputs }} Kept
 */

/** Folders of which the bundler takes in whatever files there are: where an `import()` has a name filled in. */
export const LISTED = ['templates/systems'];

// The bundler reads these too, without saying so.
const READ_BESIDE = [
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'scripts/run.mjs',
  'scripts/lib/bundles.mjs',
];

const OPTIONS = [
  '--bundle',
  '--platform=node',
  '--target=node20',
  '--format=esm',
  '--sourcemap=linked',
  '--sources-content=false',
  // The same library as modules, of which the bundler takes only what is used.
  '--alias:yaml=./node_modules/yaml/browser/index.js',
  '--external:@aws/*',
  '--external:@aws-sdk/*',
  '--external:@smithy/*',
  '--external:@aws-cdk/*',
  '--external:playwright-core',
  // Packages in CommonJS ask for Node's own modules by require.
  `--banner:js=import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);`,
  '--out-extension:.js=.mjs',
  '--log-level=warning',
];

// Loaded in parts, each when it is asked for. Not those that run for hours: by then their parts may be gone.
const IN_PARTS = new Set(['synth']);

/**
 * The bundle of a command: the kept one if everything that it was made of is as it was, or else a new one. What the bundler complains
 * of goes to stderr.
 * @param {string} root the repository
 * @param {string} name `synth`
 * @returns {string | undefined} the module to import, or nothing where it could not be made.
 * @throws {Error} where the bundler is not installed.
 */
export function bundleOf(root, name) {
  const home = join(root, '.tools', 'bundles');
  const bundler = findBundler(root);
  const options = [...OPTIONS, ...(IN_PARTS.has(name) ? ['--splitting'] : [])];
  const madeBy = digestOf([process.version, stampOf(bundler, 0), ...options].join('\n'));
  const before = readKept(home, name);
  const checked = before?.madeBy === madeBy && isListed(root, before.listed) ? check(root, before.inputs) : undefined;
  const entry = before && join(home, before.folder, `${name}.mjs`);
  if (before && entry && checked?.isSame && statSync(entry, { throwIfNoEntry: false })) {
    if (checked.isNewer) keep(home, name, { ...before, inputs: checked.inputs });
    return entry;
  }
  return makeBundle(root, name, home, { bundler, options, madeBy, known: before?.inputs ?? {} });
}

/**
 * @param {string} root
 * @param {string} name
 * @param {string} home
 * @param {{ bundler: string, options: readonly string[], madeBy: string, known: Inputs }} how
 */
function makeBundle(root, name, home, { bundler, options, madeBy, known }) {
  mkdirSync(home, { recursive: true });
  // Beside its place, and then moved there, to a name of its own: two commands at once must not read each other's half-written one.
  const making = join(home, `${name}.${process.pid}.tmp`);
  const began = Date.now();
  const listed = list(root);
  const built = spawnSync(
    bundler,
    [
      `scripts/${name}.ts`,
      `--outdir=${making}`,
      `--metafile=${join(making, 'meta.json')}`,
      `--color=${process.stderr.isTTY ? 'true' : 'false'}`,
      ...options,
    ],
    { cwd: root, stdio: ['ignore', 'inherit', 'pipe'], encoding: 'utf8' },
  );
  if (built.stderr) process.stderr.write(built.stderr);
  if (built.status !== 0) {
    rmSync(making, { recursive: true, force: true });
    return undefined;
  }
  const inputs = readInputs(root, join(making, 'meta.json'), began, known);
  const sources = Object.entries(inputs).map(([path, [, digest]]) => `${path} ${digest}`);
  const digest = digestOf([madeBy, ...listed, ...sources].join('\n'));
  rmSync(join(making, 'meta.json'));
  writeFileSync(join(making, 'inputs.json'), JSON.stringify({ madeBy, digest, inputs }));
  const folder = `${name}.${Date.now()}.${process.pid}`;
  renameSync(making, join(home, folder));
  // A warning is to be seen each time.
  if (!built.stderr) keep(home, name, { madeBy, folder, listed, inputs });
  removeOld(home, folder);
  return join(home, folder, `${name}.mjs`);
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
  writeFileSync(temporary, JSON.stringify(kept));
  renameSync(temporary, join(home, `${name}.json`));
}

/**
 * Whether the inputs are what they were: by their stamps, and by content where those differ.
 * @param {string} root
 * @param {Inputs} before
 */
function check(root, before) {
  const now = Date.now();
  let isNewer = false;
  /** @type {Inputs} */
  const inputs = {};
  for (const [path, [stamp, digest, imports]] of Object.entries(before)) {
    const found = stampOf(join(root, path), now);
    if (found === stamp && stamp !== '') {
      inputs[path] = [stamp, digest, imports];
      continue;
    }
    if (digestOfFile(join(root, path)) !== digest) return { isSame: false, isNewer, inputs };
    inputs[path] = [found, digest, imports];
    isNewer ||= found !== stamp;
  }
  return { isSame: true, isNewer, inputs };
}

/**
 * @param {string} root
 * @param {string} metafile
 * @param {number} began when the bundler was started
 * @param {Inputs} known of an earlier time
 * @returns {Inputs}
 */
function readInputs(root, metafile, began, known) {
  /** @type {{ inputs: Record<string, { imports: readonly { path: string, external?: boolean }[] }> }} */
  const { inputs } = JSON.parse(readFileSync(metafile, 'utf8'));
  const read = Object.entries(inputs).map(([path, { imports }]) => ({
    path,
    imports: imports.filter(({ external }) => !external).map((each) => each.path),
  }));
  const all = [...read, ...READ_BESIDE.map((path) => ({ path, imports: [] }))];
  return Object.fromEntries(
    all.map(({ path, imports }) => {
      const stamp = stampOf(join(root, path), began);
      const [before = '', digest = ''] = known[path] ?? [];
      // As good as none: it equals no other.
      if (stamp === '') return [path, [stamp, `unknown ${began} ${process.pid}`, imports]];
      return [path, [stamp, stamp === before ? digest : digestOfFile(join(root, path)), imports]];
    }),
  );
}

/**
 * What changes when a file is written. Empty when it was written so late that this cannot be told from what comes after `began`.
 * @param {string} path
 * @param {number} began
 */
function stampOf(path, began) {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return '';
  const { size, mtimeMs, ctimeMs, ino } = stat;
  // Disks that count in seconds would not tell a second edit.
  const grain = Number.isInteger(ctimeMs / 1000) ? 2_000 : 50;
  // Ahead by more than a day is no write of now by a clock that differs, but a clock that was wrong once.
  const isLate = [ctimeMs, mtimeMs].some((time) => time > began - grain && time < began + 86_400_000);
  return began > 0 && isLate ? '' : `${size} ${mtimeMs} ${ctimeMs} ${ino}`;
}

/** @param {string} root */
function list(root) {
  return LISTED.flatMap((folder) =>
    readdirSync(join(root, folder))
      .sort()
      .map((file) => `${folder}/${file}`),
  );
}

/**
 * @param {string} root
 * @param {readonly string[]} before
 */
function isListed(root, before) {
  return JSON.stringify(list(root)) === JSON.stringify(before);
}

/** @param {string} path */
function digestOfFile(path) {
  try {
    return digestOf(readFileSync(path));
  } catch {
    return '';
  }
}

/** @param {string | Buffer} content */
function digestOf(content) {
  return createHash('sha256').update(content).digest('hex');
}

/**
 * Bundles of code that has changed since, and what a process that was killed left; not young ones, which a process may just be loading.
 * @param {string} home
 * @param {string} used
 */
function removeOld(home, used) {
  const tenMinutesAgo = Date.now() - 600_000;
  const inUse = new Set([used]);
  const files = readdirSync(home);
  for (const file of files)
    if (/^[a-z-]+\.json$/.test(file)) inUse.add(readKept(home, file.slice(0, -5))?.folder ?? '');
  for (const file of files) {
    if (inUse.has(file) || /^[a-z-]+\.json$/.test(file)) continue;
    const written = statSync(join(home, file), { throwIfNoEntry: false })?.mtimeMs;
    if (written !== undefined && written < tenMinutesAgo) rmSync(join(home, file), { recursive: true, force: true });
  }
}

/**
 * The program itself, not the package's JavaScript around it: that would cost as much again as bundling does.
 * @param {string} root
 */
function findBundler(root) {
  const { resolve } = createRequire(join(root, 'package.json'));
  const program = process.platform === 'win32' ? 'esbuild.exe' : 'bin/esbuild';
  try {
    return resolve(`@esbuild/${process.platform}-${process.arch}/${program}`);
  } catch {
    throw new Error('esbuild is not installed; run npm ci');
  }
}

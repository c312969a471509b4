// Runs a TypeScript entry point: bundles it from what is on disk now, then runs the bundle in this process.
//   node scripts/run.mjs synth --check
// Plain JavaScript, because it is what makes TypeScript run. See docs/adr/0004-commands-run-as-bundles.md.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, '.tools', 'bundles');
const [name, ...args] = process.argv.slice(2);

/** @param {string} message */
function refuse(message) {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

if (!name || !/^[a-z-]+$/.test(name) || !existsSync(join(root, 'scripts', `${name}.ts`))) {
  refuse(`no command ${JSON.stringify(name ?? '')}; run make help for those there are`);
}

// The program itself, not the package's JavaScript around it: that would cost as much again as bundling does.
function findBundler() {
  const { resolve } = createRequire(join(root, 'package.json'));
  const program = process.platform === 'win32' ? 'esbuild.exe' : 'bin/esbuild';
  try {
    return resolve(`@esbuild/${process.platform}-${process.arch}/${program}`);
  } catch {
    return refuse('esbuild is not installed; run npm ci');
  }
}

// A process that was killed could not take its bundle away.
function removeLeftovers() {
  const anHourAgo = Date.now() - 3_600_000;
  for (const file of readdirSync(folder)) {
    const path = join(folder, file);
    const written = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    if (written !== undefined && written < anHourAgo) rmSync(path, { force: true });
  }
}

mkdirSync(folder, { recursive: true });
// A bundle of its own for each process: two commands at once must not read each other's half-written one.
const bundle = join(folder, `${name}.${process.pid}.mjs`);
const built = spawnSync(
  String(findBundler()),
  [
    join(root, 'scripts', `${name}.ts`),
    `--outfile=${bundle}`,
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
    '--external:@dagrejs/*',
    '--external:playwright-core',
    // Packages in CommonJS ask for Node's own modules by require.
    `--banner:js=import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);`,
    '--log-level=warning',
    `--color=${process.stderr.isTTY ? 'true' : 'false'}`,
  ],
  { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] },
);
process.on('exit', () => {
  rmSync(bundle, { force: true });
  rmSync(`${bundle}.map`, { force: true });
});
if (built.status !== 0) process.exit(1);

process.argv = [process.argv[0] ?? 'node', join(root, 'scripts', `${name}.ts`), ...args];
await import(pathToFileURL(bundle).href);
removeLeftovers();

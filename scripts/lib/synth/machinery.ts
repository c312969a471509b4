import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { AS_COMMON_JS, OPTIONS, OWN_ADDRESS } from '../bundler.cjs';
import { type Bundle, findBundle, keptBundle, lastResolved, type Wanted } from '../bundles.cjs';
import { keepFile } from '../keep.ts';
import { ROOT } from '../root.ts';
import type { onlyExported } from './exported.ts';
import type * as Maker from './maker.ts';
import { fromTop, type SystemSource } from './sources.ts';

/** Everything that makes, checks and draws systems, as one file in CommonJS: of that V8 can keep how it was compiled. */
export interface Machinery extends Bundle {
  /** The files that a system imports. */
  readonly importsOf: (source: SystemSource) => readonly string[];
}

/** It, loaded. */
export interface LoadedMachinery {
  readonly maker: typeof Maker;
  /** What the module of a system exports. Throws what the module throws. */
  readonly load: (source: SystemSource) => unknown;
  /** Keeps how the code was compiled for later runs; what has run is in it. */
  readonly keepCompiled: () => void;
}

const NAME = 'machinery';
const FILE = 'machinery.cjs';
const COMPILED = 'compiled';

const MAKER = './scripts/lib/synth/maker.ts';
const EXPORTED = './scripts/lib/synth/exported.ts';

// Around all of it, as Node does with CommonJS. In the file, so that a megabyte need not be put together again.
const [BEFORE, BEHIND] = [`(function (require, module, exports, __filename) { 'use strict';`, '})'];

const AS_EXPRESSION = [...AS_COMMON_JS, `--banner:js=${BEFORE} ${OWN_ADDRESS}`, `--footer:js=${BEHIND}`];

/**
 * The machinery for systems: all that they import is part of it.
 * @returns nothing where it cannot be made; the bundler has said on stderr why.
 */
export function machineryFor(sources: Iterable<SystemSource>): Machinery | undefined {
  const all = [...sources];
  const imports = [...new Set(all.flatMap((source) => source.imports))].sort();
  const kept = findKept();
  if (kept && imports.every((name) => Object.hasOwn(kept.resolved, name))) return kept;
  const madeFor = all.map(({ path }) => path);
  return withImports(keptBundle(ROOT, { ...wantedFor(imports), madeFor }));
}

/** Loads the machinery. */
export function loadMachinery({ folder }: Machinery): LoadedMachinery {
  const known = loaded.get(folder) ?? load(folder);
  loaded.set(folder, known);
  return known;
}

/** Loads the machinery of the last run, if nothing that it was made of has changed: no other is needed unless systems import something new. */
export function loadKeptMachinery(): void {
  const kept = findKept();
  if (kept) loadMachinery(kept);
}

const loaded = new Map<string, LoadedMachinery>();

// Looked for once in a process.
let found: { readonly kept: Machinery | undefined } | undefined;

function findKept(): Machinery | undefined {
  if (!found) {
    const imports = Object.keys(lastResolved(ROOT, NAME)).filter((name) => name !== MAKER && name !== EXPORTED);
    found = { kept: withImports(findBundle(ROOT, wantedFor(imports))) };
  }
  return found.kept;
}

function wantedFor(imports: readonly string[]): Wanted {
  const names = imports.map((name, index) => ({ name: JSON.stringify(name), variable: `m${index}` }));
  return {
    name: NAME,
    file: FILE,
    entry: [
      ...names.map(({ name, variable }) => `import * as ${variable} from ${name};`),
      `export const modules = { ${names.map(({ name, variable }) => `${name}: ${variable}`).join(', ')} };`,
      `export * as maker from '${MAKER}';`,
      `export { onlyExported } from '${EXPORTED}';`,
    ].join('\n'),
    isText: true,
    options: [...OPTIONS, ...AS_EXPRESSION],
  };
}

function withImports(bundle: Bundle | undefined): Machinery | undefined {
  return bundle && { ...bundle, importsOf: ({ imports }) => imports.map((name) => bundle.resolved[name] ?? name) };
}

function load(folder: string): LoadedMachinery {
  const ofRepository = createRequire(join(ROOT, 'package.json'));
  const path = join(folder, FILE);
  const compiled = join(folder, COMPILED);
  const { exports, script } = runCommonJs(path, readFileSync(path, 'utf8'), ofRepository, readSealed(compiled));
  // What the entry exports: it was put together above.
  const { maker, modules, ...its } = exports as Exports;
  const given = new Map(
    Object.entries(modules).map(([name, module]) => [name, its.onlyExported(name.replace(/^\.\//, ''), module)]),
  );
  return {
    maker,
    // There is one of each module: what systems import is the machinery's.
    load: ({ code }) => {
      const text = withDefaultExports(readFileSync(code, 'utf8'), (name) => given.has(fromTop(name)));
      return runCommonJs(code, `${BEFORE}${text}\n${BEHIND}`, (name) => given.get(fromTop(name)) ?? ofRepository(name))
        .exports;
    },
    keepCompiled: () => {
      if (script.cachedDataRejected !== false) keepFile(compiled, sealed(script.createCachedData()));
    },
  };
}

interface Exports {
  readonly maker: typeof Maker;
  readonly modules: Readonly<Record<string, object>>;
  readonly onlyExported: typeof onlyExported;
}

function runCommonJs(path: string, code: string, require: (name: string) => unknown, cachedData?: Buffer) {
  const script = new Script(code, { filename: path, ...(cachedData && { cachedData }) });
  const module = { exports: {} };
  script.runInThisContext()(require, module, module.exports, path);
  return { exports: module.exports, script };
}

// As Node has it, the default export of a CommonJS module would be all of it. What is given were modules before they were bundled.
function withDefaultExports(code: string, isGiven: (name: string) => boolean): string {
  return code.replace(/__toESM\((require\("([^"]+)"\)), 1\)/g, (whole, required: string, name: string) =>
    isGiven(name) ? required : whole,
  );
}

// V8 believes what it is given, and takes the place of the code from it too: neither damaged data nor those of another folder may come to it.
function sealed(data: Buffer): Buffer {
  return Buffer.concat([seal(data), data]);
}

function readSealed(path: string): Buffer | undefined {
  if (!existsSync(path)) return undefined;
  const all = readFileSync(path);
  const data = all.subarray(SEAL_BYTES);
  return seal(data).equals(all.subarray(0, SEAL_BYTES)) ? data : undefined;
}

const SEAL_BYTES = 32;

function seal(data: Buffer): Buffer {
  return createHash('sha256').update(`${ROOT}\0`).update(data).digest();
}

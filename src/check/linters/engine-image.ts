import { randomUUID } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

/** The exports of cloudformation-validate's WebAssembly, as far as its state is in them: everything else it has is constant. */
export interface EngineModule {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  /** The JavaScript values that it holds. */
  readonly __wbindgen_externrefs: {
    readonly length: number;
    grow(by: number): number;
    get(at: number): unknown;
    set(at: number, value: unknown): void;
  };
}

/** Whether these are its exports. Others that a process may make have not both. */
export function isEngineModule(exports: object): exports is EngineModule {
  return 'memory' in exports && '__wbindgen_externrefs' in exports && 'wasmcelengine_new' in exports;
}

/** Where the state of a started engine is kept, and of which library. */
export interface ImagePlace {
  readonly folder: string;
  /** Changes with each byte of the library, and with Node. */
  readonly identity: string;
}

interface Header {
  readonly identity: string;
  /** Of the file beside it: size, dates and inode. */
  readonly stamp: string;
  /** Where in its memory the engine is. */
  readonly pointer: number;
  readonly length: number;
  readonly values: readonly (readonly [at: number, value: Value])[];
}

type Value = string | { readonly global: keyof typeof GLOBALS };

// What the engine holds of JavaScript, beside texts, null and undefined.
const GLOBALS = { globalThis, performance: globalThis.performance };

const PAGE = 65_536;

/**
 * Keeps the state of an engine that has just started and has seen no template yet. Nothing is kept where the disk does not take it, or
 * where the engine holds a value that another process could not have.
 */
export function keepImage({ folder, identity }: ImagePlace, module: EngineModule, pointer: number): void {
  const values = valuesOf(module);
  if (values === undefined) return;
  const draft = join(folder, `${randomUUID()}.new`);
  try {
    mkdirSync(folder, { recursive: true });
    removeOldDrafts(folder);
    const stamp = writeMemory(draft, join(folder, 'memory'), new Uint8Array(module.memory.buffer));
    const { length } = module.__wbindgen_externrefs;
    const header: Header = { identity, stamp, pointer, length, values };
    writeFileSync(draft, JSON.stringify(header));
    renameSync(draft, join(folder, 'header.json'));
  } catch {
    remove(draft);
  }
}

/**
 * Gives a library that has just been loaded the state that was kept.
 * @returns where the engine is, or undefined where none was kept of this library; nothing has changed then.
 * @throws Error where it could be read in part only: the library is not to be used any more.
 */
export function restoreImage({ folder, identity }: ImagePlace, module: EngineModule): number | undefined {
  const header = readHeader(join(folder, 'header.json'));
  if (header?.identity !== identity) return undefined;
  const file = open(join(folder, 'memory'));
  if (file === undefined) return undefined;
  try {
    const found = fstatSync(file);
    if (stampOf(found) !== header.stamp) return undefined;
    const { memory, __wbindgen_externrefs: table } = module;
    memory.grow((found.size - memory.buffer.byteLength) / PAGE);
    if (readSync(file, new Uint8Array(memory.buffer), 0, found.size, 0) !== found.size)
      throw new Error('it was cut off');
    table.grow(header.length - table.length);
    for (const [at, value] of header.values) table.set(at, typeof value === 'string' ? value : GLOBALS[value.global]);
    return header.pointer;
  } finally {
    closeSync(file);
  }
}

function valuesOf({ __wbindgen_externrefs: table }: EngineModule): Header['values'] | undefined {
  const values: (readonly [number, Value])[] = [];
  for (let at = 0; at < table.length; at += 1) {
    const value = table.get(at);
    const global = value === globalThis ? 'globalThis' : value === globalThis.performance ? 'performance' : undefined;
    if (global !== undefined) values.push([at, { global }]);
    else if (typeof value === 'string') values.push([at, value]);
    // What it starts with is there in each process: null, undefined, true and false.
    else if (typeof value !== 'boolean' && value !== null && value !== undefined) return undefined;
  }
  return values;
}

// On the disk before its name is: after a loss of power it must not be one of the right size with nothing in it.
function writeMemory(draft: string, path: string, memory: Uint8Array): string {
  const file = openSync(draft, 'wx');
  try {
    if (writeSync(file, memory) !== memory.length) throw new Error('no room');
    fsyncSync(file);
    renameSync(draft, path);
    return stampOf(fstatSync(file));
  } finally {
    closeSync(file);
  }
}

// What a process has left that was killed while it wrote.
function removeOldDrafts(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const written = name.endsWith('.new') ? statSync(path, { throwIfNoEntry: false })?.mtimeMs : undefined;
    if (written !== undefined && written < Date.now() - 600_000) remove(path);
  }
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // There is not even its folder.
  }
}

function open(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch {
    return undefined;
  }
}

function stampOf({ size, mtimeMs, ctimeMs, ino }: Stats): string {
  return `${size} ${mtimeMs} ${ctimeMs} ${ino}`;
}

function readHeader(path: string): Header | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

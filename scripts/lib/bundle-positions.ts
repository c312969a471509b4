import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PositionMapper, SourcePosition } from '../../src/dsl/place.ts';
import { type BundledModules, modulesOf } from './bundles.cjs';
import { ROOT } from './root.ts';

/**
 * From positions in the bundle that is running to positions in TypeScript, with files relative to the repository. Without a
 * bundle, positions are already those of TypeScript.
 *
 * Lines come from the source map, which is read when the first is asked for: reading it costs as much as making a small system.
 * A file alone is told by the comment that the bundler writes above each module.
 */
export function bundlePositions(): PositionMapper {
  const readMap = remembered(readSourceMap);
  const modules = remembered(readModules);
  const position = ({ file, line, column }: SourcePosition): SourcePosition => {
    const path = pathOf(file);
    const entry = readMap(path)?.findEntry(line - 1, column - 1);
    if (!entry || !('originalSource' in entry)) return { file: inRepository(path), line, column };
    const source = resolve(dirname(path), entry.originalSource);
    return { file: inRepository(source), line: entry.originalLine + 1, column: entry.originalColumn + 1 };
  };
  const isThere = remembered((module) => existsSync(join(ROOT, module)));
  const file = (running: SourcePosition): string => {
    const [, module = ''] = modules(pathOf(running.file)).findLast(([line]) => line <= running.line) ?? [];
    return module !== '' && isThere(module) ? module : position(running).file;
  };
  return { position, file };
}

function readModules(path: string): BundledModules {
  const known = `${path}.modules.json`;
  if (existsSync(known)) return JSON.parse(readFileSync(known, 'utf8'));
  return existsSync(`${path}.map`) ? modulesOf(readFileSync(path, 'utf8')) : [];
}

function pathOf(file: string): string {
  return file.startsWith('file://') ? fileURLToPath(file) : file;
}

function readSourceMap(path: string): SourceMap | undefined {
  const map = `${path}.map`;
  return existsSync(map) ? new SourceMap(JSON.parse(readFileSync(map, 'utf8'))) : undefined;
}

function inRepository(path: string): string {
  const inside = relative(ROOT, path);
  return inside.startsWith('..') ? path : inside.split(sep).join('/');
}

function remembered<T>(read: (path: string) => T): (path: string) => T {
  const known = new Map<string, T>();
  return (path) => {
    const before = known.get(path);
    if (before !== undefined) return before;
    const value = read(path);
    known.set(path, value);
    return value;
  };
}

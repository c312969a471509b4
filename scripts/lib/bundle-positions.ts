import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PositionMapper } from '../../src/dsl/place.ts';
import { ROOT } from './root.ts';

/**
 * From positions in the bundle that is running to positions in TypeScript, with files relative to the repository. The source map
 * is read when the first position is asked for. Without a bundle, positions are already those of TypeScript.
 */
export function bundlePositions(): PositionMapper {
  const maps = new Map<string, SourceMap | undefined>();
  return ({ file, line, column }) => {
    const path = file.startsWith('file://') ? fileURLToPath(file) : file;
    if (!maps.has(path)) maps.set(path, readMap(path));
    const entry = maps.get(path)?.findEntry(line - 1, column - 1);
    if (entry && 'originalSource' in entry) {
      const source = resolve(dirname(path), entry.originalSource);
      return { file: inRepository(source), line: entry.originalLine + 1, column: entry.originalColumn + 1 };
    }
    return { file: inRepository(path), line, column };
  };
}

function readMap(path: string): SourceMap | undefined {
  const map = `${path}.map`;
  return existsSync(map) ? new SourceMap(JSON.parse(readFileSync(map, 'utf8'))) : undefined;
}

function inRepository(path: string): string {
  const inside = relative(ROOT, path);
  return inside.startsWith('..') ? path : inside.split(sep).join('/');
}

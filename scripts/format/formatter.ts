import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createContext } from '@dprint/formatter';
import { sortImports } from './sort-imports.ts';

/** How this repository looks; what is not said is the formatter's own choice. */
const STYLE = {
  indentStyle: 'space',
  indentWidth: 2,
  lineWidth: 120,
  quoteStyle: 'single',
  semicolons: 'always',
  trailingCommas: 'all',
} as const;

/**
 * Gives what formats a file's text: Biome's formatter, as the WebAssembly that dprint publishes, and imports in order.
 * @param root the repository's folder, in which that is installed
 */
export function openFormatter(root: string): (path: string, text: string) => string {
  const context = createContext();
  const { resolve } = createRequire(join(root, 'package.json'));
  context.addPlugin(readFileSync(resolve('@dprint/biome/plugin.wasm')), STYLE);
  const faults = context.getConfigDiagnostics().map(({ propertyName, message }) => `${propertyName}: ${message}`);
  if (faults.length > 0) throw new Error(faults.join('; '));
  const format = (filePath: string, fileText: string) => context.formatText({ filePath, fileText });
  return (path, text) => {
    const formatted = format(path, text);
    const sorted = path.endsWith('.json') ? formatted : sortImports(formatted);
    return sorted === formatted ? formatted : format(path, sorted);
  };
}

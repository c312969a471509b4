import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, sep } from 'node:path';
import type { SourceFile } from '../../source/source-zip.ts';
import { ActionFailure } from './action.ts';
import type { BuildSpec } from './build-spec.ts';

/**
 * The files that a build hands over, by the patterns of its buildspec. A pattern that nothing fits is told in the log and no failure, as
 * with CodeBuild; nothing at all is one.
 * @throws ActionFailure
 */
export function collectOutputs(
  { artifacts }: BuildSpec,
  folder: string,
  log: (text: string) => void,
): readonly SourceFile[] {
  const { files: patterns, baseDirectory, discardPaths } = artifacts;
  const outside = [baseDirectory, ...patterns].find((path) => path.startsWith('/') || path.split('/').includes('..'));
  if (outside !== undefined) {
    throw new ActionFailure('JobFailed', `not supported by the rehearsal: ${outside} in artifacts of a buildspec`);
  }
  const base = join(folder, baseDirectory);
  const found = new Set<string>();
  for (const pattern of patterns) {
    const fitting = pathsOf(base, pattern);
    log(
      fitting.length === 0 ? `Skipping invalid file path ${pattern}` : `Found ${fitting.length} file(s) for ${pattern}`,
    );
    for (const path of fitting) found.add(path);
  }
  if (found.size === 0) throw failure('no matching artifact paths found');
  return [...found].sort().map((path) => {
    const file = join(base, path);
    const isExecutable = (statSync(file).mode & 0o111) !== 0;
    return { path: discardPaths ? basename(path) : path, body: readFileSync(file), isExecutable };
  });
}

function pathsOf(base: string, pattern: string): readonly string[] {
  const plain = pattern.replace(/^\.\//, '');
  if (!/[*?]/.test(plain)) return isFile(join(base, plain)) ? [plain] : [];
  // `**/` is any folders, or none.
  const parts = plain
    .split(/(\*\*\/|\*\*|\*|\?)/)
    .map((part) => GLOB[part] ?? part.replace(/[.+^${}()|[\]\\]/g, '\\$&'));
  const fits = new RegExp(`^${parts.join('')}$`);
  return readdirSync(base, { recursive: true, encoding: 'utf8' })
    .map((path) => path.split(sep).join('/'))
    .filter((path) => fits.test(path) && isFile(join(base, path)));
}

const GLOB: Readonly<Record<string, string>> = { '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*', '?': '[^/]' };

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function failure(message: string): ActionFailure {
  return new ActionFailure('JobFailed', terminated('FAILED', 'UPLOAD_ARTIFACTS', 'CLIENT_ERROR', message));
}

/** How CodePipeline tells of a build that has not succeeded. */
export function terminated(state: string, phase: string, code: string, message: string): string {
  return `Build terminated with state: ${state}. Phase: ${phase}, Code: ${code}, Message: ${message}`;
}

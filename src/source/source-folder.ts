import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, posix, sep } from 'node:path';
import { throwIfAny } from '../dsl/error.ts';
import type { SourceFile } from './source-zip.ts';

/** What is made from the rest, or is the machine's own. */
const LEFT_OUT = ['node_modules', 'dist', '.git', '.DS_Store'];

/** Names that secrets go by. */
const SECRET = /^(\.env(\..*)?|\.npmrc|\.netrc|id_rsa.*|.*\.(pem|key))$/i;

/**
 * Reads the workload from disk: what git tracks of it. Without git (an unpacked archive, a folder that git does not know) it is every
 * file that is not made from others.
 * @param untracked whether files count that git does not know yet and does not ignore, as they would once they are added.
 * @throws TealformError `secret-in-source` for every file that looks like a secret, where git cannot tell that it belongs there.
 */
export function readSource(folder: string, { untracked = false } = {}): readonly SourceFile[] {
  return (trackedIn(folder, untracked) ?? everythingIn(folder)).flatMap((path): SourceFile[] => {
    // What is tracked may have been deleted.
    const stats = statSync(join(folder, path), { throwIfNoEntry: false });
    if (!stats?.isFile()) return [];
    return [{ path, body: readFileSync(join(folder, path)), isExecutable: (stats.mode & 0o111) !== 0 }];
  });
}

function trackedIn(folder: string, untracked: boolean): readonly string[] | undefined {
  // A hook of git's has these set for another folder.
  const env = { ...process.env, GIT_DIR: undefined, GIT_WORK_TREE: undefined, GIT_INDEX_FILE: undefined };
  const options = { cwd: folder, env, encoding: 'utf8', maxBuffer: Number.POSITIVE_INFINITY } as const;
  const { status, stdout } = spawnSync('git', ['ls-files', '-z'], options);
  const more = untracked ? spawnSync('git', ['ls-files', '-z', '--others', '--exclude-standard'], options).stdout : '';
  if (status !== 0) return undefined;
  // In a conflict a path is listed once for each side.
  const split = (listed: string) => [...new Set(listed.split('\0'))].filter((path) => path !== '');
  // None: the work tree is somebody else's, around an unpacked archive.
  return stdout === '' ? undefined : split(`${stdout}\0${more}`);
}

function everythingIn(folder: string): readonly string[] {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.split(sep).join('/'))
    .filter((path) => !path.split('/').some((part) => LEFT_OUT.includes(part)));
  const secrets = paths.filter(
    (path) => SECRET.test(posix.basename(path)) && statSync(join(folder, path), { throwIfNoEntry: false })?.isFile(),
  );
  throwIfAny(
    secrets.sort().map((path) => ({
      code: 'secret-in-source',
      message: `${join(folder, path)} looks like a secret, and would go into the first commit of the source repository`,
      hint: 'move it out of the folder, or deploy from a git work tree: of that only what git tracks is taken',
    })),
  );
  return paths;
}

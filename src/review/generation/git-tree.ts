import { spawnSync } from 'node:child_process';
import { TealformError } from '../../dsl/error.ts';
import type { FileTree } from './file-tree.ts';

/** Above so many bytes git's answer is cut off. */
const MOST_BYTES = 1 << 29;

/** How a generation is looked for in git. */
export interface GitPlace {
  /** The folder that has `output/`; a repository, or inside one. */
  readonly root: string;
  /** A branch, tag or commit. */
  readonly ref: string;
  /** Below {@link root}: `output`. */
  readonly folder: string;
}

/**
 * The files of a folder as they are at a git ref; nothing is checked out. Where HEAD and the ref have parted, it is where they did:
 * what others have merged since is not what this branch changes.
 * @throws TealformError `no-git`, `unknown-ref`.
 */
export function readGit({ root, ref, folder }: GitPlace): FileTree {
  const commit = commitOf(root, ref);
  const [found] = linesOf(git(root, ['merge-base', commit, 'HEAD']).stdout);
  const base = found ?? commit;
  // A shallow clone does not have it, and histories that have nothing in common have none.
  const how = found === undefined ? ', as it is now: this clone does not say where this branch left it' : '';
  const label = `${ref} (${base.slice(0, 7)}${base === commit ? how : ', where this branch left it'})`;
  const listed = git(root, ['ls-tree', '-r', '-z', base, '--', folder]);
  if (listed.status !== 0) throw failed(listed.stderr);
  const blobs = new Map<string, string>();
  for (const line of listed.stdout.split('\0')) {
    const [, type, id = '', path = ''] = /^\d+ (\w+) ([0-9a-f]+)\t(.*)$/s.exec(line) ?? [];
    if (type === 'blob') blobs.set(path.slice(folder.length + 1), id);
  }
  let texts: ReadonlyMap<string, string> | undefined;
  return {
    label,
    paths: [...blobs.keys()].sort(),
    read: (path) => {
      texts ??= readBlobs(root, [...new Set(blobs.values())]);
      return texts.get(blobs.get(path) ?? '') ?? '';
    },
  };
}

/** The first of some refs that there is. */
export function firstRef(root: string, refs: readonly string[]): string | undefined {
  return refs.find((ref) => verify(root, ref).status === 0);
}

function commitOf(root: string, ref: string): string {
  const found = verify(root, ref);
  if (found.status === 0) return found.stdout.trim();
  // 1 is that there is no such commit; anything else is that it could not be looked for.
  if (found.status !== 1) throw failed(found.stderr || `git rev-parse ended with ${found.status}`);
  const [remote = '', ...branch] = ref.split('/');
  const hint =
    branch.length > 0
      ? `fetch it first: git fetch ${remote} ${branch.join('/')}; or name another one: BASE=HEAD`
      : 'name a branch, a tag or a commit that git log knows: BASE=HEAD';
  throw new TealformError({ code: 'unknown-ref', message: `git knows no commit ${JSON.stringify(ref)}`, hint });
}

// A ref that begins with a hyphen would be read as an option.
function verify(root: string, ref: string) {
  return git(root, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]);
}

// All in one process: `cat-file` answers each id by a line with its size, and the bytes.
function readBlobs(root: string, ids: readonly string[]): ReadonlyMap<string, string> {
  const { stdout, status, stderr } = spawnSync('git', ['cat-file', '--batch'], {
    cwd: root,
    input: `${ids.join('\n')}\n`,
    maxBuffer: MOST_BYTES,
  });
  if (status !== 0) throw failed(String(stderr));
  const texts = new Map<string, string>();
  let at = 0;
  for (const id of ids) {
    const end = stdout.indexOf(10, at);
    const [, kind, size = '0'] = stdout.toString('latin1', at, end).split(' ');
    if (kind !== 'blob') throw failed(`this clone does not have the file with the id ${id}`);
    texts.set(id, stdout.toString('utf8', end + 1, end + 1 + Number(size)));
    at = end + 1 + Number(size) + 1;
  }
  return texts;
}

function git(root: string, args: readonly string[]) {
  const { error, status, stdout, stderr } = spawnSync('git', args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: MOST_BYTES,
  });
  if (error) throw failed(error.message);
  return { status, stdout, stderr };
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter(Boolean);
}

function failed(why: string): TealformError {
  const hint = 'run it where git is and in a clone, or compare two folders: FROM=... TO=...';
  return new TealformError({ code: 'no-git', message: `git cannot be asked: ${why.trim()}`, hint });
}

import { chmodSync, existsSync, mkdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { EXIT, runCommand } from './lib/command.ts';
import { git } from './lib/git.ts';
import { ROOT } from './lib/root.ts';
import { MADE_FROM } from './lib/staged-output.ts';

const CALL = 'node scripts/run.cjs pre-commit';

/** The hook, whole. Most commits stage nothing that output/ is made from; those must not wait for node. */
const HOOK = `#!/bin/sh
# tealform: keeps output/ current with what is staged. \`make hooks\` writes this file, \`make hooks ARGS=--remove\` takes it away.
[ -f scripts/pre-commit.ts ] || exit 0
git diff --cached --quiet --no-ext-diff -- ${MADE_FROM.join(' ')} && exit 0
if [ ! -d node_modules ] || ! command -v node >/dev/null; then
  echo 'output/ cannot be kept current: run make here first, or commit without it: git commit --no-verify' >&2
  exit 1
fi
exec ${CALL}
`;

const OLD_CALL = CALL.replace('.cjs', '.mjs');
// As it was installed before the launcher had another name.
const OLD_HOOK = HOOK.replace(CALL, OLD_CALL);

await runCommand(
  {
    name: 'make hooks',
    summary: 'Installs a pre-commit hook that keeps output/ current with what is staged. Leaves a hook of yours alone.',
    options: { remove: { type: 'boolean', default: false } },
    help: { remove: 'take it away again' },
  },
  ({ values: { remove = false } }) => {
    if (realpathSync(git(['rev-parse', '--show-toplevel']).trim()) !== realpathSync(ROOT))
      return refuse(
        'not supported: this folder is not the top of its repository',
        `call it in the hook there: cd ${ROOT} && ${CALL}`,
      );
    // Where `core.hooksPath` and linked worktrees have them.
    const path = join(resolve(ROOT, git(['rev-parse', '--git-path', 'hooks']).trim()), 'pre-commit');
    const there = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
    return remove ? takeAway(path, there) : install(path, there);
  },
);

function install(path: string, there: string | undefined): number {
  if (there === OLD_HOOK) {
    writeFileSync(path, HOOK);
    return tell(`renewed ${shown(path)}: it called what is ${CALL} by now`);
  }
  if (there === HOOK) return tell(`${shown(path)} is there already`);
  if (there?.includes(CALL)) return tell(`${shown(path)} is not from here, and calls it already`);
  if (there !== undefined)
    return refuse(`${shown(path)} is not from here, and stays as it is`, `add this line to it: ${CALL} || exit 1`);
  if (!isOwn(path))
    return refuse(`${dirname(path)} is for other repositories too`, `add this line to a hook there: ${CALL} || exit 1`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, HOOK);
  chmodSync(path, 0o755);
  return tell(
    `installed ${shown(path)}: output/ is kept current with what is staged; make hooks ARGS=--remove takes it away`,
  );
}

function takeAway(path: string, there: string | undefined): number {
  if (there === undefined || ![CALL, OLD_CALL].some((call) => there.includes(call)))
    return tell('there is nothing to take away');
  if (there !== HOOK && there !== OLD_HOOK)
    return refuse(`${shown(path)} is not as it was installed, and stays`, `take the line with ${CALL} out of it`);
  rmSync(path);
  return tell(`removed ${shown(path)}`);
}

/** Whether the hooks lie in this repository, and not where git's settings have them for all. */
function isOwn(path: string): boolean {
  const common = resolve(ROOT, git(['rev-parse', '--git-common-dir']).trim());
  return [common, ROOT].some((folder) => path.startsWith(folder + sep));
}

function shown(path: string): string {
  const inside = relative(ROOT, path);
  return inside.startsWith('..') ? path : inside;
}

function tell(message: string): number {
  process.stdout.write(`${message}\n`);
  return EXIT.done;
}

function refuse(message: string, hint: string): number {
  process.stderr.write(`${message}\n  -> ${hint}\n`);
  return EXIT.refused;
}

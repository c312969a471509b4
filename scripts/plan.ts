import { join, resolve } from 'node:path';
import { TealformError } from '../src/dsl/error.ts';
import { asSystems, type FileTree, readFolder } from '../src/review/generation/file-tree.ts';
import { firstRef, readGit } from '../src/review/generation/git-tree.ts';
import { planFiles } from '../src/review/plan-files.ts';
import { RESERVED_PARAMETERS } from '../templates/environments/reserved.ts';
import { runCommand } from './lib/command.ts';
import { knownTypes } from './lib/known-types.ts';
import { parsedBefore } from './lib/parsed-before.ts';
import { planFormatOf, writePlan } from './lib/plan-command.ts';
import { ROOT } from './lib/root.ts';

await runCommand(
  {
    name: 'make plan',
    summary:
      'Says what a change of output/ will really do when it is deployed: what is replaced, refused, opened. Offline; changes nothing.',
    options: {
      base: { type: 'string' },
      from: { type: 'string' },
      to: { type: 'string' },
      system: { type: 'string' },
      format: { type: 'string', default: 'text' },
    },
    help: {
      base: 'the branch, tag or commit that is deployed; origin/main unless told, or main where there is no such',
      from: 'a folder instead of that: one as output/ is, or the folder of one system',
      to: 'a folder instead of output/',
      system: 'one system; all of them unless told',
      format: 'text, markdown for a comment on a pull request, or json',
    },
  },
  ({ values: { base, from, to, system, format: wanted = 'text' } }) => {
    const format = planFormatOf(wanted);
    if (base !== undefined && from !== undefined) {
      const message = '--base and --from both say what to compare with';
      throw new TealformError({ code: 'usage', message, hint: 'leave one of them out' });
    }
    const before = from === undefined ? readBase(base) : readNamed(from);
    const after = to === undefined ? readFolder(join(ROOT, 'output'), 'output/') : readNamed(to);
    const reserved = RESERVED_PARAMETERS.map(({ name }) => name);
    const templates = parsedBefore();
    const code = writePlan(planFiles(before, after, { reserved, system, lookUp: knownTypes(), templates }), format);
    templates.tidy();
    return code;
  },
);

function readBase(base: string | undefined): FileTree {
  const ref = base ?? firstRef(ROOT, ['origin/main', 'main', 'HEAD']) ?? 'origin/main';
  return readGit({ root: ROOT, ref, folder: 'output' });
}

function readNamed(folder: string): FileTree {
  const path = resolve(folder);
  return asSystems(readFolder(path, folder), path);
}

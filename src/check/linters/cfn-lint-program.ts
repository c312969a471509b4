import { readFileSync } from 'node:fs';
import type { CfnLintPlace, CfnLintTool } from './cfn-lint-tool.ts';
import { runChild } from './child.ts';

/** A cfn-lint of which it is known what runs. */
export interface CfnLintProgram extends CfnLintTool {
  readonly version: string;
  /** Changes with each file of cfn-lint, each installed package, the interpreter, and the day: some of its rules ask which it is. */
  readonly identity: string;
}

/**
 * What a cfn-lint is, asked of the Python that it is installed for; nothing of cfn-lint is loaded, which would take longer than a
 * second. Size and dates of each of its files are looked at, because `cfn-lint --update-specs` writes new rules under the old version.
 *
 * @returns undefined for what is not known to be a script of Python (a launcher, a program of one file), or does not answer.
 */
export async function identifyCfnLint(tool: CfnLintTool, place: CfnLintPlace): Promise<CfnLintProgram | undefined> {
  const command = await launchedBy(tool.command, place);
  const python = interpreterOf(command);
  if (python === undefined) return undefined;
  const [program = '', ...flags] = python;
  const answer = await ask(program, [...flags, '-c', QUESTION, command], place);
  const [version, identity, ...more] = answer.split('\n');
  if (!version || !identity || more.length > 0) return undefined;
  return { command, version, identity, python };
}

// pyenv's shims say themselves who knows what they start; it depends on folder and environment.
async function launchedBy(command: string, place: CfnLintPlace): Promise<string> {
  const pyenv = /^exec "(\/[^"\n]*\/pyenv)" exec "\$program" "\$@"$/m.exec(readText(command))?.[1];
  return pyenv === undefined ? command : (await ask(pyenv, ['which', 'cfn-lint'], place)) || command;
}

// The first line of the script, with its flags. Where the path has a blank or is long, pip writes the second form, conda the third.
function interpreterOf(script: string): CfnLintTool['python'] {
  const text = readText(script);
  const [, program, flag] = /^#!([^\s]*python[\d.]*)(?:[ \t]+(-\w+))?[ \t]*\n/.exec(text) ?? [];
  if (program !== undefined) return flag === undefined ? [program] : [program, flag];
  const [, quoted] = /^#!\/bin\/sh\n'''exec' "?([^"\n]*python[\d.]*)"? "\$0" "\$@"\n/.exec(text) ?? [];
  if (quoted !== undefined) return [quoted];
  const [, name] = /^#!(?:\/usr)?\/bin\/env (python[\d.]*)[ \t]*\n/.exec(text) ?? [];
  return name === undefined ? undefined : ['/usr/bin/env', name];
}

async function ask(command: string, args: readonly string[], { cwd, env }: CfnLintPlace): Promise<string> {
  const result = await runChild(command, args, { cwd, env: { ...env, PYTHONUTF8: '1' }, timeoutMs: 60_000 });
  return result.exitCode === 0 ? result.stdout.trim() : '';
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}

// As for the script itself, its own folder comes first where packages are looked for.
const AS_SCRIPT = `
import os, sys
del sys.argv[0]
if not (sys.flags.isolated or getattr(sys.flags, 'safe_path', False)):
    sys.path[0] = os.path.dirname(os.path.realpath(sys.argv[0]))
`;

/**
 * What has Python run a script that is named after it, with the script's arguments, in less time:
 * - It collects garbage a hundredth as often. Of what cfn-lint makes, most stays in use, and looking for the rest is a sixth of its time.
 * - It loads SAM's translator, and half of boto3 with it, when a template is of SAM: `_sam` is a module that becomes the real one then.
 */
export const RUN_SCRIPT = `${AS_SCRIPT}
import gc, importlib, runpy, types
gc.set_threshold(70_000, 50, 50)
class Later(types.ModuleType):
    def __getattr__(self, name):
        if name.startswith('__'):
            raise AttributeError(name)
        sys.modules.pop(self.__name__, None)
        return getattr(importlib.import_module(self.__name__), name)
later = Later('cfnlint.template.transforms._sam')
later.sam = lambda *args, **named: later.__getattr__('sam')(*args, **named)
sys.modules[later.__name__] = later
runpy.run_path(sys.argv[0], run_name='__main__')
`;

// What is imported costs: importlib.metadata alone takes as long as all the files.
const QUESTION = `${AS_SCRIPT}
import hashlib, time
lines = [repr((sys.version, sys.executable, sys.path, sys.flags, time.localtime()[:3]))]
def note(entry):
    about = entry.stat()
    lines.append(f'{entry.path} {about.st_ino} {about.st_size} {about.st_mtime_ns} {about.st_ctime_ns}')
def walk(folder):
    for entry in os.scandir(folder):
        if not entry.is_dir():
            note(entry)
        elif entry.name != '__pycache__':
            walk(entry.path)
for folder in filter(os.path.isdir, sys.path):
    for entry in os.scandir(folder):
        if entry.name.endswith(('.dist-info', '.egg-info', '.egg', '.pth', '.egg-link')):
            note(entry)
package = next(filter(None, (finder.find_spec('cfnlint', None) for finder in sys.meta_path)))
for folder in package.submodule_search_locations:
    walk(folder)
with open(os.path.join(os.path.dirname(package.origin), 'version.py'), encoding='utf-8') as text:
    print(text.read().split('__version__ = ')[1].split()[0].strip('"'))
print(hashlib.sha256('\\n'.join(sorted(lines)).encode('utf-8', 'surrogateescape')).hexdigest())
`;

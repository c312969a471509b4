import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  cpSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { edit, makeSandbox, readTree, type Sandbox } from './lib/sandbox.ts';

const SYSTEM = 'templates/systems/hello-server.ts';

describe('make synth in trouble', () => {
  test('all invalid options are listed at once, with the line of the system and no stack trace, and nothing is written', (context) => {
    const sandbox = makeSandbox(context);
    const before = readTree(join(sandbox.folder, 'output'));
    edit(sandbox, SYSTEM, "name: 'hello-server'", "name: 'Hello_Server'");
    edit(sandbox, SYSTEM, 'container: { port: 80,', 'container: { port: 80000,');
    edit(sandbox, SYSTEM, 'test: http(8080)', 'test: http(80)');
    const { status, stderr } = sandbox.run(['synth']);
    assert.equal(status, 1);
    assert.match(stderr, /^templates\/systems\/hello-server\.ts:\d+ invalid-option/);
    assert.match(stderr, /"Hello_Server" cannot name a system/);
    assert.match(stderr, /80000 is not a port/);
    assert.match(stderr, /both listeners are on port 80/);
    assert.match(stderr, /3 problems; nothing was written/);
    assert.doesNotMatch(stderr, /\n {4}at /);
    assert.deepEqual(readTree(join(sandbox.folder, 'output')), before);
  });

  test('two systems of one name are refused, naming both files', (context) => {
    const sandbox = makeSandbox(context);
    cpSync(join(sandbox.folder, SYSTEM), join(sandbox.folder, 'templates/systems/copy.ts'));
    const { status, stderr } = sandbox.run(['synth']);
    assert.equal(status, 1);
    assert.match(
      stderr,
      /duplicate-system: templates\/systems\/copy\.ts and templates\/systems\/hello-server\.ts are both/,
    );
  });

  test('problems of all systems are listed at once', (context) => {
    const sandbox = makeSandbox(context);
    cpSync(join(sandbox.folder, SYSTEM), join(sandbox.folder, 'templates/systems/second.ts'));
    edit(sandbox, 'templates/systems/second.ts', "name: 'hello-server'", "name: 'second'");
    edit(sandbox, 'templates/systems/second.ts', 'port: 80,', 'port: 0,');
    edit(sandbox, SYSTEM, 'zones: 2', 'zones: 7');
    const { status, stderr } = sandbox.run(['synth']);
    assert.equal(status, 1);
    assert.match(stderr, /hello-server\.ts:\d+ invalid-option hello-server network\.zones: 7 is not a choice/);
    assert.match(stderr, /second\.ts:\d+ invalid-option second container\.port: 0 is not a port/);
  });

  test('a system cannot write outside its folder', (context) => {
    const sandbox = makeSandbox(context);
    edit(sandbox, SYSTEM, 'export default blueGreenSystem({', 'const system = blueGreenSystem({');
    const text = readFileSync(join(sandbox.folder, SYSTEM), 'utf8');
    writeFileSync(join(sandbox.folder, SYSTEM), `${text}\nexport default { ...system, name: '../../outside' };\n`);
    const { status, stderr } = sandbox.run(['synth']);
    assert.equal(status, 1);
    assert.match(stderr, /"\.\.\/\.\.\/outside" cannot name a system/);
  });

  test('the trace of an error in a system shows TypeScript lines', (context) => {
    const sandbox = makeSandbox(context);
    edit(sandbox, SYSTEM, 'export default', "throw new TypeError('mine');\nexport default");
    const { status, stderr } = sandbox.run(['synth']);
    assert.equal(status, 1);
    assert.match(stderr, /TypeError: mine\n[\s\S]*templates\/systems\/hello-server\.ts:5:7/);
  });

  test('so it does where the path has blanks and brackets', (context) => {
    const sandbox = makeSandbox(context, 'tealform (with blanks) ');
    edit(sandbox, SYSTEM, 'export default', "throw new TypeError('mine');\nexport default");
    const { status, stderr } = sandbox.run(['synth']);
    assert.equal(status, 1);
    assert.match(stderr, /TypeError: mine\n[\s\S]*\btemplates\/systems\/hello-server\.ts:5:7/);
    assert.doesNotMatch(stderr, /at .*\.tools\/systems/);
  });

  test('what cannot be written to stdout is an error', { skip: !existsSync('/dev/full') }, (context) => {
    const sandbox = makeSandbox(context);
    const full = openSync('/dev/full', 'w');
    context.after(() => closeSync(full));
    const { status, stderr } = spawnSync(process.execPath, ['scripts/run.cjs', 'synth'], {
      cwd: sandbox.folder,
      stdio: ['ignore', full, 'pipe'],
      encoding: 'utf8',
    });
    assert.equal(status, 1);
    assert.match(stderr, /ENOSPC/);
  });

  test('a module or a name that a system imports and is not there is an error with its place', (context) => {
    const sandbox = makeSandbox(context);
    edit(sandbox, SYSTEM, "from '../options.ts'", "from '../option.ts'");
    const missing = sandbox.run(['synth']);
    assert.equal(missing.status, 1);
    assert.match(missing.stderr, /Could not resolve "\.\.\/option\.ts"\n\s+templates\/systems\/hello-server\.ts:2:/);
    edit(sandbox, SYSTEM, "from '../option.ts'", "from '../options.ts'");
    edit(sandbox, SYSTEM, 'import { ENVIRONMENTS, FLEETS }', 'import { ENVIRONMENT, FLEETS }');
    edit(sandbox, SYSTEM, 'environments: ENVIRONMENTS', 'environments: ENVIRONMENT');
    const { status, stderr } = sandbox.run(['synth']);
    assert.equal(status, 1);
    assert.match(
      stderr,
      /^templates\/systems\/hello-server\.ts:7 no-export: templates\/environments\.ts does not export ENVIRONMENT/,
    );
    assert.match(stderr, /-> it exports ENVIRONMENTS, FLEETS/);
  });

  test('a file that exports no system is an error that says what to write', (context) => {
    const sandbox = makeSandbox(context);
    writeFileSync(join(sandbox.folder, 'templates/systems/empty.ts'), 'export const nothing = 1;\n');
    const { status, stderr } = sandbox.run(['synth']);
    assert.equal(status, 1);
    assert.match(stderr, /no-system: templates\/systems\/empty\.ts does not export a system as its default/);
  });

  test('two runs at once do not disturb each other', async (context) => {
    const sandbox = makeSandbox(context);
    rmSync(join(sandbox.folder, 'output'), { recursive: true });
    const runs = [1, 2, 3].map(() => started(sandbox, ['scripts/run.cjs', 'synth']));
    const none = { status: 0, stderr: '' };
    assert.deepEqual(await Promise.all(runs), [none, none, none]);
    assert.equal(sandbox.run(['synth', '--check']).status, 0);
    const left = readdirSync(join(sandbox.folder, '.tools'), { recursive: true, encoding: 'utf8' });
    assert.deepEqual(
      left.filter((file) => file.includes('.tmp') || /\.\d+\.json$/.test(file)),
      [],
    );
  });

  test('a folder that cannot be written is an error with what to do, without a stack trace', (context) => {
    const sandbox = makeSandbox(context);
    rmSync(join(sandbox.folder, 'output'), { recursive: true });
    symlinkSync(join(sandbox.folder, 'nowhere', 'else'), join(sandbox.folder, 'output'));
    const { status, stderr } = sandbox.run(['synth']);
    assert.equal(status, 1);
    assert.match(stderr, /^output-not-written: cannot write output\/hello-admin\/artifacts\.yaml: /);
    assert.doesNotMatch(stderr, /\n {4}at /);
  });
});

/** A process that goes on beside this one: how it ended, and what it complained of. */
function started({ folder }: Sandbox, args: readonly string[]) {
  return new Promise<{ readonly status: number | null; readonly stderr: string }>((resolve) => {
    const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('close', (status) => resolve({ status, stderr }));
  });
}

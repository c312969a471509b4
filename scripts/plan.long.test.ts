import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { makeDeployed, NO_SETTINGS, SYSTEM } from './lib/local-cloud.fixtures.ts';
import { type CommandResult, edit, makeSandbox, type Sandbox } from './lib/sandbox.ts';

// Whoever runs the tests may have git set up in any way.
const GIT = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@example.com',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@example.com',
};

interface Repository extends Sandbox {
  git(...args: readonly string[]): string;
  plan(...args: readonly string[]): CommandResult;
  /** The plan as JSON, by what it is made of. */
  read(...args: readonly string[]): PlanDocument;
}

interface PlanDocument {
  readonly before: string;
  readonly verdict: string;
  readonly systems: readonly {
    readonly system: string;
    readonly kind: string;
    readonly changes: readonly { readonly path: string; readonly action: string; readonly replacement: string }[];
    readonly refused: readonly { readonly code: string }[];
  }[];
}

function documentOf({ status, stdout, stderr }: CommandResult): PlanDocument {
  assert.ok((status === 0 || status === 2) && stdout !== '', stderr);
  const document = JSON.parse(stdout) as PlanDocument;
  assert.equal(document.verdict, status === 2 ? 'refused' : 'passed');
  return document;
}

// Only what is generated is in its history: that is what is compared.
function makeRepository(context: TestContext): Repository {
  const sandbox = makeSandbox(context, 'tealform-plan-');
  const git = (...args: readonly string[]) => {
    const { status, stdout, stderr } = spawnSync('git', args, {
      cwd: sandbox.folder,
      encoding: 'utf8',
      env: { ...process.env, ...GIT },
    });
    assert.equal(status, 0, stderr);
    return stdout.trim();
  };
  git('init', '--quiet', '--initial-branch=main');
  git('add', 'output', 'package.json');
  git('commit', '--quiet', '--message', 'x');
  const plan = (...args: readonly string[]) => sandbox.run(['plan', ...args], GIT);
  return { ...sandbox, git, plan, read: (...args) => documentOf(plan(...args, '--format', 'json')) };
}

const DEPLOYMENT = 'output/hello-server/deployment.yaml';
const rename = (sandbox: Sandbox, text = 'Releases of') =>
  edit(sandbox, DEPLOYMENT, 'DisplayName: !Sub Deployments of', `DisplayName: !Sub ${text}`);
const kinds = ({ systems }: PlanDocument) => systems.map(({ system, kind }) => `${system} ${kind}`);
const changed = ({ systems }: PlanDocument) =>
  systems.flatMap(({ changes }) => changes.map(({ path, action }) => `${action} ${path}`));

describe('make plan', () => {
  test('says what a change does, in three forms, and 0 where nothing is refused', (context) => {
    const repository = makeRepository(context);
    assert.deepEqual(kinds(repository.read()), [
      'hello-admin unchanged',
      'hello-server unchanged',
      'storefront unchanged',
    ]);
    rename(repository);
    const plan = repository.read();
    assert.deepEqual(kinds(plan), ['hello-admin unchanged', 'hello-server changed', 'storefront unchanged']);
    assert.deepEqual(changed(plan), ['modify Deployment/Topic']);
    assert.match(plan.before, /^main \([0-9a-f]{7}\)$/);
    for (const format of ['text', 'markdown']) {
      const { status, stdout, stderr } = repository.plan('--format', format);
      assert.deepEqual([status, stderr], [0, '']);
      assert.match(stdout, /Topic/);
      // oxlint-disable-next-line no-control-regex -- colours are for terminals only
      assert.doesNotMatch(stdout, /[\uE000-\uE0FF\u001b]/);
    }
  });

  test('says the same once more with what it has kept, and where that was tampered with', (context) => {
    const repository = makeRepository(context);
    rename(repository);
    const kept = join(repository.folder, '.tools', 'plan');
    const whole = repository.read();
    const names = readdirSync(kept).sort();
    assert.ok(names.length > 5);
    assert.deepEqual(repository.read(), whole);
    assert.deepEqual(readdirSync(kept).sort(), names);
    const texts = names.map((name) => readFileSync(join(kept, name)));
    for (const [index, name] of names.entries()) writeFileSync(join(kept, name), texts.at(index - 1) ?? '');
    assert.deepEqual(repository.read(), whole);
  });

  test('ends with 2 where something is refused, and says it in each form', (context) => {
    const repository = makeRepository(context);
    edit(repository, 'output/hello-server/parameters/dev.json', '"ParameterKey": "', '"ParameterKey": "No');
    const { systems } = repository.read();
    assert.ok(systems.some(({ refused }) => refused.length > 0));
    for (const format of ['text', 'markdown']) assert.equal(repository.plan('--format', format).status, 2);
  });

  test('compares with a branch, a tag or a commit, from where this branch left it', (context) => {
    const repository = makeRepository(context);
    repository.git('tag', 'v1');
    repository.git('switch', '--quiet', '--create', 'mine');
    rename(repository);
    repository.git('commit', '--quiet', '--all', '--message', 'mine');
    repository.git('switch', '--quiet', 'main');
    edit(
      repository,
      'output/storefront/deployment.yaml',
      'DisplayName: !Sub Deployments of',
      'DisplayName: !Sub Theirs of',
    );
    repository.git('commit', '--quiet', '--all', '--message', 'theirs');
    repository.git('switch', '--quiet', 'mine');
    for (const args of [[], ['--base', 'main'], ['--base', 'v1'], ['--base', repository.git('rev-parse', 'v1')]]) {
      assert.deepEqual(changed(repository.read(...args)), ['modify Deployment/Topic'], args.join(' '));
    }
    assert.deepEqual(changed(repository.read('--base', 'HEAD')), []);
  });

  test('compares folders, as output/ is or of one system, without git', (context) => {
    const sandbox = makeSandbox(context, 'tealform-plan-');
    const old = join(sandbox.folder, 'old one');
    cpSync(join(sandbox.folder, 'output'), old, { recursive: true });
    rename(sandbox);
    const plan = (...args: readonly string[]) => documentOf(sandbox.run(['plan', ...args, '--format', 'json']));
    assert.deepEqual(changed(plan('--from', old)), ['modify Deployment/Topic']);
    assert.deepEqual(changed(plan('--from', 'output', '--to', old)), ['modify Deployment/Topic']);
    assert.deepEqual(kinds(plan('--from', join(old, SYSTEM), '--to', join(sandbox.folder, 'output', SYSTEM))), [
      'hello-server changed',
    ]);
    assert.deepEqual(kinds(plan('--from', join(old, SYSTEM), '--to', 'output/storefront')), ['storefront changed']);
    const missing = sandbox.run(['plan', '--from', 'nowhere']);
    assert.deepEqual([missing.status, /^no-folder: /.test(missing.stderr)], [1, true]);
    const noGit = sandbox.run(['plan'], { GIT_CEILING_DIRECTORIES: tmpdir() });
    assert.deepEqual([noGit.status, /^no-git: /.test(noGit.stderr)], [1, true], noGit.stderr);
    const noProgram = sandbox.run(['plan'], { PATH: '/nowhere' });
    assert.deepEqual([noProgram.status, /^no-git: /.test(noProgram.stderr)], [1, true], noProgram.stderr);
  });

  test('looks at one system where one is asked for', (context) => {
    const repository = makeRepository(context);
    rename(repository);
    assert.deepEqual(kinds(repository.read('--system', 'storefront')), ['storefront unchanged']);
    const { status, stderr } = repository.plan('--system', 'none');
    assert.deepEqual([status, /^unknown-system: .*"none"/.test(stderr)], [1, true], stderr);
  });

  test('refuses words that it does not know, and says so with 2', (context) => {
    const repository = makeRepository(context);
    for (const args of [
      ['--what'],
      ['word'],
      ['--format', 'yaml'],
      ['--base', 'main', '--from', 'output'],
      ['--base'],
    ]) {
      const { status, stdout, stderr } = repository.plan(...args);
      assert.equal(status, 2, args.join(' '));
      assert.equal(stdout, '');
      assert.notEqual(stderr, '');
    }
    for (const base of ['none', 'origin/none', '--all']) {
      const { status, stderr } = repository.plan(`--base=${base}`);
      assert.deepEqual([status, /^unknown-ref: /.test(stderr)], [1, true], stderr);
    }
  });

  test('tells everything that cannot be read, in both generations, and ends with 1', (context) => {
    const repository = makeRepository(context);
    writeFileSync(join(repository.folder, 'output/storefront/root.yaml'), 'Resources: [\n');
    repository.git('commit', '--quiet', '--all', '--message', 'x');
    // What is the same in both is not read.
    writeFileSync(join(repository.folder, 'output/storefront/root.yaml'), 'Resources: [[\n');
    writeFileSync(join(repository.folder, 'output/hello-admin/parameters/dev.json'), '{');
    const { status, stdout, stderr } = repository.plan();
    assert.deepEqual([status, stdout], [1, '']);
    for (const file of [
      'storefront/root.yaml of main',
      'storefront/root.yaml of output/',
      'hello-admin/parameters/dev.json of output/',
    ]) {
      assert.ok(stderr.includes(`unreadable: ${file}`), stderr);
    }
  });

  test('works in a linked worktree and in a shallow clone', (context) => {
    const repository = makeRepository(context);
    const folder = mkdtempSync(join(tmpdir(), 'tealform-plan-'));
    context.after(() => rmSync(folder, { recursive: true, force: true }));
    const [linked, shallow] = [join(folder, 'linked'), join(folder, 'shallow')];
    repository.git('worktree', 'add', '--quiet', '-b', 'linked', linked);
    repository.git('clone', '--quiet', '--depth=1', `file://${repository.folder}`, shallow);
    for (const [place, base] of [
      [linked, 'main'],
      [shallow, 'origin/main'],
    ] as const) {
      for (const part of ['src', 'templates', 'lambda', 'scripts', 'tsconfig.json'])
        symlinkOrCopy(repository.folder, place, part);
      symlinkSync(join(repository.folder, 'node_modules'), join(place, 'node_modules'));
      edit(
        { ...repository, folder: place },
        DEPLOYMENT,
        'DisplayName: !Sub Deployments of',
        'DisplayName: !Sub Releases of',
      );
      const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/run.cjs', 'plan', '--format', 'json'], {
        cwd: place,
        encoding: 'utf8',
        env: { ...process.env, ...GIT },
      });
      const plan = documentOf({ status, stdout, stderr });
      assert.deepEqual(changed(plan), ['modify Deployment/Topic']);
      assert.ok(plan.before.startsWith(`${base} (`), plan.before);
    }
  });
});

function symlinkOrCopy(from: string, to: string, part: string): void {
  cpSync(join(from, part), join(to, part), { recursive: true });
}

describe('make plan LIVE=local', () => {
  test('has nothing to change right after a deployment; then tells what changes, and which systems are new', async (context) => {
    const sandbox = await makeDeployed(context);
    const plan = (...args: readonly string[]) =>
      documentOf(sandbox.run(['plan-live', '--env', 'local', '--format', 'json', ...args], NO_SETTINGS));
    const same = plan('--system', SYSTEM);
    assert.deepEqual([changed(same), same.systems.flatMap(({ refused }) => refused)], [[], []]);
    sandbox.edit('templates/deployment/notifications.ts', 'Deployments of', 'Releases of');
    sandbox.synth();
    const other = plan();
    assert.deepEqual(
      kinds(other)
        .filter((kind) => kind !== 'hello-server changed')
        .sort(),
      ['hello-admin new', 'storefront new'],
    );
    assert.deepEqual(
      other.systems.find(({ system }) => system === SYSTEM)?.changes.map(({ path }) => path),
      ['Deployment/Topic'],
    );
    const { status } = sandbox.run(['plan-live', '--env', 'nowhere'], NO_SETTINGS);
    assert.equal(status, 2);
  });
});

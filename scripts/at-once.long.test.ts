import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { listChangeSets } from '../src/cloud/list-change-sets.ts';
import { allStacks, readStackTree } from '../src/cloud/stack-tree.ts';
import { readTransition } from '../src/cloud/transition.ts';
import { assertSameEnd, type EndState, readEndState } from './lib/end-state.fixtures.ts';
import {
  type Deploying,
  makeDeployed,
  makeDeploying,
  printed,
  type RunningCloud,
  SYSTEM,
} from './lib/local-cloud.fixtures.ts';
import { type CommandResult, ended, type StartedCommand } from './lib/sandbox.ts';

const DEPLOY = ['deploy', '--system', SYSTEM];
const DESTROY = ['destroy', '--system', SYSTEM];

/** How one of two may end: with what there was to do, or refused in words. */
function assertClear({ status, stdout, stderr }: CommandResult): void {
  const all = stdout + stderr;
  assert.ok(status === 0 || status === 2, `exit ${status}\n${all}`);
  assert.doesNotMatch(all, /^\s+at /m, 'a stack trace');
  if (status === 2) assert.match(all, /^(overtaken|refused-by-guard|already-running|release-under-way): .*\n {2}-> /m);
}

describe('two deploys at once', () => {
  for (const [where, isBeside] of [
    ['a local cloud beside them', true],
    ['the local cloud of one of them', false],
  ] as const) {
    test(`of a first creation, with ${where}, make one system`, async (context) => {
      const sandbox = makeDeploying(context);
      const beside = isBeside ? await sandbox.startCloud() : undefined;
      await runBoth(sandbox, DEPLOY, DEPLOY, 0);
      assertSameEnd(await settle(sandbox, beside), await undisturbed(context, false));
    });

    test(`of an update, with ${where}, make it once`, async (context) => {
      const sandbox = await makeDeployed(context);
      const beside = isBeside ? await sandbox.startCloud() : undefined;
      change(sandbox);
      await runBoth(sandbox, DEPLOY, DEPLOY, 20);
      assertSameEnd(await settle(sandbox, beside), await undisturbed(context, true));
    });
  }

  test('of two systems with the local cloud of one of them: both are deployed', async (context) => {
    const sandbox = makeDeploying(context);
    const both = await runBoth(sandbox, ['deploy', '--system', 'storefront'], DEPLOY, 0);
    assert.deepEqual(
      both.map(({ status }) => status),
      [0, 0],
    );
    for (const system of ['storefront', SYSTEM]) {
      assert.match(
        sandbox.run(['deploy', '--system', system]).stdout,
        new RegExp(`^nothing to change in ${system}$`, 'm'),
      );
    }
  });
});

describe('a deploy whose local cloud ends', () => {
  test('says so, goes on with one of its own, and comes to its end', async (context) => {
    const sandbox = makeDeploying(context);
    const { stop } = await sandbox.startCloud();
    const child = sandbox.start(DEPLOY);
    const end = ended(child);
    await printed(child, /^creating$/m);
    await stop();
    const { status, stdout, stderr } = await end;
    assert.equal(status, 0, stdout + stderr);
    assert.match(stderr, /^the local cloud of another process has ended; this command goes on with one of its own\n/);
    assertSameEnd(await settle(sandbox, undefined), await undisturbed(context, false));
  });
});

describe('a deploy and a destroy at once', () => {
  for (const [title, commands] of [
    ['deploy first', [DEPLOY, DESTROY]],
    ['destroy first', [DESTROY, DEPLOY]],
  ] as const) {
    test(`(${title}): one of them waits or is refused, and no stack is left half done`, async (context) => {
      const sandbox = await makeDeployed(context);
      const { clients } = await sandbox.startCloud();
      change(sandbox);
      const [first, second] = [commands[0], commands[1]];
      await runBoth(sandbox, first, second, 5, (end) => isNameTaken(end) || isDeletedMeanwhile(end));
      const tree = await readStackTree(clients, SYSTEM);
      const statuses = new Set(tree ? allStacks(tree).map(({ status }) => status) : []);
      // What destroy keeps keeps its name, so that a creation after it cannot succeed.
      assert.match(
        [...statuses].join(' '),
        /^(|(CREATE|UPDATE)_COMPLETE( (CREATE|UPDATE)_COMPLETE)*|ROLLBACK_COMPLETE)$/,
      );
      if (tree === undefined) return;
      assert.deepEqual(
        (await listChangeSets(clients, SYSTEM)).filter(({ ExecutionStatus }) => ExecutionStatus === 'AVAILABLE'),
        [],
      );
      assert.notEqual((await readTransition(clients, SYSTEM))?.state, 'ours');
    });
  }

  test('destroy is refused while an update runs, and deploy waits for a deletion that runs', async (context) => {
    const sandbox = await makeDeployed(context);
    // Nothing comes to its end in these local clouds; those of the commands after them go on with what they have kept.
    const stuck = 'await new Promise(() => {});';
    const UPDATING = ['src/local/engine/forward.ts', '  if (isNested) {', `  ${stuck}\n  if (isNested) {`] as const;
    const DELETING = ['src/local/engine/removal.ts', 'await context.wait();', stuck] as const;
    sandbox.edit(...UPDATING);
    const slow = await sandbox.startCloud();
    sandbox.edit('templates/environments.ts', 'DesiredCount: 1', 'DesiredCount: 2');
    sandbox.synth();
    await killOnce(sandbox.start(DEPLOY), /^updating$/m);
    const refused = sandbox.run(DESTROY);
    assert.equal(refused.status, 2, refused.stdout);
    assert.match(refused.stderr, /^refused-by-guard: hello-server is UPDATE_IN_PROGRESS\n {2}-> wait/);
    await slow.stop();
    sandbox.edit(UPDATING[0], UPDATING[2], UPDATING[1]);
    const updated = sandbox.deploy();
    assert.equal(updated.status, 0, updated.stdout + updated.stderr);

    sandbox.edit(...DELETING);
    const deleting = await sandbox.startCloud();
    await killOnce(sandbox.start(DESTROY), /DELETE_IN_PROGRESS/);
    sandbox.edit(DELETING[0], DELETING[2], DELETING[1]);
    const child = sandbox.start(DEPLOY);
    const end = ended(child);
    await printed(child, /^the stack is DELETE_IN_PROGRESS already; watching that$/m);
    await deleting.stop();
    const waited = await end;
    assert.match(
      waited.stdout,
      /^done: .*: DELETE_COMPLETE[\s\S]*^name-taken: the CodeCommit repository hello-server /m,
      waited.stderr,
    );
    assert.ok(isNameTaken(waited), waited.stdout + waited.stderr);
    const { clients } = await sandbox.startCloud();
    assert.equal(await readStackTree(clients, SYSTEM), undefined);
  });
});

async function killOnce(child: StartedCommand, pattern: RegExp): Promise<void> {
  const end = ended(child);
  await printed(child, pattern);
  child.kill('SIGKILL');
  await end;
}

/** A creation after a deletion fails for what the deletion keeps: the guide says so. */
function isNameTaken({ status, stdout }: CommandResult): boolean {
  if (status === 2) return /^name-taken: the CodeCommit repository hello-server is there already/m.test(stdout);
  // It was free when the preflight looked.
  return status === 1 && /^what failed first:\n {2}hello-server\/\S+ .* CREATE_FAILED\n.*already exists/m.test(stdout);
}

/** The deletion came just when the update was over, and was watched in its place. */
function isDeletedMeanwhile({ status, stdout }: CommandResult): boolean {
  return (
    status === 1 &&
    /^warning: overtaken: somebody else has deleted hello-server while this run deployed it\n {2}-> /m.test(stdout)
  );
}

async function runBoth(
  sandbox: Deploying,
  a: readonly string[],
  b: readonly string[],
  gap: number,
  mayBe: (end: CommandResult) => boolean = () => false,
) {
  const first = ended(sandbox.start(a));
  await new Promise((resolve) => setTimeout(resolve, gap));
  const second = ended(sandbox.start(b));
  const both = await Promise.all([first, second]);
  for (const each of both) if (!mayBe(each)) assertClear(each);
  assert.ok(
    both.some(({ status }) => status === 0),
    JSON.stringify(both),
  );
  return both;
}

/** Another run of it has nothing to do; then how everything stands. */
async function settle(sandbox: Deploying, beside: RunningCloud | undefined): Promise<EndState> {
  const { clients } = beside ?? (await sandbox.startCloud());
  const last = sandbox.deploy();
  assert.match(last.stdout, /^nothing to change in hello-server$/m, last.stdout + last.stderr);
  return readEndState(sandbox, clients);
}

const ends = new Map<boolean, Promise<EndState>>();

/** How it ends where nobody else is at work, which costs the time of that once. */
function undisturbed(context: TestContext, isUpdate: boolean): Promise<EndState> {
  const known = ends.get(isUpdate) ?? readUndisturbed(context, isUpdate);
  ends.set(isUpdate, known);
  return known;
}

async function readUndisturbed(context: TestContext, isUpdate: boolean): Promise<EndState> {
  const sandbox = await makeDeployed(context);
  if (isUpdate) change(sandbox);
  const { clients } = await sandbox.startCloud();
  if (isUpdate) assert.equal(sandbox.deploy().status, 0);
  return readEndState(sandbox, clients);
}

function change(sandbox: Deploying): void {
  sandbox.edit('templates/environments.ts', "tags: { stage: 'local' }", "tags: { stage: 'local', team: 'shop' }");
  sandbox.synth();
}

import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { openLocalCloud } from '../src/local/open.ts';
import { DEPLOYMENT_GROUP } from '../src/local/resources/code-deploy.ts';
import { outcomeOf } from '../src/rehearsal/faults/outcome.ts';
import { KILLED } from '../src/rehearsal/faults/rows.ts';
import type { TimelineEntry } from '../src/rehearsal/timeline.ts';
import { environmentCloud } from './lib/emulator.ts';
import { ended, makeSandbox, type Sandbox } from './lib/sandbox.ts';
import { findEnvironment } from './lib/targets.ts';

function entriesIn(text: string): readonly TimelineEntry[] {
  const lines = text.trim().split('\n');
  return lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
}

/** Runs a rehearsal until it tells something, and kills it. */
async function killWhen(sandbox: Sandbox, args: readonly string[], isSo: (entry: TimelineEntry) => boolean) {
  const child = sandbox.start(['rehearse', '--format', 'json', ...args]);
  const end = ended(child);
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    if (entriesIn(said.slice(0, said.lastIndexOf('\n'))).some(isSo)) child.kill('SIGKILL');
  });
  const { status, stderr } = await end;
  assert.equal(status, null, `it was not killed: ${stderr}`);
}

function failedChecks(entries: readonly TimelineEntry[]) {
  const verdict = entries.findLast(({ kind }) => kind === 'verdict');
  return verdict?.kind === 'verdict' ? verdict.checks.filter(({ passed }) => !passed) : 'no verdict';
}

// They wait more than they work.
describe('make rehearse', { concurrency: 2 }, () => {
  test('FAULT=killed is killed while both versions serve, and goes through in another process', async (context) => {
    const sandbox = makeSandbox(context);
    const { status, stdout, stderr } = await ended(
      sandbox.start(['rehearse', '--fault', 'killed', '--format', 'json']),
    );
    const entries = entriesIn(stdout);
    assert.deepEqual(failedChecks(entries), [], stderr);
    assert.equal(status, 0, stderr);
    const gone = entries.findIndex((entry) => entry.kind === 'log' && entry.source === 'rehearsal');
    const before = entries.slice(0, gone).findLast(({ kind }) => kind === 'weights');
    assert.ok(before?.kind === 'weights' && before.green > 0 && before.green < 100, JSON.stringify(before));
    const deployments = entries.flatMap((entry) => (entry.kind === 'deployment' ? [entry.deploymentId] : []));
    assert.equal(new Set(deployments).size, 1);

    const all = join(sandbox.folder, '.local', 'rehearsal');
    const cloud = await openLocalCloud({
      ...environmentCloud(findEnvironment('local')),
      folder: join(all, readdirSync(all)[0] ?? '', 'cloud'),
    });
    context.after(() => cloud.close());
    const [group] = cloud.account.all(DEPLOYMENT_GROUP);
    assert.ok(group);
    const { deployment, rollback, taskSets, weights } = outcomeOf(cloud.account, group);
    const primary = taskSets.find((set) => set.status === 'PRIMARY')?.side;
    assert.deepEqual(
      { status: deployment?.status, rollback, taskSets: { count: taskSets.length, primary }, weights },
      { status: KILLED.status, rollback: undefined, taskSets: KILLED.taskSets, weights: KILLED.weights },
    );
    const times = entries.map(({ at }) => at);
    assert.deepEqual(
      times,
      times.toSorted((a, b) => a - b),
    );
  });

  test('goes on wherever it was killed: deploying, building, waiting for the old version to go', async (context) => {
    const sandbox = makeSandbox(context);
    const folder = join(sandbox.folder, 'here');
    await killWhen(sandbox, ['--folder', folder], ({ kind }) => kind === 'stage');
    const resumed = ['--resume', folder];
    await killWhen(sandbox, resumed, (entry) => entry.kind === 'stage' && entry.stage === 'Build');
    // The run is lost by now, and is still when the next process is gone before it has begun another.
    await killWhen(sandbox, resumed, (entry) => entry.kind === 'stage' && entry.stage === 'start');
    await killWhen(sandbox, resumed, (entry) => entry.kind === 'deployment' && entry.status === 'Baking');
    const { status, stdout, stderr } = await ended(sandbox.start(['rehearse', '--format', 'json', ...resumed]));
    assert.deepEqual(failedChecks(entriesIn(stdout)), [], stderr);
    assert.equal(status, 0, stderr);
    const timeline = JSON.parse(readFileSync(join(folder, 'timeline.json'), 'utf8'));
    assert.equal(timeline.deployments.length, 1);
    assert.ok(timeline.requests.total > 2_000, String(timeline.requests.total));

    rmSync(join(folder, 'report.html'));
    const unreported = await ended(sandbox.start(['rehearse', ...resumed]));
    assert.equal(unreported.status, 0, unreported.stderr);
    assert.match(readFileSync(join(folder, 'report.html'), 'utf8'), /the release went through/);

    const over = await ended(sandbox.start(['rehearse', ...resumed]));
    assert.deepEqual([over.status, over.stdout], [1, '']);
    assert.match(over.stderr, /^over: the rehearsal in .* is over\n {2}-> look at .*report\.html/);
    const again = await ended(sandbox.start(['rehearse', '--folder', folder]));
    assert.equal(again.status, 2);
    assert.match(again.stderr, /there is a rehearsal in .* already; --resume goes on with it/);
  });

  test('FAULT=killed that cannot be killed while both versions serve has failed', async (context) => {
    const sandbox = makeSandbox(context);
    const config = ['--config', 'CodeDeployDefault.ECSAllAtOnce', '--speed', '120'];
    const { status, stderr } = await ended(
      sandbox.start(['rehearse', '--fault', 'killed', '--format', 'json', ...config]),
    );
    assert.equal(status, 1);
    assert.match(stderr, /^not-killed: the rehearsal ended \(exit code 0\) before it could be killed/m);
  });

  test('that is to go on says what it cannot go on with', async (context) => {
    const sandbox = makeSandbox(context);
    const run = (...args: readonly string[]) => ended(sandbox.start(['rehearse', ...args]));
    const none = await run('--resume', 'latest');
    assert.equal(none.status, 2);
    assert.match(none.stderr, /there is no rehearsal in .local\/rehearsal to go on with/);
    mkdirSync(join(sandbox.folder, 'empty'));
    const empty = await run('--resume', 'empty');
    assert.equal(empty.status, 1);
    assert.match(empty.stderr, /not-a-rehearsal: .*empty cannot be gone on with: there is no .*setup\.json/);
    assert.deepEqual(readdirSync(join(sandbox.folder, 'empty')), []);
    const both = await run('--resume', 'latest', '--speed', '5', '--path', '/');
    assert.equal(both.status, 2);
    assert.match(both.stderr, /--resume goes on as it was begun; leave out --speed, --path/);
  });
});

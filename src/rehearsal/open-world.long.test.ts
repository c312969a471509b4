import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, type TestContext, test } from 'node:test';
import { parse } from 'yaml';
import { startLoad } from './load/load.ts';
import { openWorld, type WorldOptions } from './open-world.ts';
import { buildImage } from './tasks/build-image.ts';
import type { TimelineEntry } from './timeline.ts';
import { HEADERS } from './traffic/answers.ts';
import { defineTask, PACE, ROOT, smallWorld, until } from './world.fixtures.ts';

const images = mkdtempSync(join(tmpdir(), 'rehearsal-images-'));
let digest = '';
before(async () => {
  const image = await buildImage(join(ROOT, 'app'), images, { root: ROOT, arguments: { VERSION: 'abc123' } });
  digest = image.digest;
});
after(() => rmSync(images, { recursive: true, force: true }));

/** What hello-server's service runs before its first release, as its template says. */
function bootstrapCommand(): readonly string[] {
  const text = readFileSync(join(ROOT, 'output/hello-server/service.yaml'), 'utf8');
  const template = parse(text, { logLevel: 'silent' });
  return template.Resources.BootstrapTask.Properties.ContainerDefinitions[0].Command;
}

async function open(context: TestContext, options: Partial<WorldOptions> = {}) {
  const system = smallWorld();
  const told: TimelineEntry[] = [];
  const lines: string[] = [];
  const world = await openWorld({
    account: system.account,
    pace: PACE,
    images,
    root: ROOT,
    tell: (entry) => told.push(entry),
    onLog: ({ text }) => lines.push(text),
    ...options,
  });
  context.after(() => world.close());
  const application = () =>
    defineTask(system.account, { Image: `x/web@${digest}`, Environment: [{ Name: 'PORT', Value: '80' }] });
  const bootstrap = () => defineTask(system.account, { Image: 'x/node:24', Command: [...bootstrapCommand()] });
  const start = (id: string, group: { readonly id: string }, taskDefinitionArn: string, count = 2) => {
    const place = { targetGroupArn: group.id, containerName: 'web', containerPort: 80 };
    world.startTaskSet({ id, taskDefinitionArn, count, ...place });
  };
  const steady = (id: string) => until(() => world.isSteady(id));
  const url = world.addressOf(system.production.id) ?? '';
  const changes = () => told.flatMap((entry) => (entry.kind === 'task' ? [entry.status] : []));
  return { ...system, world, told, lines, application, bootstrap, start, steady, url, changes };
}

describe('a world', { timeout: 120_000 }, () => {
  test('runs the bootstrap task by the command of the emitted template, at ports of its own', async (context) => {
    const { world, bootstrap, start, steady, url, blue, account } = await open(context);
    start('one', blue, bootstrap());
    await steady('one');
    const answer = await fetch(`${url}/whatever`);
    assert.equal(await answer.text(), 'The first release is on its way.\n');
    const ports = account.targets(blue.id).map(({ port }) => port);
    assert.equal(new Set(ports).size, 2);
    assert.ok(!ports.includes(80));
    await world.stopTaskSet('one');
    assert.deepEqual(
      world.tasks('one').map(({ status, exitCode }) => [status, exitCode]),
      [
        ['stopped', 0],
        ['stopped', 0],
      ],
    );
    assert.equal((await fetch(url)).status, 503);
  });

  test('runs the application with the environment of image and task definition, and tells what it writes', async (context) => {
    const { application, start, steady, url, blue, lines, changes } = await open(context);
    start('one', blue, application(), 1);
    await steady('one');
    const answer = await fetch(`${url}/hello/you`);
    assert.equal(answer.headers.get('x-version'), 'abc123');
    assert.match(await answer.text(), /Hi there, you/);
    // It was told that it listens where it asked to.
    assert.ok(lines.some((line) => JSON.parse(line).event === 'start' && JSON.parse(line).port === 80));
    assert.deepEqual(changes(), ['starting', 'healthy']);
  });

  test('splits 400 requests by weight, to the percent, and loses none while blue is taken away under load', async (context) => {
    const { world, application, bootstrap, start, steady, url, blue, green, setWeights } = await open(context);
    start('old', blue, bootstrap());
    start('new', green, application());
    await Promise.all([steady('old'), steady('new')]);
    for (const share of [10, 50]) {
      await setWeights(100 - share, share);
      const asked = Array.from({ length: 400 }, async () => (await fetch(`${url}/hello/you`)).headers);
      const sides = (await Promise.all(asked)).map((headers) => headers.get(HEADERS.targetGroup));
      assert.ok(Math.abs(sides.filter((side) => side === 'green').length - 4 * share) <= 4);
    }
    const load = startLoad({ url, path: '/hello/you' });
    await until(() => load.totals().requests >= 300);
    await setWeights(0, 100);
    await world.stopTaskSet('old');
    const { requests } = load.totals();
    await until(() => load.totals().requests >= requests + 100);
    const totals = await load.stop();
    assert.deepEqual(totals.failures, {});
    assert.ok(totals.steps.length >= 2);
    assert.equal(totals.steps.at(-1)?.greenShare, 100);
  });

  test('says of an image that nobody has built that it cannot be pulled, and tries again ever more seldom', async (context) => {
    const { world, account, start, blue, changes } = await open(context);
    const missing = defineTask(account, { Image: `x/web@sha256:${'0'.repeat(64)}` });
    start('one', blue, missing, 1);
    await until(() => world.tasks('one').length >= 2);
    const [task] = world.tasks('one');
    assert.equal(task?.status, 'stopped');
    assert.match(task?.stoppedReason ?? '', /^CannotPullContainerError: .*sha256:0000/);
    assert.deepEqual(new Set(changes()), new Set(['starting', 'stopped']));
    assert.ok(!world.isSteady('one'));
  });

  test('starts anew what crashes, and users get 502 until it is noticed', async (context) => {
    const { world, application, start, steady, url, blue, told } = await open(context);
    start('one', blue, application(), 1);
    await steady('one');
    const load = startLoad({ url, path: '/hello/you' });
    world.setFault('one', { kind: 'crash' });
    await until(() => told.some((entry) => entry.kind === 'task' && entry.status === 'crashed'));
    world.setFault('one', undefined);
    await steady('one');
    await until(() => load.totals().requests > 50);
    const totals = await load.stop();
    assert.ok((totals.failures[502] ?? 0) > 0);
    assert.ok(world.measure(new Date(0)).HTTPCode_ELB_5XX_Count > 0);
    const crashed = world.tasks('one').find(({ status }) => status === 'stopped');
    assert.equal(crashed?.exitCode, 1);
    assert.match(crashed?.stoppedReason ?? '', /^Essential container in task exited/);
  });

  test('has faults come over tasks, and go', async (context) => {
    const { world, application, start, steady, url, blue, changes } = await open(context, {
      faultOf: ({ id }) => (id === 'ill' ? { kind: 'unhealthy' } : undefined),
    });
    const arn = application();
    start('one', blue, arn, 1);
    await steady('one');
    world.setFault('one', { kind: 'answer', status: 500 });
    while ((await fetch(`${url}/hello/you`)).status !== 500);
    assert.ok(world.isSteady('one'));
    world.setFault('one', { kind: 'slow', milliseconds: 300 });
    let took = 0;
    while (took < 300) {
      const begun = performance.now();
      assert.ok([200, 500].includes((await fetch(`${url}/hello/you`)).status));
      took = performance.now() - begun + 1;
    }
    // A crash that is taken away before its time does not come.
    world.setFault('one', { kind: 'crash', afterMilliseconds: 1_500 });
    world.setFault('one', undefined);
    await new Promise((done) => setTimeout(done, 2_500));
    assert.ok(!changes().includes('crashed'));
    await world.stopTaskSet('one');
    start('ill', blue, arn, 1);
    await until(() => changes().includes('unhealthy'));
    assert.ok(!world.isSteady('ill'));
    await until(() => world.tasks('ill').some(({ status }) => status === 'stopped'));
    assert.match(world.tasks('ill')[0]?.stoppedReason ?? '', /^Task failed ELB health checks: .*\[503\]/);
  });

  test('kills a program that does not listen for SIGTERM only after its stop timeout, as the first process of a container', async (context) => {
    const { world, account, start, steady, blue } = await open(context);
    const program = "require('node:http').createServer((_, response) => response.end()).listen({ port: 80 })";
    const arn = defineTask(account, { Image: 'node', Command: ['node', '-e', program], StopTimeout: 2 });
    start('one', blue, arn, 1);
    await steady('one');
    await world.stopTaskSet('one');
    assert.equal(world.tasks('one')[0]?.exitCode, 137);
  });

  test('does not reach a program that listens on its own loopback only', async (context) => {
    const { world, account, start, blue, lines } = await open(context);
    const program = "require('node:http').createServer((_, response) => response.end()).listen(80, '127.0.0.1')";
    start('one', blue, defineTask(account, { Image: 'node', Command: ['node', '-e', program], StopTimeout: 2 }), 1);
    await until(() => lines.length > 0);
    assert.match(lines[0] ?? '', /loopback only/);
    assert.ok(!world.isSteady('one'));
  });
});

test('no task outlives the rehearsal, though that is killed by SIGKILL', { timeout: 120_000 }, async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'rehearsal-killed-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const program = "require('node:http').createServer((_, r) => r.end()).listen(80); console.log(process.pid)";
  const script = join(folder, 'rehearsal.mts');
  writeFileSync(
    script,
    `import { openWorld } from ${JSON.stringify(join(ROOT, 'src/rehearsal/open-world.ts'))};
import { defineTask, PACE, smallWorld } from ${JSON.stringify(join(ROOT, 'src/rehearsal/world.fixtures.ts'))};
const { account, blue } = smallWorld();
const onLog = ({ text }) => console.log(text);
const world = await openWorld({ account, pace: PACE, images: ${JSON.stringify(folder)}, root: ${JSON.stringify(ROOT)}, onLog });
const taskDefinitionArn = defineTask(account, { Image: 'node', Command: ['node', '-e', ${JSON.stringify(program)}] });
world.startTaskSet({ id: 'x', taskDefinitionArn, targetGroupArn: blue.id, containerName: 'web', containerPort: 80, count: 2 });
`,
  );
  const parent = spawn(process.execPath, ['--import', 'tsx', script], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const pids: number[] = [];
  createInterface({ input: parent.stdout }).on('line', (line) => pids.push(Number(line)));
  await until(() => pids.length === 2);
  assert.ok(pids.every(isAlive));
  parent.kill('SIGKILL');
  await once(parent, 'close');
  await until(() => !pids.some(isAlive));
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

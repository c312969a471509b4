import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { makeDeployed, makeDeploying, SYSTEM } from './lib/local-cloud.fixtures.ts';
import { NO_TERMINAL, onTerminal } from './lib/pty.fixtures.ts';
import type { Screen } from './lib/screen.fixtures.ts';

const DEPLOY = ['deploy', '--system', SYSTEM];

/** The first line of the tree that is rewritten, in each of its forms. */
const HEAD = /\d+ done, \d+ in progress|waiting for the first event/;

/** Lines of the tree: its head, and resources that something is happening to or has just happened to. */
const TREE =
  /\d+ done, \d+ in progress| (CREATE|UPDATE|DELETE)_\w+ {2}\d+s|(creat|updat|delet)(ing|ed) {2}\d+s|more in progress/;

/** Looks at the screen each time that something is written: one tree at most, and none of its lines broken. */
function watchTree(columns: number, rows: number) {
  const wrong: string[] = [];
  let trees = 0;
  let shown = 0;
  const look = (screen: Screen) => {
    const lines = screen.lines();
    const heads = lines.flatMap((line, index) => (HEAD.test(line) ? [index] : []));
    if (heads.length > 1) wrong.push(`two trees at once:\n${lines.slice(-40).join('\n')}`);
    const [head] = heads;
    if (head === undefined) return;
    trees += 1;
    shown = Math.max(shown, lines.length - head);
    for (let index = head; index < lines.length; index += 1) {
      if (screen.isBroken(index)) wrong.push(`broken at ${columns} columns: ${lines[index]}`);
    }
    if (lines.length - head > rows) wrong.push(`higher than ${rows} lines:\n${lines.slice(head).join('\n')}`);
  };
  return { look, wrong, trees: () => trees, shown: () => shown };
}

/** What is left of the tree when everything is over. */
function rubbish(screen: Screen): readonly string[] {
  const lines = screen.lines();
  const end = lines.findIndex((line) => /^(done|FAILED|cancelled): /.test(line));
  assert.ok(end > 0, lines.join('\n'));
  return lines.slice(0, end).filter((line) => TREE.test(line));
}

const COLOURS = new RegExp(`${'\x1b'}\\[[\\d;]*m`);

describe('make deploy on a terminal', { skip: NO_TERMINAL }, () => {
  for (const [columns, rows] of [
    [40, 12],
    [80, 24],
    [200, 8],
  ] as const) {
    test(`of ${columns} columns and ${rows} lines rewrites a tree that fits, and leaves nothing of it`, async (context) => {
      const sandbox = makeDeploying(context);
      const terminal = onTerminal(context, sandbox, DEPLOY, { columns, rows });
      const watched = watchTree(columns, rows);
      terminal.onWrite(watched.look);
      const { status, output } = await terminal.end();
      assert.equal(status, 0, output);
      assert.deepEqual(watched.wrong.slice(0, 3), []);
      assert.ok(watched.trees() > 3 && watched.shown() > 4, `${watched.trees()} trees, ${watched.shown()} lines`);
      assert.deepEqual(rubbish(terminal.screen), []);
      // Prose is broken between words.
      const prose = terminal.screen.lines().findIndex((line) => line.startsWith('hello-server to local: stack'));
      assert.equal(terminal.screen.isBroken(prose), false);
    });
  }

  test('that is made narrower and wider meanwhile leaves nothing of the tree either', async (context) => {
    const sandbox = makeDeploying(context);
    sandbox.edit('src/local/engine/begin.ts', 'milliseconds = 25', 'milliseconds = 800');
    const terminal = onTerminal(context, sandbox, DEPLOY, { columns: 120, rows: 30 });
    for (const [columns, rows] of [
      [50, 30],
      [90, 12],
      [70, 40],
    ] as const) {
      await terminal.until(/[1-9]\d* in progress/);
      await terminal.resize(columns, rows);
    }
    const { status, output } = await terminal.end();
    assert.equal(status, 0, output);
    assert.deepEqual(rubbish(terminal.screen), []);
  });

  test('with 500 resources in its templates plans, deploys, verifies and destroys them, in a tree that fits', async (context) => {
    const sandbox = makeDeploying(context);
    const more = (count: number) =>
      `for (let index = 0; index < ${count}; index += 1) site.resource(\`More\${index}\`, new Logs.LogGroup({ RetentionInDays: 1 }));`;
    for (const [file, count, imported, before] of [
      ['source', 200, 'CodeCommit, ECR', 'const { resource, systemName'],
      ['artifacts', 219, 'KMS, S3', 'const key = declareKey(site, workload);'],
    ] as const) {
      sandbox.edit(`templates/${file}.ts`, `import { ${imported} }`, `import { ${imported}, Logs }`);
      sandbox.edit(`templates/${file}.ts`, before, `${more(count)}\n      ${before}`);
    }
    sandbox.synth();
    const plan = sandbox.deploy('--plan');
    assert.equal(plan.status, 0, plan.stdout + plan.stderr);
    assert.match(plan.stdout, /^499 to add, 0 to modify, /m);
    assert.equal(plan.stdout.match(/^ {2}\+ More\d+ {2}AWS::Logs::LogGroup$/gm)?.length, 419);
    const terminal = onTerminal(context, sandbox, DEPLOY, { columns: 100, rows: 15 });
    const watched = watchTree(100, 15);
    terminal.onWrite(watched.look);
    const { status, output } = await terminal.end();
    assert.equal(status, 0, output);
    assert.deepEqual(watched.wrong.slice(0, 3), []);
    assert.deepEqual(rubbish(terminal.screen), []);
    assert.match(output, /CREATE_COMPLETE in \S+(?: \S+)?, 499 resources done/);
    const verified = sandbox.run(['verify', '--system', SYSTEM]);
    assert.equal(verified.status, 0, verified.stdout);
    const destroyed = sandbox.run(['destroy', '--system', SYSTEM]);
    assert.equal(destroyed.status, 0, destroyed.stdout + destroyed.stderr);
    assert.match(destroyed.stdout, /^goes: 10 stacks with 494 resources$/m);
    assert.equal(destroyed.stdout.match(/DELETE_COMPLETE .*\/More\d+ /g)?.length, 419);
  });

  for (const [env, isTree] of [
    [{ TERM: 'dumb' }, false],
    [{ NO_COLOR: '1' }, true],
  ] as const) {
    test(`with ${JSON.stringify(env)} ${isTree ? 'has a tree' : 'has lines'} and no colours`, async (context) => {
      const sandbox = await makeDeployed(context);
      sandbox.edit('templates/environments.ts', 'DesiredCount: 1', 'DesiredCount: 2');
      sandbox.synth();
      const { status, output } = await onTerminal(context, sandbox, DEPLOY, { env }).end();
      assert.equal(status, 0, output);
      assert.equal(output.includes('\x1b['), isTree, output);
      assert.deepEqual(output.match(COLOURS), null);
    });
  }
});

import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { openForgeServer } from '../src/review/comment/testing/forge-server.ts';
import { ended, makeSandbox } from './lib/sandbox.ts';

const NOWHERE = {
  GITHUB_ACTIONS: '',
  GITHUB_REPOSITORY: '',
  CI_API_V4_URL: '',
  GITLAB_CI: '',
  GITHUB_STEP_SUMMARY: '',
};

describe('make comment', () => {
  test('in GitHub Actions: creates, edits and leaves alone, and adds to the summary', async (context) => {
    const { server, run, folder } = await open(context);
    writeFileSync(join(folder, 'plan.md'), '# a plan\n');
    const first = await run(['--file', 'plan.md']);
    assert.deepEqual([first.status, first.stderr], [0, '']);
    assert.match(first.stdout, /^created: the comment of pull request 7 of example\/hello: https:/);
    assert.match((await run(['--file', 'plan.md'])).stdout, /^unchanged/);
    const edited = await run([], 'another plan\n');
    assert.match(edited.stdout, /^edited/);
    assert.deepEqual(
      server.comments.map(({ body }) => body),
      ['<!-- tealform plan -->\nanother plan'],
    );
    assert.equal(readFileSync(join(folder, 'summary.md'), 'utf8'), '# a plan\n# a plan\nanother plan\n');
  });

  test('for a pull request from a fork: nothing is written, the summary has it, and it is no failure', async (context) => {
    const { server, run, folder } = await open(context, 'mallory/hello');
    server.troubles.push({ of: /^POST/, status: 403, body: { message: 'Resource not accessible by integration' } });
    const { status, stdout, stderr } = await run([], 'a plan\n');
    assert.deepEqual([status, stderr], [0, '']);
    assert.match(stdout, /^no comment: the pull request is from a fork, .*; the text is in the run's summary\n$/);
    assert.equal(readFileSync(join(folder, 'summary.md'), 'utf8'), 'a plan\n');
  });

  test('the same refusal otherwise is a failure, with what the job lacks and without the token', async (context) => {
    const { server, run } = await open(context);
    server.troubles.push({ of: /^POST/, status: 403, body: { message: 'not with ghs_0secret0' } });
    const { status, stdout, stderr } = await run([], 'a plan\n');
    assert.equal(status, 1);
    assert.match(
      stderr,
      /^forbidden: GitHub answers 403 .*not with \*\*\*\n {2}-> the job needs .*pull-requests: write/,
    );
    assert.doesNotMatch(stdout + stderr, /0secret0/);
  });

  test('outside of CI, without a text, and with a marker that is none, it is wrong usage', async (context) => {
    const { run } = await open(context);
    const outside = await run([], 'a plan\n', NOWHERE);
    assert.equal(outside.status, 2);
    assert.match(outside.stderr, /^not-in-ci: .*\n {2}-> GitHub Actions sets GITHUB_REPOSITORY/);
    assert.deepEqual(
      await Promise.all([run([], ''), run(['--file', 'none.md']), run(['--marker', 'a --> b'], 'x')]).then((all) =>
        all.map(({ status, stderr }) => [status, stderr.split(':')[0]]),
      ),
      [
        [2, 'no-text'],
        [2, 'no-text'],
        [2, 'invalid-marker'],
      ],
    );
  });
});

async function open(context: TestContext, head = 'example/hello') {
  const server = await openForgeServer(context);
  const sandbox = makeSandbox(context);
  const { folder } = sandbox;
  const event = { pull_request: { number: 7, head: { repo: { full_name: head } } } };
  writeFileSync(join(folder, 'event.json'), JSON.stringify(event));
  const env = {
    ...NOWHERE,
    GITHUB_ACTIONS: 'true',
    GITHUB_REPOSITORY: 'example/hello',
    GITHUB_API_URL: server.url,
    GITHUB_GRAPHQL_URL: `${server.url}/graphql`,
    GITHUB_EVENT_PATH: join(folder, 'event.json'),
    GITHUB_STEP_SUMMARY: join(folder, 'summary.md'),
    GITHUB_TOKEN: 'ghs_0secret0',
    GITHUB_ACTOR: 'somebody',
  };
  const run = (args: readonly string[], input = '', others: Readonly<Record<string, string>> = {}) => {
    const child = sandbox.start(['comment', ...args], { ...env, ...others });
    child.stdin.end(input);
    return ended(child);
  };
  return { server, run, folder };
}

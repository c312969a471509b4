import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { makeDeploying, NO_SETTINGS } from './lib/local-cloud.fixtures.ts';
import { makeSandbox } from './lib/sandbox.ts';

/** No test of this file may reach anything: where something is called, it is a port that nobody listens at. */
const NOWHERE = { AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_ACCESS_KEY_ID: 'none', AWS_SECRET_ACCESS_KEY: 'none' };

describe('make deploy', () => {
  for (const { args, message } of [
    {
      args: ['--env', 'staging'],
      message: /^unknown-environment: there is no environment "staging"\n {2}-> there are: local, dev, prod\n/,
    },
    { args: ['--format', 'xml'], message: /^usage: --format takes text or json, not "xml"\n/ },
    { args: ['--plan', '--yes'], message: /^usage: --plan changes nothing/ },
    {
      args: ['--system', 'hello'],
      message:
        /^unknown-system: there is no output\/hello\/\n {2}-> there are: hello-admin, hello-server, storefront\n/,
    },
    {
      args: ['--env', 'prod', '--plan', '--system', 'storefront'],
      message:
        /^not-deployed-there: storefront is not deployed to prod\n {2}-> systems of prod are: hello-server, hello-admin/,
    },
    { args: ['--env', 'dev'], message: /^no-terminal: there is nobody to ask whether dev may be changed\n {2}-> / },
  ]) {
    test(`refuses before any call, exit 2: ${args.join(' ')}`, (context) => {
      const { status, stdout, stderr } = makeSandbox(context).run(['deploy', ...args], NOWHERE);
      assert.match(stderr, message);
      assert.equal(stdout, '');
      assert.equal(status, 2);
      assert.doesNotMatch(stderr, /\n {4}at /);
    });
  }

  test('with --format json a refusal is a line too, and the last line says how it ended', (context) => {
    const { status, stdout, stderr } = makeSandbox(context).run(
      ['deploy', '--plan', '--yes', '--format', 'json'],
      NOWHERE,
    );
    const problem = {
      code: 'usage',
      message: '--plan changes nothing, so there is nothing to say --yes to',
      hint: 'leave one of them out',
    };
    assert.deepEqual(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
      [
        { version: 1, kind: 'refused', problems: [problem] },
        { version: 1, kind: 'end', result: 'refused', exitCode: 2, systems: [] },
      ],
    );
    assert.deepEqual([status, stderr], [2, '']);
  });

  test('refuses output that is not what was reviewed, and all systems before the first is deployed', (context) => {
    const sandbox = makeSandbox(context);
    const edited = join(sandbox.folder, 'output/storefront/service.yaml');
    writeFileSync(edited, `${readFileSync(edited, 'utf8')}# by hand\n`);
    rmSync(join(sandbox.folder, 'output/hello-server/parameters/local.json'));
    const { status, stdout, stderr } = sandbox.run(['deploy'], NOWHERE);
    assert.match(stderr, /stale-output: output\/hello-server\/parameters\/local\.json is missing\n/);
    assert.match(stderr, /stale-output: output\/storefront\/service\.yaml is not what manifest\.json says\n/);
    assert.equal(stdout, '');
    assert.equal(status, 2);
  });

  test('an endpoint that nobody listens at is a failure that says so, and what was not come to, exit 1', (context) => {
    const sandbox = makeSandbox(context);
    const { status, stdout, stderr } = sandbox.run(['deploy'], NOWHERE);
    assert.match(stderr, /^unreachable: STS in us-east-1 cannot be reached/);
    assert.doesNotMatch(stderr, /\n {4}at /);
    assert.equal(stdout, '\nnot deployed, since hello-server comes before: hello-admin, storefront\n');
    assert.equal(status, 1);
    const json = sandbox.run(['deploy', '--format', 'json'], NOWHERE);
    const lines = json.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      lines.map(({ kind }) => kind),
      ['error', 'end'],
    );
    assert.deepEqual(lines.at(-1)?.systems, [
      { system: 'hello-server', result: 'failed' },
      { system: 'hello-admin', result: 'not-begun' },
      { system: 'storefront', result: 'not-begun' },
    ]);
    assert.deepEqual([json.status, json.stderr], [1, '']);
  });

  test('deploys to a local cloud of its own with nothing set up, shows how it goes, prints the outputs; then has nothing to change', (context) => {
    const { folder } = makeDeploying(context);
    const began = Date.now();
    const first = makeIn(folder, 'deploy', 'SYSTEM=hello-server');
    context.diagnostic(`first creation in ${Date.now() - began} ms`);
    assert.deepEqual([first.status, first.stderr], [0, '']);
    // Under ten seconds where nothing else runs.
    assert.ok(Date.now() - began < 30_000);
    assert.match(
      first.stdout,
      /^ +\ds {2}CREATE_IN_PROGRESS {2}hello-server {2}AWS::CloudFormation::Stack - User Initiated$/m,
    );
    assert.match(first.stdout, /^ +\ds {2}CREATE_COMPLETE {5}hello-server\/Network\/Vpc {2}AWS::EC2::VPC$/m);
    assert.match(first.stdout, /^done: deploying hello-server to local: CREATE_COMPLETE in \S+, \d\d resources done$/m);
    assert.match(first.stdout, /^outputs:\n {2}Url +http:\/\/\S+\.elb\.amazonaws\.com\/\n/m);
    const second = makeIn(folder, 'deploy', 'SYSTEM=hello-server');
    assert.deepEqual([second.status, second.stderr], [0, '']);
    assert.match(second.stdout, /^blue serves now\nuploaded 0 files [\s\S]*nothing to change in hello-server\n$/m);
  });
});

/** As people run it. What is installed counts as new enough: a copy of the repository is newer than its packages. */
function makeIn(folder: string, ...words: readonly string[]) {
  const env = { ...process.env, ...NO_SETTINGS, NO_COLOR: '1', MAKEFLAGS: '', MFLAGS: '', MAKELEVEL: '' };
  const args = ['--no-print-directory', '-o', 'node_modules/.package-lock.json', ...words];
  return spawnSync('make', args, { cwd: folder, encoding: 'utf8', env });
}

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, type TestContext, test } from 'node:test';
import { openForgeServer } from '../src/review/comment/testing/forge-server.ts';
import { ended, makeSandbox } from './lib/sandbox.ts';
import { gitLab, stepOf, WORKFLOW } from './lib/workflow.fixtures.ts';

const { plan } = WORKFLOW.jobs;

describe("the plan's scripts", () => {
  test('on GitHub: the comment is there before the job ends as the plan did, and is brought up to date by the next run', async (context) => {
    const job = await open(context);
    for (const [status, content] of [
      [2, 'refused: it would take the network away\n'],
      [0, 'nothing is refused\n'],
    ] as const) {
      const outcome = await runOnGitHub(job, status, content);
      assert.deepEqual(outcome.statuses, [0, 0, status], outcome.log);
      assert.deepEqual(
        job.server.comments.map(({ body }) => body),
        [`<!-- tealform plan -->\n${content.trimEnd()}`],
      );
      assert.deepEqual(outcome.made, [
        '-s plan BASE=origin/main FORMAT=markdown',
        `comment FILE=${job.temporary}/plan.md`,
      ]);
      assert.equal(readFileSync(join(job.folder, 'summary.md'), 'utf8'), content);
    }
  });

  test('on GitHub: where there is no plan, the comment says so, and the job fails', async (context) => {
    const job = await open(context);
    const { statuses } = await runOnGitHub(job, 1, '');
    assert.deepEqual(statuses, [0, 0, 1]);
    assert.match(job.server.comments[0]?.body ?? '', /There is no plan/);
  });

  test('on GitHub: the name of a branch that make or a shell would read is handed on as a commit', async (context) => {
    const job = await open(context);
    const names = ['$(shell touch made)', 'a;touch made', "b'$(touch made)`touch made`"].map((name) =>
      // No branch has a blank in its name.
      name.replaceAll(' ', '${IFS}'),
    );
    for (const name of names) {
      job.git('update-ref', `refs/remotes/origin/${name}`, 'HEAD');
      const { made } = await runOnGitHub(job, 0, 'a plan\n', name);
      assert.equal(made[0], `-s plan BASE=${job.head} FORMAT=markdown`);
    }
    assert.ok(!existsSync(join(job.folder, 'made')));
  });

  test('on GitHub: for a fork the summary has the plan, and a refused change still fails the job', async (context) => {
    const job = await open(context, 'mallory/hello');
    job.server.troubles.push({ of: /^POST/, status: 403, body: { message: 'Resource not accessible by integration' } });
    const { statuses, log } = await runOnGitHub(job, 2, 'refused\n');
    assert.deepEqual(statuses, [0, 0, 2]);
    assert.match(log, /no comment: the pull request is from a fork/);
    assert.equal(readFileSync(join(job.folder, 'summary.md'), 'utf8'), 'refused\n');
  });

  test('on GitLab: the note is there before the job ends as the plan did', async (context) => {
    const job = await open(context);
    job.server.me = { id: 9, login: 'project_42_bot' };
    const script = gitLab().jobs.plan?.script.join('\n') ?? '';
    for (const status of [2, 0]) {
      const outcome = await bash(job, script, {
        ...answer(job, status, `plan with ${status}\n`),
        GITLAB_CI: 'true',
        CI_API_V4_URL: `${job.server.url}/api/v4`,
        CI_PROJECT_ID: '42',
        CI_MERGE_REQUEST_IID: '7',
        CI_MERGE_REQUEST_DIFF_BASE_SHA: job.head,
        GITLAB_TOKEN: 'glpat-x',
      });
      assert.equal(outcome.status, status, outcome.stderr);
      assert.deepEqual(
        job.server.comments.map(({ body }) => body),
        [`<!-- tealform plan -->\nplan with ${status}`],
      );
    }
  });
});

describe("the deployment's scripts", () => {
  test('on GitHub: make is told the environment, the system, and that nobody is asked', async (context) => {
    const job = await open(context);
    const { run = '', env = {} } = stepOf(WORKFLOW.jobs.deploy, 'Deploy');
    const matrix: Readonly<Record<string, string>> = {
      '${{ matrix.environment }}': 'dev',
      '${{ matrix.system }}': 'hello-server',
    };
    const given = Object.entries(env).map(([name, value]) => [name, matrix[value] ?? assert.fail(value)] as const);
    const { status } = await bash(job, run, { ...Object.fromEntries(given), DEPLOYED: 'true' });
    assert.equal(status, 0);
    assert.equal(readFileSync(join(job.folder, 'made.txt'), 'utf8'), `${DEPLOY}\n`);
  });

  test("on GitLab: the command takes the role on with the job's token, by itself", async (context) => {
    const job = await open(context);
    const { script = [], variables = {} } = gitLab().jobs.deploy ?? {};
    const role = 'arn:aws:iam::111122223333:role/hello-server-deployer-eu-central-1';
    const file = join(job.temporary, 'aws-token');
    const aws = await openTokenService(context);
    const outcome = await bash(job, script.join('\n'), {
      ...variables,
      AWS_ROLE_ARN: variables.AWS_ROLE_ARN === '$DEPLOY_ROLE' ? role : '',
      AWS_WEB_IDENTITY_TOKEN_FILE: file,
      AWS_TOKEN: 'the-token-of-the-job',
      AWS_ENDPOINT_URL: aws.url,
      AWS_EC2_METADATA_DISABLED: 'true',
      CI: 'true',
    });
    const [first = '', second = ''] = aws.calls;
    assert.equal(new URLSearchParams(first).get('Action'), 'AssumeRoleWithWebIdentity', outcome.stderr);
    assert.equal(new URLSearchParams(first).get('RoleArn'), role);
    assert.equal(new URLSearchParams(first).get('WebIdentityToken'), 'the-token-of-the-job');
    assert.equal(new URLSearchParams(second).get('Action'), 'GetCallerIdentity');
    assert.equal(statSync(file).mode & 0o077, 0);
    assert.doesNotMatch(outcome.stdout + outcome.stderr, /the-token-of-the-job/);
  });
});

const DEPLOY = 'deploy ENV=dev SYSTEM=hello-server ARGS=--yes';

/** A token service that lets everybody have the role, and knows nothing else. */
async function openTokenService(context: TestContext) {
  const calls: string[] = [];
  const server = createServer(async (request, response) => {
    const call = await text(request);
    calls.push(call);
    const isAsked = call.includes('AssumeRoleWithWebIdentity');
    response.writeHead(isAsked ? 200 : 403, { 'content-type': 'text/xml' });
    response.end(
      isAsked
        ? `<AssumeRoleWithWebIdentityResponse><AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>ASIA</AccessKeyId>
           <SecretAccessKey>x</SecretAccessKey><SessionToken>x</SessionToken><Expiration>2100-01-01T00:00:00Z</Expiration>
           </Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>`
        : '<ErrorResponse><Error><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>',
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => server.close());
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  return { url: `http://127.0.0.1:${address.port}`, calls };
}

type Opened = Awaited<ReturnType<typeof open>>;

/** A sandbox with a `make` of its own on the PATH: `make plan` is played, `make comment` and `make deploy` are the real commands. */
async function open(context: TestContext, from = 'example/hello') {
  const server = await openForgeServer(context);
  const { folder } = makeSandbox(context);
  const git = (...args: readonly string[]) => {
    const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.com'];
    const { status, stdout, stderr } = spawnSync('git', [...identity, ...args], { cwd: folder, encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    return stdout.trim();
  };
  git('init', '--quiet');
  git('commit', '--quiet', '--allow-empty', '--message', 'one');
  const head = git('rev-parse', 'HEAD');
  git('update-ref', 'refs/remotes/origin/main', head);
  const [programs, temporary] = ['programs', 'temporary'].map((name) => join(folder, name));
  assert.ok(programs && temporary);
  for (const each of [programs, temporary]) mkdirSync(each);
  writeFileSync(
    join(programs, 'make'),
    [
      '#!/bin/sh',
      'echo "$@" >> "$MADE"',
      'case "$*" in',
      '  "-s plan "*) cat "$PLAYED_TEXT"; exit "$PLAYED_STATUS" ;;',
      `  "comment FILE="*) exec "${process.execPath}" scripts/run.cjs comment --file "\${2#FILE=}" ;;`,
      `  "${DEPLOY}") [ -n "$DEPLOYED" ] || exec "${process.execPath}" scripts/run.cjs deploy --env dev --system hello-server --yes; exit ;;`,
      'esac',
      'exit 99',
      '',
    ].join('\n'),
  );
  chmodSync(join(programs, 'make'), 0o755);
  const event = { pull_request: { number: 7, head: { repo: { full_name: from } } } };
  writeFileSync(join(folder, 'event.json'), JSON.stringify(event));
  return { server, folder, git, head, programs, temporary };
}

function answer({ folder }: Opened, status: number, content: string) {
  writeFileSync(join(folder, 'played.md'), content);
  return { PLAYED_TEXT: join(folder, 'played.md'), PLAYED_STATUS: String(status) };
}

async function runOnGitHub(job: Opened, status: number, content: string, branch = 'main') {
  const { folder, server, temporary } = job;
  for (const name of ['summary.md', 'outputs', 'made.txt']) writeFileSync(join(folder, name), '');
  const environment = {
    ...answer(job, status, content),
    RUNNER_TEMP: temporary,
    GITHUB_ACTIONS: 'true',
    GITHUB_REPOSITORY: 'example/hello',
    GITHUB_API_URL: server.url,
    GITHUB_GRAPHQL_URL: `${server.url}/graphql`,
    GITHUB_EVENT_PATH: join(folder, 'event.json'),
    GITHUB_OUTPUT: join(folder, 'outputs'),
    GITHUB_STEP_SUMMARY: join(folder, 'summary.md'),
  };
  const statuses: (number | null)[] = [];
  let log = '';
  for (const name of ['Plan', 'Comment, and summarize', 'End as the plan did']) {
    const { run = '', env = {} } = stepOf(plan, name);
    const expressions: Readonly<Record<string, string>> = {
      '${{ github.base_ref }}': branch,
      '${{ github.token }}': 'ghs_x',
      '${{ steps.plan.outputs.status }}':
        /^status=(\d+)$/m.exec(readFileSync(join(folder, 'outputs'), 'utf8'))?.[1] ?? '',
    };
    const given = Object.entries(env).map(([variable, value]) => {
      assert.ok(value in expressions, value);
      return [variable, expressions[value] ?? ''] as const;
    });
    const outcome = await bash(job, run, { ...environment, ...Object.fromEntries(given) });
    statuses.push(outcome.status);
    log += outcome.stdout + outcome.stderr;
  }
  const made = readFileSync(join(folder, 'made.txt'), 'utf8').trim().split('\n');
  return { statuses, log, made };
}

/** As runners do it, with nothing of what this process has but the PATH. */
function bash({ folder, programs }: Opened, script: string, env: Readonly<Record<string, string>>) {
  const child = spawn('bash', ['-e'], {
    cwd: folder,
    env: {
      PATH: `${programs}${delimiter}${process.env.PATH}`,
      HOME: folder,
      MADE: join(folder, 'made.txt'),
      ...env,
    },
  });
  child.stdin.end(script);
  return ended(child);
}

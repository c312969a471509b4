import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { failures, may, mayNot } from '../src/check/permissions/table.ts';
import { tokenIssuer } from '../templates/deployer.ts';
import { ENVIRONMENTS } from '../templates/environments.ts';
import { hello, open, TARGETS } from '../templates/permissions/hello.ts';
import { ROOT } from './lib/root.ts';
import { blockOf, GUIDE, gitLab, type Job, stepOf, WORKFLOW, WORKFLOW_TEXT } from './lib/workflow.fixtures.ts';

const jobs = Object.entries(WORKFLOW.jobs);
const steps = jobs.flatMap(([, job]) => job.steps);
const runs = steps.flatMap(({ run }) => (run === undefined ? [] : [run]));
const makefile = readFileSync(join(ROOT, 'Makefile'), 'utf8');
const targets = new Set([...makefile.matchAll(/^([a-z-]+):/gm)].map(([, name]) => name));
const deployments: readonly Record<'environment' | 'system' | 'region' | 'role', string>[] = JSON.parse(
  blockOf('json'),
);
const forPullRequests = ({ if: condition = '' }: Job) => !condition.includes("github.event_name == 'push'");

describe('the workflow for GitHub', () => {
  test('runs for pull requests with what they may have, and for pushes to main', () => {
    assert.deepEqual(WORKFLOW.on, { pull_request: null, push: { branches: ['main'] } });
    assert.doesNotMatch(WORKFLOW_TEXT, /pull_request_target|workflow_run/);
  });

  test('gives each job what it needs and no more, and no identity to one that runs for pull requests', () => {
    assert.deepEqual(WORKFLOW.permissions, {});
    assert.deepEqual(Object.fromEntries(jobs.map(([name, { permissions }]) => [name, permissions])), {
      check: { contents: 'read' },
      plan: { contents: 'read', 'pull-requests': 'write' },
      deploy: { contents: 'read', 'id-token': 'write' },
    });
    for (const [name, job] of jobs)
      if (forPullRequests(job)) assert.equal(job.permissions?.['id-token'], undefined, name);
  });

  test('has every action by its commit, with the version beside it', () => {
    const used = [...WORKFLOW_TEXT.matchAll(/^ +(?:- )?uses: (.*)$/gm)].map(([, text = '']) => text);
    assert.equal(used.length, steps.filter(({ uses }) => uses).length);
    for (const text of used) assert.match(text, /^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test('leaves no token behind in the repository, and hands one to a single step', () => {
    for (const { uses, with: given } of steps)
      if (uses?.startsWith('actions/checkout@')) assert.equal(given?.['persist-credentials'], false);
    assert.deepEqual(
      steps
        .filter(({ env = {} }) => Object.values(env).some((value) => /token|secrets/.test(value)))
        .map(({ name }) => name),
      ['Comment, and summarize'],
    );
    assert.doesNotMatch(WORKFLOW_TEXT, /secrets\./);
  });

  test('puts nothing into a shell but by its environment, and every script parses', () => {
    for (const run of runs) {
      assert.doesNotMatch(run, /\$\{\{/);
      assertParses(run);
    }
    assert.ok(runs.length > 5);
  });

  test('runs on a Node that package.json admits, the same in each job', () => {
    const { engines }: { readonly engines: { readonly node: string } } = JSON.parse(
      readFileSync(join(ROOT, 'package.json'), 'utf8'),
    );
    const least = Number(/^>=(\d+)$/.exec(engines.node)?.[1]);
    const versions = steps.flatMap(({ with: given }) => given?.['node-version'] ?? []).map(Number);
    assert.equal(versions.length, jobs.length);
    assert.equal(new Set(versions).size, 1);
    assert.ok(versions.every((version) => version >= least));
  });

  test('checks with the linter that CI of this repository has', () => {
    const own = /cfn-lint==[\d.]+/.exec(readFileSync(join(ROOT, '.ci/run'), 'utf8'))?.[0];
    assert.ok(own && stepOf(WORKFLOW.jobs.check, 'Install').run?.includes(own) && blockOf('yaml').includes(own));
  });

  test('comments before it fails, and has the branch that is compared with', () => {
    const { steps: ofPlan } = WORKFLOW.jobs.plan;
    assert.equal(ofPlan.find(({ uses }) => uses?.startsWith('actions/checkout@'))?.with?.['fetch-depth'], 0);
    assert.deepEqual(
      ofPlan.slice(-3).map(({ name }) => name),
      ['Plan', 'Comment, and summarize', 'End as the plan did'],
    );
  });

  test('deploys only where a variable says where to, one at a time, and is never cancelled', () => {
    const { if: condition, concurrency, needs } = WORKFLOW.jobs.deploy;
    assert.equal(condition, "github.event_name == 'push' && vars.DEPLOYMENTS != ''");
    assert.equal(needs, 'check');
    assert.equal(concurrency?.['cancel-in-progress'], false);
    for (const part of ['environment', 'system']) assert.ok(concurrency?.group.includes(`\${{ matrix.${part} }}`));
  });
});

describe('what CI deploys with', () => {
  test("is, in the guide's example, the role of a system in an environment of its", () => {
    assert.ok(deployments.length > 0);
    for (const { environment, system, region, role } of deployments) {
      const there = ENVIRONMENTS.find(({ name }) => name === environment);
      assert.ok(there !== undefined, environment);
      assert.ok(there.systems?.some((each) => each === system) && there.region === region, system);
      const arn = new RegExp(`^arn:${there.partition}:iam::${there.account}:role/(.*)$`).exec(role);
      const named = /RoleName: !Sub (\S+-deployer-\S+)$/m.exec(
        readFileSync(join(ROOT, 'output', system, 'deployer.yaml'), 'utf8'),
      )?.[1];
      assert.equal(arn?.[1], named?.replace(/\$\{SystemName\}/, system).replace(/\$\{AWS::Region\}/, region));
    }
  });

  test("lets the job's token in, with the environment that the guide has written into deployer.yaml", () => {
    assert.equal(WORKFLOW.jobs.deploy.environment, '${{ matrix.environment }}');
    const [given] = deployments;
    const said = /DeploymentEnvironment=(\S+)/.exec(GUIDE)?.[1] ?? '';
    assert.equal(said, given?.environment);
    for (const target of TARGETS.filter(({ partition }) => partition !== 'aws-us-gov')) {
      const { permissions, provider, get } = open(target, { ...hello, name: 'hello-server' }, {}, undefined, {
        DeploymentEnvironment: said,
      });
      const role = get('DeployRole', 'Arn');
      const audience = audienceFor(role);
      const token = (sub: string, aud = audience) => ({
        'token.actions.githubusercontent.com:aud': aud,
        'token.actions.githubusercontent.com:sub': `repo:example/hello-server:${sub}`,
      });
      const takeOn = 'sts:AssumeRoleWithWebIdentity';
      assert.deepEqual(
        failures(
          [
            may(provider, takeOn, role, token(`environment:${said}`)),
            mayNot(provider, takeOn, role, token('ref:refs/heads/main')),
            mayNot(provider, takeOn, role, token('pull_request')),
            mayNot(provider, takeOn, role, token(`environment:${said}`, 'https://github.com/example')),
          ],
          permissions,
        ),
        [],
      );
    }
  });

  test('and the same with GitLab, for the subject and the audience of the guide', () => {
    const issuer = 'gitlab.com';
    const subject = /Subject=(\S+)/.exec(GUIDE)?.[1] ?? '';
    assert.match(GUIDE, new RegExp(`deployedBy: tokenIssuer\\(\\{ issuer: '${issuer}' \\}\\)`));
    const { permissions, provider, get } = open(TARGETS[0], hello, {}, tokenIssuer({ issuer }), { Subject: subject });
    const [token] = Object.values(gitLab().jobs.deploy?.id_tokens ?? {});
    const role = get('DeployRole', 'Arn');
    const says = (sub: string, aud = token?.aud ?? '') => ({ [`${issuer}:aud`]: aud, [`${issuer}:sub`]: sub });
    const takeOn = 'sts:AssumeRoleWithWebIdentity';
    assert.deepEqual(
      failures(
        [
          may(provider, takeOn, role, says('project_path:example/hello-server:ref_type:branch:ref:main')),
          mayNot(provider, takeOn, role, says('project_path:example/hello-server:ref_type:branch:ref:feature')),
          mayNot(provider, takeOn, role, says('project_path:mallory/hello-server:ref_type:branch:ref:main')),
          mayNot(provider, takeOn, role, says(subject, 'https://gitlab.com')),
        ],
        permissions,
      ),
      [],
    );
  });
});

describe("the guide's file for GitLab", () => {
  const { jobs: parts, before } = gitLab();

  test('has the same jobs, whose scripts parse', () => {
    assert.deepEqual(Object.keys(parts), ['check', 'plan', 'deploy']);
    for (const { script } of Object.values(parts)) assertParses([...before, ...script].join('\n'));
  });

  test('has an identity for deployments only, one at a time, where a role is named, on the default branch', () => {
    assert.deepEqual(
      Object.entries(parts)
        .filter(([, { id_tokens }]) => id_tokens)
        .map(([name]) => name),
      ['deploy'],
    );
    const { rules, resource_group: group, interruptible, variables } = parts.deploy ?? {};
    assert.deepEqual(
      rules?.map((rule) => rule.if),
      ['$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH && $DEPLOY_ROLE'],
    );
    assert.ok(group);
    assert.equal(interruptible, false);
    assert.equal(variables?.AWS_ROLE_ARN, '$DEPLOY_ROLE');
    assert.deepEqual(
      parts.plan?.rules?.map((rule) => rule.if),
      ['$CI_PIPELINE_SOURCE == "merge_request_event"'],
    );
  });
});

test('every target of make that CI names exists', () => {
  const scripts = [...runs, ...Object.values(gitLab().jobs).flatMap(({ script }) => script)]
    .join('\n')
    .replace(/^ *#.*$/gm, '');
  const named = new Set([...scripts.matchAll(/\bmake (?:-s )?([a-z-]+)/g)].map(([, name]) => name));
  // `make plan` comes with its script.
  const coming = existsSync(join(ROOT, 'scripts/plan.ts')) ? [] : ['plan'];
  assert.deepEqual(
    [...named].filter((name) => !targets.has(name) && !coming.includes(String(name))),
    [],
  );
  assert.deepEqual([...named].sort(), ['check', 'comment', 'deploy', 'plan']);
});

/** What the step asks for as the audience of the job's token, for a role of that ARN. */
function audienceFor(role: string): string {
  const given = WORKFLOW.jobs.deploy.steps.find(({ uses }) => uses?.includes('configure-aws-credentials'))?.with
    ?.audience;
  const [, prefix = '', then, otherwise] =
    /^\$\{\{ startsWith\(matrix\.role, '(.*)'\) && '(.*)' \|\| '(.*)' \}\}$/.exec(String(given)) ?? [];
  return String(role.startsWith(prefix) ? then : otherwise);
}

function assertParses(script: string): void {
  const { status, stderr } = spawnSync('bash', ['-n'], { input: script, encoding: 'utf8' });
  assert.equal(status, 0, stderr);
}

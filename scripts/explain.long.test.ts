import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { ROOT } from './lib/root.ts';
import { edit, makeSandbox } from './lib/sandbox.ts';

describe('make explain', () => {
  test('says what an id is: places, references across stacks, roles, the page', (context) => {
    const { status, stdout, stderr } = makeSandbox(context).run(['explain', '--id', 'service/Service']);
    assert.deepEqual([status, stderr], [0, '']);
    assert.match(
      stdout,
      /^Service\/Service {2}AWS::ECS::Service\nin hello-server; there is one in hello-admin and storefront/,
    );
    assert.match(stdout, /; it is written Service\/Service\n/);
    assert.match(stdout, /\n {2}declared {3}templates\/service\.ts:\d+\n/);
    assert.match(stdout, /\n {2}template {3}output\/hello-server\/service\.yaml:\d+\n/);
    assert.match(
      stdout,
      /\n {2}LoadBalancer\/BlueTargetGroup .*\n? +LoadBalancers\[0\]\.TargetGroupArn: by way of BlueTargetGroupArn\n/,
    );
    assert.match(stdout, /\nroles that may touch it\n {2}Deployment\/DeploymentRole\n/);
    assert.match(stdout, /aws-resource-ecs-service\.html\n/);
    assert.ok(!stdout.includes('\u001b'));
  });

  test('names lines of the files as they lie there, and of TypeScript as it is now', (context) => {
    const sandbox = makeSandbox(context);
    const ask = () => {
      const { stdout } = sandbox.run(['explain', '--id', 'Network/PublicDefaultRoute', '--format', 'json']);
      return JSON.parse(stdout);
    };
    const before = ask();
    edit(sandbox, 'output/hello-server/network.yaml', 'Resources:', '\nResources:');
    edit(sandbox, 'templates/network.ts', 'import', '// One line more.\nimport');
    const after = ask();
    assert.equal(after.template.line, before.template.line + 1);
    assert.equal(after.declared.line, before.declared.line + 1);
    assert.deepEqual([after.declared.file, after.flat], ['templates/network.ts', before.flat]);
  });

  test('gives programs all of it', (context) => {
    const { status, stdout } = makeSandbox(context).run(['explain', '--id', 'SystemName', '--format', 'json']);
    assert.equal(status, 0);
    const { formatVersion, id, asked, kind, system, otherSystems, referredBy } = JSON.parse(stdout);
    assert.deepEqual(
      { formatVersion, id, asked, kind, system, otherSystems },
      {
        formatVersion: 1,
        id: 'SystemName',
        asked: 'SystemName',
        kind: 'parameter',
        system: 'hello-server',
        otherSystems: ['hello-admin', 'storefront'],
      },
    );
    assert.ok(referredBy.length > 20);
  });

  test('says what the guide shows, whatever the lines are now', (context) => {
    const guide = readFileSync(join(ROOT, 'docs/explaining.md'), 'utf8');
    const [, id = '', shown = ''] = /```console\n\$ make explain ID=(\S+)\n([\s\S]*?)```/.exec(guide) ?? [];
    const { stdout } = makeSandbox(context).run(['explain', '--id', id]);
    const withoutLines = (text: string) => text.replace(/(\.(?:ts|yaml)):\d+/g, '$1');
    assert.equal(withoutLines(stdout), withoutLines(shown));
  });

  test('takes the system that is named', (context) => {
    const { stdout } = makeSandbox(context).run(['explain', '--id', 'Service/Service', '--system', 'storefront']);
    assert.match(stdout, /^Service\/Service {2}AWS::ECS::Service\nin storefront\n/);
  });

  test('fails where nothing is called so, or several are, and says what to write', (context) => {
    const sandbox = makeSandbox(context);
    for (const [id, message] of [
      [
        'Service/HelloServerService',
        /^unknown-id: nothing in .* is called "Service\/HelloServerService"\n {2}-> did you mean Service\/Service/,
      ],
      ['Deploymnt/DeploymentRole', /^unknown-id: .*\n {2}-> did you mean Deployment\/DeploymentRole/],
      ['nothing-of-the-kind', /^unknown-id: .*\n {2}-> ids are Stack\/LogicalId; ID=Root lists the stacks/],
      [
        'ArtifactKeyArn',
        /^ambiguous-id: hello-server has 2 of .*\n {2}-> say which: ID=Deployment\/ArtifactKeyArn \(parameter\), /,
      ],
    ] as const) {
      const { status, stdout, stderr } = sandbox.run(['explain', '--id', id]);
      assert.deepEqual([status, stdout], [1, '']);
      assert.match(stderr, message);
    }
  });

  for (const { args, message } of [
    { args: [], message: /^usage: nothing is named to be explained\n {2}-> write ID=Service\/TaskRole/ },
    { args: ['--id', 'Root', '--format', 'xml'], message: /^usage: --format takes text or json, not "xml"\n/ },
    { args: ['--id', 'Root', '--system', 'none'], message: /^unknown-system: .*\n {2}-> there are: / },
    { args: ['Root'], message: /^unexpected argument 'Root'\n/ },
  ]) {
    test(`wrong usage is refused, exit 2: ${args.join(' ')}`, (context) => {
      const { status, stdout, stderr } = makeSandbox(context).run(['explain', ...args]);
      assert.deepEqual([status, stdout], [2, '']);
      assert.match(stderr, message);
    });
  }

  test('is asked by make, with ID, SYSTEM and FORMAT', (context) => {
    const { folder } = makeSandbox(context);
    // What is installed counts as new enough: a copy of the repository is newer than its packages.
    const old = ['-o', 'node_modules/.package-lock.json'];
    const env = { ...process.env, NO_COLOR: '1', MAKEFLAGS: '', MFLAGS: '', MAKELEVEL: '' };
    const make = (...args: readonly string[]) =>
      spawnSync('make', [...old, 'explain', ...args], { cwd: folder, encoding: 'utf8', env });
    const { status, stdout } = make('ID=deployer/DeployRole', 'SYSTEM=storefront', 'FORMAT=json');
    assert.equal(status, 0);
    assert.deepEqual([JSON.parse(stdout).id, JSON.parse(stdout).system], ['deployer/DeployRole', 'storefront']);
    assert.match(make().stderr, /^usage: nothing is named/);
  });
});

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { ended, makeSandbox } from './lib/sandbox.ts';

interface Line {
  readonly kind: string;
  readonly event?: string;
  readonly status?: string;
  readonly passed?: boolean;
  readonly checks?: readonly { readonly name: string; readonly passed: boolean; readonly text: string }[];
}

// They wait more than they work.
describe('make rehearse', { concurrency: 3 }, () => {
  test('plays a release of hello-server from its templates, and no user notices', async (context) => {
    const sandbox = makeSandbox(context);
    const { status, stdout, stderr } = await ended(sandbox.start(['rehearse', '--format', 'json']));
    const lines: readonly Line[] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const verdict = lines.findLast(({ kind }) => kind === 'verdict');
    assert.deepEqual(
      verdict?.checks?.filter(({ passed }) => !passed),
      [],
      stderr,
    );
    assert.equal(status, 0, stderr);
    const [, requests = '0'] =
      /^0 of (\d+)/.exec(verdict?.checks?.find(({ name }) => name === 'failed requests')?.text ?? '') ?? [];
    assert.ok(Number(requests) >= 5_000, `${requests} requests`);
    assert.deepEqual(
      lines.flatMap(({ kind, event, status: told }) => (kind === 'lifecycle' && told === 'Succeeded' ? [event] : [])),
      [
        'BeforeInstall',
        'Install',
        'AfterInstall',
        'AllowTestTraffic',
        'AfterAllowTestTraffic',
        'BeforeAllowTraffic',
        'AllowTraffic',
        'AfterAllowTraffic',
      ],
    );
    const [folder = ''] = readdirSync(join(sandbox.folder, '.local', 'rehearsal'));
    const left = join(sandbox.folder, '.local', 'rehearsal', folder);
    assert.match(readFileSync(join(left, 'report.html'), 'utf8'), /the release went through/);
    assert.equal(JSON.parse(readFileSync(join(left, 'timeline.json'), 'utf8')).formatVersion, 1);
  });

  test('plays another deployment configuration, and refuses one that is none', async (context) => {
    const sandbox = makeSandbox(context);
    const canary = ['rehearse', '--config', 'CodeDeployDefault.ECSCanary10Percent5Minutes', '--format', 'json'];
    const { status, stdout, stderr } = await ended(sandbox.start(canary));
    assert.equal(status, 0, stderr);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      lines.flatMap(({ kind, listener, green }) => (kind === 'weights' && listener === 'production' ? [green] : [])),
      [10, 100],
    );
    const wrong = await ended(sandbox.start(['rehearse', '--config', 'ECSCanary']));
    assert.equal(wrong.status, 1);
    assert.match(
      wrong.stderr,
      /no deployment configuration "ECSCanary"\n {2}-> take one of CodeDeployDefault.ECSAllAt/,
    );
  });

  test('that is ended by Ctrl-C ends its tasks and users, and leaves a report', async (context) => {
    const sandbox = makeSandbox(context);
    const child = sandbox.start(['rehearse', '--format', 'json']);
    const end = ended(child);
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      const before = said.includes('"kind":"traffic"');
      said += chunk.toString();
      if (!before && said.includes('"kind":"traffic"')) child.kill('SIGINT');
    });
    const { status, stderr } = await end;
    assert.equal(status, 1);
    assert.match(stderr, /^interrupted: it was ended before it was over$/m);
    const [folder = ''] = readdirSync(join(sandbox.folder, '.local', 'rehearsal'));
    assert.match(readFileSync(join(sandbox.folder, '.local', 'rehearsal', folder, 'report.html'), 'utf8'), /<html/);
  });

  test('refuses a speed that is none, and a system that it does not know', (context) => {
    const sandbox = makeSandbox(context);
    const slow = sandbox.run(['rehearse', '--speed', '0']);
    assert.deepEqual([slow.status, slow.stdout], [2, '']);
    assert.match(slow.stderr, /--speed takes a number from 1 to 600, not "0"/);
    const unknown = sandbox.run(['rehearse', '--system', 'nowhere']);
    assert.equal(unknown.status, 1);
    assert.match(unknown.stderr, /nowhere/);
  });
});

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { makeDeployed, makeDeploying } from './lib/local-cloud.fixtures.ts';

// A limit of the size of files stands for a disk that is full: the kernel writes what fits, and says no to the rest.
const hasLimits = spawnSync('prlimit', ['--version']).status === 0;
const skip = hasLimits || process.env.CI === 'true' ? false : 'there is no prlimit(1) of util-linux here';

const limit = (pid: number | undefined, bytes: number | 'unlimited') =>
  assert.equal(spawnSync('prlimit', ['--pid', String(pid), `--fsize=${bytes}:`]).status, 0);

describe('a disk that is full', { skip }, () => {
  test('while output/ is written is said, and leaves every file as it was or as it shall be, and none half', (context) => {
    const sandbox = makeDeploying(context);
    const output = join(sandbox.folder, 'output');
    const before = contents(output);
    // Longer than the limit, so that this file does not fit; those before it do.
    sandbox.edit(
      'templates/load-balancer/target-groups.ts',
      'HealthCheckIntervalSeconds: 10',
      'HealthCheckIntervalSeconds: 15',
    );
    // Set when the first file is about to be written: what makes the command run is larger than any file of output/.
    const hook = join(sandbox.folder, 'limit.mjs');
    writeFileSync(hook, HOOK);
    const full = sandbox.run(['synth'], { NODE_OPTIONS: `--import=${hook}` });
    assert.equal(full.status, 1, full.stdout + full.stderr);
    assert.match(
      full.stderr,
      /^output-not-written: cannot write output\/\S+\.yaml: (EFBIG|ENOSPC): .*\n {2}-> see that .* the disk has room, then run it again$/m,
    );
    const after = contents(output);
    assert.deepEqual([...after.keys()], [...before.keys()]);
    const mended = sandbox.run(['synth']);
    assert.equal(mended.status, 0, mended.stderr);
    const wanted = contents(output);
    for (const [path, digest] of after) {
      assert.ok(digest === before.get(path) || digest === wanted.get(path), `${path} is neither old nor new`);
    }
    assert.notDeepEqual(wanted, before);
  });

  test('while the state of the local cloud is written fails the call in words, keeps the state, and once there is room goes on', async (context) => {
    const sandbox = await makeDeployed(context);
    const child = sandbox.start(['local']);
    const { clients } = await sandbox.cloudOf(child);
    const state = join(sandbox.folder, '.local/state.json');
    const kept = readFileSync(state, 'utf8');
    limit(child.pid, 100_000);
    const put = () => clients.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'a', Body: 'a' }));
    await assert.rejects(put, { name: 'StateNotWritten', message: /cannot write its state into .*: (EFBIG|ENOSPC)/ });
    assert.equal(readFileSync(state, 'utf8'), kept);
    assert.equal(existsSync(`${state}.draft`), false);
    sandbox.edit('templates/environments.ts', 'DesiredCount: 1', 'DesiredCount: 2');
    sandbox.synth();
    const failed = sandbox.deploy();
    assert.equal(failed.status, 1, failed.stdout);
    assert.match(
      failed.stderr,
      /^state-not-written: .* is not kept: the local cloud cannot write its state .*\n {2}-> .*disk has room/,
    );
    limit(child.pid, 'unlimited');
    await put();
    assert.match(readFileSync(state, 'utf8'), new RegExp(`"${BUCKET}/a"`));
    const again = sandbox.deploy();
    assert.equal(again.status, 0, again.stdout + again.stderr);
  });
});

const BUCKET = 'templates-000000000000-us-east-1';

const HOOK = `
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
const { writeFileSync } = fs;
fs.writeFileSync = (path, ...rest) => {
  if (/\\/output\\/.*flat\\.yaml/.test(String(path))) {
    spawnSync('prlimit', ['--pid', String(process.pid), '--fsize=8192:']);
  }
  return writeFileSync(path, ...rest);
};
syncBuiltinESMExports();
`;

function contents(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path));
  return new Map(
    files
      .filter((path) => statSync(path).isFile())
      .sort()
      .map((path) => [path, createHash('sha256').update(readFileSync(path)).digest('hex')]),
  );
}

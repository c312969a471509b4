import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from './lib/root.ts';
import { makeSandbox } from './lib/sandbox.ts';

test('a deployment comes to its end when nobody reads on, as with `| head`', async (context) => {
  const sandbox = makeSandbox(context);
  cpSync(join(ROOT, 'app'), join(sandbox.folder, 'app'), { recursive: true });
  const child = spawn(process.execPath, ['scripts/run.cjs', 'deploy', '--system', 'hello-server'], {
    cwd: sandbox.folder,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, AWS_ENDPOINT_URL: '' },
  });
  child.stdout.once('data', () => child.stdout.destroy());
  await once(child, 'close');
  assert.equal(child.exitCode, 0);
  const { stdout } = sandbox.run(['status', '--system', 'hello-server'], { AWS_ENDPOINT_URL: '' });
  assert.match(stdout, /^hello-server +CREATE_COMPLETE/);
});

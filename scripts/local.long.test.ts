import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { makeSandbox } from './lib/sandbox.ts';

describe('make local', () => {
  test('says where the local cloud is, answers, and ends when it is told to, its state kept', async (context) => {
    const { folder } = makeSandbox(context);
    const child = spawn(process.execPath, ['scripts/run.cjs', 'local'], { cwd: folder });
    context.after(() => child.kill('SIGKILL'));
    let printed = '';
    await new Promise<void>((resolve, reject) => {
      child.stderr.on('data', (text) => reject(new Error(String(text))));
      child.stdout.on('data', (text) => {
        printed += text;
        if (printed.includes('Ctrl-C')) resolve();
      });
    });
    const [, url = ''] = /account 000000000000 in us-east-1, at (http:\S+);/.exec(printed) ?? [];
    assert.match(printed, new RegExp(`AWS_ENDPOINT_URL=${url}\n  aws --region us-east-1 sts get-caller-identity`));
    assert.equal(readFileSync(join(folder, '.local/endpoint'), 'utf8'), `${url}\n`);
    const authorization = 'AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/s3/aws4_request, Signature=0';
    const created = await fetch(`${url}/bucket`, { method: 'PUT', headers: { authorization } });
    assert.equal(created.status, 200);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    assert.equal(await ended, 0);
    assert.equal(existsSync(join(folder, '.local/endpoint')), false);
    assert.match(readFileSync(join(folder, '.local/state.json'), 'utf8'), /"AWS::S3::Bucket"/);
  });

  test('refuses an environment and a port that there are not', (context) => {
    const { run } = makeSandbox(context);
    const unknown = run(['local', '--env', 'moon']);
    assert.equal(unknown.status, 2);
    assert.match(unknown.stderr, /^there is no environment 'moon'; there are: local, dev/);
    const port = run(['local', '--port', '70000']);
    assert.equal(port.status, 2);
    assert.match(port.stderr, /^--port takes a number up to 65535, not '70000'/);
  });
});

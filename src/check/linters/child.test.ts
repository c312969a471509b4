import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { findOnPath, lastLine, runChild } from './child.ts';
import { standIn, temporaryFolder, writeFiles } from './stand-in.ts';

const options = { cwd: '/', env: { PATH: '/usr/bin:/bin' }, timeoutMs: 10_000 };

test('a program ends with its exit code and everything it wrote', async () => {
  const result = await runChild('/bin/sh', ['-c', 'echo out; echo err >&2; exit 6'], options);
  assert.deepEqual(result, { ended: 'exit', exitCode: 6, stdout: 'out\n', stderr: 'err\n', reason: 'exit code 6' });
});

test('a program that is not there is a result with the reason', async () => {
  const result = await runChild('/no/such/program', [], options);
  assert.equal(result.ended, 'failed');
  assert.match(result.reason, /ENOENT/);
});

test('arguments that are too long for the system are a result too', async () => {
  assert.equal((await runChild('/bin/sh', ['-c', 'exit 0', 'x'.repeat(8_000_000)], options)).ended, 'failed');
});

test('a program that is too slow is ended, with what it started holding on to its output', async () => {
  const result = await runChild('/bin/sh', ['-c', 'sleep 5; echo late'], { ...options, timeoutMs: 100 });
  assert.equal(result.ended, 'timeout');
  assert.equal(result.reason, 'no answer after 0.1 s');
});

test('a program that has ended while this thread was busy was not too slow', async () => {
  const running = runChild('/bin/sh', ['-c', 'sleep 0.1; echo done'], { ...options, timeoutMs: 300 });
  const busyUntil = performance.now() + 600;
  while (performance.now() < busyUntil);
  assert.equal((await running).stdout, 'done\n');
});

test('a program that is killed says by which signal', async () => {
  assert.equal((await runChild('/bin/sh', ['-c', 'kill -9 $$'], options)).reason, 'ended by SIGKILL');
});

test('aborting ends the program and throws the reason', async () => {
  const controller = new AbortController();
  const running = runChild('/bin/sh', ['-c', 'sleep 5'], { ...options, signal: controller.signal });
  controller.abort(new Error('enough'));
  await assert.rejects(running, /enough/);
  await assert.rejects(runChild('/bin/sh', [], { ...options, signal: controller.signal }), /enough/);
});

test('only an executable file on the PATH is found', (t) => {
  const folder = temporaryFolder(t);
  const env = standIn(folder, 'there', 'exit 0');
  writeFiles(folder, { 'bin/text': 'no program', 'bin/folder/file': '' });
  assert.equal(findOnPath('there', env), join(folder, 'bin', 'there'));
  assert.equal(findOnPath('text', env), undefined);
  assert.equal(findOnPath('folder', env), undefined);
  assert.equal(findOnPath('there', {}), undefined);
});

test('the last line is what a traceback ends with', () => {
  assert.equal(lastLine('Traceback\n  File x\nValueError: no\n\n'), 'ValueError: no');
  assert.equal(lastLine(''), '');
});

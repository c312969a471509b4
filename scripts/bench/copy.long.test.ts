import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openCopy } from './copy.ts';

test('in a copy make works with what is installed here, and installs nothing', (context) => {
  const copy = openCopy({ isAlone: false });
  context.after(() => copy.remove());
  const { status, stdout } = spawnSync('make', ['-n'], { cwd: copy.folder, encoding: 'utf8' });
  assert.equal(status, 0);
  assert.match(stdout, /run\.cjs synth/);
  assert.doesNotMatch(stdout, /^npm /m);
});

test('a copy of one system is made by synth, anew after each edit, and with nothing kept after it has forgotten', (context) => {
  const copy = openCopy({ isAlone: true });
  context.after(() => copy.remove());
  const synth = () => {
    const { status, stderr } = spawnSync(process.execPath, ['scripts/run.cjs', 'synth'], {
      cwd: copy.folder,
      encoding: 'utf8',
    });
    assert.equal(status, 0, stderr);
    return readFileSync(join(copy.folder, 'output', 'hello-server', 'flat.yaml'), 'utf8');
  };
  const first = synth();
  copy.edit();
  const second = synth();
  assert.notEqual(second, first);
  copy.edit();
  const third = synth();
  assert.notEqual(third, second);
  copy.editModule();
  assert.notEqual(synth(), third);
  copy.forget();
  assert.ok(!existsSync(join(copy.folder, 'output')));
});

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from '../world.fixtures.ts';
import { readDockerfile } from './dockerfile.ts';

test("the application's own says its environment and its command, with the version that the build gives", () => {
  const text = readFileSync(join(ROOT, 'app/Dockerfile'), 'utf8');
  const { environment, command } = readDockerfile(text, { VERSION: 'abc123' });
  assert.deepEqual(environment, { NODE_ENV: 'production', VERSION: 'abc123', PORT: '80' });
  assert.deepEqual(command, ['node', '--enable-source-maps', 'server.cjs']);
  assert.equal(readDockerfile(text).environment.VERSION, 'dev');
});

test('only the last stage counts, and quotes are taken off', () => {
  const text = 'FROM a AS build\nENV A=1\nFROM b\nENV B="two words" C=3\nENTRYPOINT ["node"]\nCMD ["x.js"]\n';
  assert.deepEqual(readDockerfile(text), {
    environment: { B: 'two words', C: '3' },
    entryPoint: ['node'],
    command: ['x.js'],
  });
});

test('what is not understood is named, all at once', () => {
  assert.throws(() => readDockerfile('FROM a\nONBUILD RUN x\nCMD node x.js\n'), {
    code: 'bad-dockerfile',
    message: /ONBUILD[\s\S]*CMD node x\.js[\s\S]*JSON list/,
  });
});

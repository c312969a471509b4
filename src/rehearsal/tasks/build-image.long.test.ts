import assert from 'node:assert/strict';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT, temporaryFolder } from '../world.fixtures.ts';
import { buildImage } from './build-image.ts';
import { findImage } from './image.ts';

test('the same source and arguments make the same image, wherever they are built; others make another one', async (context) => {
  const images = temporaryFolder(context);
  const build = async (VERSION: string, change = '') => {
    const app = join(temporaryFolder(context), 'deep', 'app');
    cpSync(join(ROOT, 'app'), app, { recursive: true });
    if (change !== '') writeFileSync(join(app, 'escape.ts'), change, { flag: 'a' });
    return (await buildImage(app, images, { root: ROOT, arguments: { VERSION } })).digest;
  };
  const digest = await build('one');
  assert.equal(await build('one'), digest);
  assert.notEqual(await build('two'), digest);
  assert.notEqual(await build('one', '\nconsole.log(1);\n'), digest);
  const image = findImage(images, `111122223333.dkr.ecr.eu-central-1.amazonaws.com/web@${digest}`);
  assert.ok(image.kind === 'built');
  assert.equal(image.config.environment.VERSION, 'one');
});

test('an application that is not built by esbuild is refused, and a source that is wrong with what esbuild says', async (context) => {
  const app = temporaryFolder(context);
  const images = temporaryFolder(context);
  const build = () => buildImage(app, images, { root: ROOT });
  await assert.rejects(build(), { code: 'bad-application', message: /has no Dockerfile/ });
  writeFileSync(join(app, 'Dockerfile'), 'FROM node\nCMD ["node", "server.cjs"]\n');
  writeFileSync(join(app, 'package.json'), '{ "scripts": { "build": "tsc" } }');
  await assert.rejects(build(), { code: 'bad-application', message: /"tsc"/ });
  const script = 'esbuild server.ts --bundle --platform=node --outfile=dist/server.cjs';
  writeFileSync(join(app, 'package.json'), JSON.stringify({ scripts: { build: script } }));
  writeFileSync(join(app, 'server.ts'), 'import "no-such-package";\n');
  await assert.rejects(build(), { code: 'not-built', message: /no-such-package/ });
});

test('what is not there cannot be pulled, and Node.js is here', (context) => {
  const images = temporaryFolder(context);
  const missing = findImage(images, 'x/web:latest');
  assert.ok(missing.kind === 'missing' && missing.reason.startsWith('CannotPullContainerError'));
  for (const name of ['node', 'node:24', 'public.ecr.aws/docker/library/node:24-alpine']) {
    assert.equal(findImage(images, name).kind, 'node');
  }
  assert.equal(findImage(images, 'x/nodes:1').kind, 'missing');
});

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { APP, readManifest, runServer, startServer } from './testing/process.ts';

/** The Node.js line with long-term support that the image is built on. */
const NODE_LTS = 24;

/** Instructions, comments left out and continued lines joined, by the stage that they belong to. */
const stages = readStages(readFileSync(join(APP, 'Dockerfile'), 'utf8'));
const final = stages.at(-1) ?? [];
const lock = readFileSync(join(APP, 'package-lock.json'), 'utf8');
const SOURCE = ['--import', 'tsx', join(APP, 'server.ts')];

function readStages(text: string): readonly (readonly string[])[] {
  const instructions = text
    .replace(/^#.*\n/gm, '')
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line !== '');
  const found: string[][] = [[]];
  for (const line of instructions) {
    if (line.startsWith('FROM ')) found.push([]);
    found.at(-1)?.push(line);
  }
  return found;
}

/** The rest of the only instruction of the final stage that begins so. */
function only(keyword: string): string {
  const found = final.filter((line) => line.startsWith(`${keyword} `));
  assert.equal(found.length, 1, keyword);
  return (found[0] ?? '').slice(keyword.length + 1);
}

function execForm(text: string): readonly string[] {
  const parts: unknown = JSON.parse(text);
  assert.ok(Array.isArray(parts) && parts.every((part) => typeof part === 'string'), text);
  return parts;
}

const healthCheck = execForm(only('HEALTHCHECK').replace(/^(--\S+ )*CMD /, ''));

describe('the image', () => {
  test('has one build stage and one final stage, both on the slim image of the LTS version', () => {
    const [head = [], ...rest] = stages;
    const [, major] = /^ARG NODE_IMAGE=\S+\/node:(\d+)-\w+-slim$/.exec(head.join('\n')) ?? [];
    assert.equal(Number(major), NODE_LTS);
    assert.match(rest.map(([from]) => from).join('\n'), /^FROM \$\{NODE_IMAGE\} AS build\nFROM \$\{NODE_IMAGE\}$/);
  });

  test('contains the bundle only, which package.json builds', () => {
    const copied = final.filter((line) => line.startsWith('COPY ') || line.startsWith('ADD '));
    assert.deepEqual(copied, ['COPY --from=build /build/dist/ ./']);
    assert.equal(final.filter((line) => line.startsWith('RUN ')).length, 0);
    const { scripts } = readManifest(APP);
    const [, file] = / --outfile=dist\/(\S+)$/.exec(scripts.build ?? '') ?? [];
    assert.equal(execForm(only('CMD')).at(-1), file);
  });

  test('runs node itself, not as root, in production', () => {
    assert.equal(only('USER'), 'node');
    assert.equal(execForm(only('CMD'))[0], 'node');
    assert.match(only('ENV'), /\bNODE_ENV=production\b.*\bVERSION=\$\{VERSION\}/);
    assert.equal(only('ARG'), 'VERSION=dev');
    // An entrypoint of its own could be a shell between docker and node.
    assert.ok(!final.some((line) => line.startsWith('ENTRYPOINT')));
  });

  test('is built without tests, installed packages and anything private', () => {
    const ignored = readFileSync(join(APP, '.dockerignore'), 'utf8').split('\n');
    for (const pattern of ['node_modules', 'testing', '**/*.test.ts', 'dist', '.git', '.env*']) {
      assert.ok(ignored.includes(pattern), pattern);
    }
    assert.ok(readdirSync(APP).includes('testing'));
  });
});

describe("the image's health check", { timeout: 60_000 }, () => {
  const check = (port: number) =>
    spawnSync(process.execPath, healthCheck.slice(1), {
      env: { PATH: process.env.PATH, PORT: String(port) },
      encoding: 'utf8',
    });

  test('succeeds while the server is up, and fails with 1 when it is gone', async (context) => {
    assert.equal(healthCheck[0], 'node');
    const server = await startServer(context, SOURCE);
    const { status, stderr } = check(server.port);
    assert.deepEqual([status, stderr], [0, '']);
    server.signal('SIGTERM');
    await server.ended;
    assert.equal(check(server.port).status, 1);
  });

  test('fails with 1 when the answer is not 200', async (context) => {
    const broken = runServer(
      context,
      [
        '--eval',
        `const server = require('node:http').createServer((_, response) => response.writeHead(503).end());
        server.listen(0, () => console.log(JSON.stringify({ event: 'start', port: server.address().port })));`,
      ],
      {},
    );
    const { port } = await broken.logged('start');
    assert.equal(check(Number(port)).status, 1);
  });
});

describe("the workload's manifest", () => {
  test("pins the same versions as the repository's", () => {
    const own = readManifest(APP);
    const root = readManifest(join(APP, '..'));
    const shared = { ...own.dependencies, ...own.devDependencies };
    assert.deepEqual(Object.keys(shared).sort(), ['esbuild', 'express']);
    for (const [name, version] of Object.entries(shared)) {
      assert.match(version, /^\d+\.\d+\.\d+$/);
      assert.equal(version, { ...root.devDependencies, ...root.dependencies }[name], name);
    }
  });

  test('is locked to the same versions, for every platform, and the lock file names no registry', () => {
    const { packages } = JSON.parse(lock);
    const { dependencies, devDependencies } = readManifest(APP);
    assert.deepEqual(packages[''].dependencies, dependencies);
    assert.deepEqual(packages[''].devDependencies, devDependencies);
    for (const platform of ['linux-x64', 'linux-arm64', 'darwin-arm64']) {
      assert.ok(packages[`node_modules/@esbuild/${platform}`], platform);
    }
    assert.doesNotMatch(lock, /"resolved"|:\/\/(?!github\.com|opencollective\.com|feross\.org|tidelift\.com|www\.)/);
  });
});

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { type SourceFile, zipSource } from './source-zip.ts';

const files = fc.uniqueArray(
  fc.record({
    path: fc.stringMatching(/^[a-z]{1,8}(\/[a-z.]{1,8}x){0,2}$/),
    body: fc.uint8Array({ maxLength: 200 }),
    isExecutable: fc.boolean(),
  }),
  { selector: ({ path }) => path, minLength: 1, maxLength: 8 },
);

async function digest(source: readonly SourceFile[]): Promise<string> {
  return createHash('sha256')
    .update(await zipSource(source))
    .digest('hex');
}

describe('the source archive', () => {
  test('is the same for the same files in any order', async () => {
    await fc.assert(
      fc.asyncProperty(files, async (source) => {
        assert.equal(await digest(source), await digest([...source].reverse()));
      }),
      { numRuns: 30 },
    );
  });

  test('is the same in every time zone', () => {
    const script = `
      import { createHash } from 'node:crypto';
      import { zipSource } from './src/source/source-zip.ts';
      const zip = await zipSource([{ path: 'a', body: Buffer.from('a'), isExecutable: true }]);
      process.stdout.write(createHash('sha256').update(zip).digest('hex'));`;
    const digests = ['UTC', 'Asia/Shanghai', 'America/New_York'].map((TZ) => {
      const args = ['--import', 'tsx', '--input-type=module', '-e', script];
      return spawnSync(process.execPath, args, { encoding: 'utf8', env: { ...process.env, TZ } }).stdout;
    });
    assert.match(digests[0] ?? '', /^[0-9a-f]{64}$/);
    assert.equal(new Set(digests).size, 1);
  });

  test('is another for another content, name or mode', async () => {
    const one = { path: 'a', body: Buffer.from('a'), isExecutable: false };
    const all = [one, { ...one, path: 'b' }, { ...one, body: Buffer.from('b') }, { ...one, isExecutable: true }];
    const digests = await Promise.all(all.map((file) => digest([file])));
    assert.equal(new Set(digests).size, 4);
  });
});

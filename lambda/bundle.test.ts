import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import { hookCode } from './run-hook.ts';

const code = hookCode();
const lines = code.split('\n');

describe("the hook's code", () => {
  test('is ASCII, of at most 200 lines, none longer than 120 characters, indented by two spaces', () => {
    assert.match(code, /^[\n\x20-\x7e]*$/);
    assert.ok(lines.length - 1 <= 200, `${lines.length - 1} lines`);
    assert.deepEqual(
      lines.filter((line) => line.length > 120 || /^( {2})* \S| $/.test(line)),
      [],
    );
  });

  test('requires nothing but what Lambda brings', () => {
    const required = [...code.matchAll(/\brequire\("(.*?)"\)/g)].map(([, name]) => name);
    const others = ['@aws-sdk/client-codedeploy', 'node:vm', 'node:timers/promises'];
    assert.deepEqual(required, ['node:http', 'node:https', ...others]);
  });

  test('is CommonJS that Node parses, and exports the handler', () => {
    const { status, stderr } = spawnSync(process.execPath, ['--check', '--input-type=commonjs', '-'], { input: code });
    assert.equal(status, 0, String(stderr));
    assert.equal(lines.filter((line) => line.startsWith('exports.handler = ')).length, 1);
    assert.doesNotMatch(code, /__\w+|\bvar\b|\bvoid\b|^\s*(import|export) /m);
  });

  test('says what it does in comments, and an empty line precedes every function', () => {
    assert.ok(lines.filter((line) => /^\s*\/\/ \S/.test(line)).length >= 12);
    assert.doesNotMatch(code, /\/\/!|\/\*/);
    for (const [index, line] of lines.entries()) {
      if (!/^(async )?function /.test(line)) continue;
      const above = lines[index - 1]?.startsWith('//') ? lines[index - 2] : lines[index - 1];
      assert.equal(above, '', line);
    }
  });

  test('is the same in every process and holds no path of this machine', () => {
    const url = new URL('./bundle.ts', import.meta.url).href;
    const program = `import(${JSON.stringify(url)}).then(({ bundleHook }) => process.stdout.write(bundleHook()))`;
    const again = execFileSync(process.execPath, ['--import', 'tsx', '-e', program], {
      cwd: new URL('..', import.meta.url),
      encoding: 'utf8',
    });
    assert.equal(again, code);
    assert.ok(!code.includes(process.cwd()));
  });
});

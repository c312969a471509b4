import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ROOT } from '../lib/root.ts';
import { formattedFiles } from './formatted-files.ts';
import { openFormatter } from './formatter.ts';
import { sortImports } from './sort-imports.ts';

describe('imports are put in order', () => {
  const sorted = (...lines: readonly string[]) => sortImports(lines.join('\n')).split('\n');

  test("Node's own first, then packages, then files from far to near", () => {
    const wanted = [
      "import { test } from 'node:test';",
      "import { Agent } from '@smithy/core';",
      "import { parse } from 'yaml';",
      "import { c } from '../../c.ts';",
      "import { b } from '../b.ts';",
      "import { d } from './a/d.ts';",
      "import { a } from './a.ts';",
      "import { ab } from './a-b.ts';",
    ];
    assert.deepEqual(sorted(...wanted.toReversed()), wanted);
    assert.deepEqual(sorted(...wanted), wanted);
  });

  test('names by their letters, the capital first, types among the others, aliases by what they are called here', () => {
    assert.deepEqual(sorted("import { test, type Zoo, describe, type TestContext, x as able } from 'a';"), [
      "import { x as able, describe, type TestContext, test, type Zoo } from 'a';",
    ]);
  });

  test('what blank lines, comments and other statements part is not mixed', () => {
    const apart = ["import { b } from 'b';", '', "import { a } from 'a';", '// why', "import { A } from 'A';", 'f();'];
    assert.deepEqual(sorted(...apart), apart);
  });

  test('a module that is only run stays where it is', () => {
    const run = ["import { b } from 'b';", "import './set-up.ts';", "import { a } from 'a';"];
    assert.deepEqual(sorted(...run), run);
  });

  test('over several lines, and exports apart from imports', () => {
    assert.deepEqual(sorted('import {', '  b,', '  a,', "} from 'z';", "import y from 'y';", "export * from 'x';"), [
      "import y from 'y';",
      "import { a, b } from 'z';",
      "export * from 'x';",
    ]);
  });
});

test('a file is formatted as the repository is', () => {
  const format = openFormatter(ROOT);
  assert.equal(
    format('src/x.ts', 'import {b} from "b"\nimport {a} from "a"\nexport const c = {a,b ,}'),
    "import { a } from 'a';\nimport { b } from 'b';\nexport const c = { a, b };\n",
  );
  assert.equal(format('x.json', '{"a":[1,2]}'), '{ "a": [1, 2] }\n');
  assert.throws(() => format('src/x.ts', 'export const = 1;'));
});

test('every file that people write is formatted, and none that programs write', () => {
  const files = formattedFiles(ROOT);
  for (const wanted of ['scripts/run.cjs', 'package.json', 'src/dsl/index.ts', 'app/hello.ts'])
    assert.ok(files.includes(wanted), wanted);
  assert.deepEqual(
    files.filter((file) => /^output\/|node_modules|package-lock|spec\.json$/.test(file)),
    [],
  );
});

// Says which files `node --test` is to run: `short` those of make test, `all` those of make check.
//   node --import tsx --test $(node scripts/lib/test-files.mjs short)
// Tests of some folders, which do not change what others in their process see, run in one process each: most of their time would be that of
// loading the same modules again. Plain JavaScript, since it runs before anything that reads TypeScript.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const FOLDERS = ['templates', 'src', 'lambda', 'app', 'scripts'];

/** The slowest first, so that none is left at the end. */
const TOGETHER = ['templates', 'src/review', 'src/dsl', 'src/cloud', 'src/check'];

/** @param {string} path */
const isLong = (path) => path.endsWith('.long.test.ts');

function testFiles() {
  const all = FOLDERS.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) => `${folder}/${path}`),
  );
  return all.filter((path) => path.endsWith('.test.ts')).sort();
}

/**
 * One file that runs all of them.
 * @param {string} folder
 * @param {readonly string[]} files
 */
function together(folder, files) {
  const path = `.tools/tests/${folder.replaceAll('/', '-')}.test.ts`;
  const text = files.map((file) => `import '../../${file}';\n`).join('');
  // Another run may be reading it.
  const before = existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined;
  if (before !== text) writeFileSync(join(root, path), text);
  return path;
}

const wanted = process.argv[2];
if (wanted !== 'short' && wanted !== 'all') {
  process.stderr.write(`which tests: short or all, not ${JSON.stringify(wanted ?? '')}\n`);
  process.exit(2);
}
const files = testFiles().filter((path) => wanted === 'all' || !isLong(path));
mkdirSync(join(root, '.tools', 'tests'), { recursive: true });
/** @type {string[]} */
const batches = [];
const alone = new Set(files);
for (const folder of TOGETHER) {
  const inside = files.filter((path) => path.startsWith(`${folder}/`) && !isLong(path));
  for (const path of inside) alone.delete(path);
  if (inside.length > 0) batches.push(together(folder, inside));
}
process.stdout.write(`${[...batches, ...alone].join('\n')}\n`);

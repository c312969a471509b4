import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readFolder } from '../src/review/generation/file-tree.ts';
import { planFiles } from '../src/review/plan-files.ts';
import { planMarkdown } from '../src/review/print/markdown.ts';
import { printPlan } from '../src/review/print/print-plan.ts';
import { RESERVED_PARAMETERS } from '../templates/environments/reserved.ts';
import { ROOT } from './lib/root.ts';
import { edit, makeSandbox } from './lib/sandbox.ts';

/** What the plans in README and guide are of: a pull request that makes the container listen elsewhere, and lets it read a table. */
const EDITS = [
  ['container: { port: 80, memory: 256,', 'container: { port: 8080, memory: 256,'],
  ["environment: { PORT: '80' } },", "environment: { PORT: '8080' } },\n  permissions: [readOrders],"],
  [
    'export default',
    'const readOrders = {\n' +
      "  Effect: 'Allow' as const,\n" +
      "  Action: 'dynamodb:*',\n" +
      '  Resource: sub`arn:${partition}:dynamodb:${region}:${accountId}:table/orders`,\n' +
      '};\n\nexport default',
  ],
  [
    'import { ENVIRONMENTS',
    "import { accountId, partition, region, sub } from '../../src/dsl/index.ts';\nimport { ENVIRONMENTS",
  ],
] as const;

test('the plans in README and in the guide are what such a change gives', (context) => {
  const sandbox = makeSandbox(context);
  for (const [from, to] of EDITS) edit(sandbox, 'templates/systems/hello-server.ts', from, to);
  const synth = sandbox.run(['synth']);
  assert.equal(synth.status, 0, synth.stderr);
  const before = { ...readFolder(join(ROOT, 'output'), 'output/'), label: 'origin/main (1a2b3c4)' };
  const after = readFolder(join(sandbox.folder, 'output'), 'output/');
  const plan = planFiles(before, after, {
    reserved: RESERVED_PARAMETERS.map(({ name }) => name),
    system: 'hello-server',
  });
  const quoted = planMarkdown(plan)
    .trimEnd()
    .split('\n')
    .map((line) => `> ${line}`.trimEnd())
    .join('\n');
  assertShows('README.md', quoted);
  assertShows(
    'docs/reviewing.md',
    `\`\`\`console\n$ make plan SYSTEM=hello-server\n${printPlan(plan, { width: 118 }).join('\n')}\n\`\`\``,
  );
});

function assertShows(file: string, wanted: string): void {
  const text = readFileSync(join(ROOT, file), 'utf8');
  const shown = /<!-- plan:begin -->\n([\s\S]*?)\n<!-- plan:end -->/.exec(text)?.[1];
  assert.equal(shown, wanted, `${file} is to show:\n${wanted}\n`);
}

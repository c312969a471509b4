import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { validateTemplates } from '../src/check/linters/aws-validate.ts';
import { runCfnLint } from '../src/check/linters/cfn-lint.ts';
import { findCfnLint } from '../src/check/linters/cfn-lint-tool.ts';
import { defaultRegions } from '../src/check/linters/regions.ts';
import { TealformError } from '../src/dsl/error.ts';
import { EXIT, runCommand } from './lib/command.ts';
import { ROOT } from './lib/root.ts';

await runCommand(
  {
    name: 'node scripts/run.cjs bench-linter',
    summary:
      'Has one linter look at templates in output/, whatever it has said of them before: what make bench measures.',
    options: { system: { type: 'string' } },
    help: { system: 'those of one system; all unless told' },
    positionals: 'cfn-lint | cloudformation-validate',
  },
  async ({ values: { system = '.' }, positionals: [linter] }) => {
    const run = { cwd: ROOT, env: process.env, regions: defaultRegions, show: (file: string) => file };
    const files = templatesIn(join(ROOT, 'output', system));
    if (linter === 'cloudformation-validate') await validateTemplates(files, run);
    else if (linter === 'cfn-lint') await runCfnLint(cfnLint(run), files, run);
    else throw new TealformError({ code: 'usage', message: `it takes the name of a linter, not '${linter ?? ''}'` });
    return EXIT.done;
  },
);

function cfnLint(run: Parameters<typeof findCfnLint>[0]) {
  const tool = findCfnLint(run);
  if (tool !== undefined) return tool;
  throw new TealformError({ code: 'not-measurable', message: 'there is no cfn-lint', hint: 'run make lint' });
}

function templatesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml') && !/[\\/]release[\\/]/.test(file))
    .map((file) => join(folder, file));
}

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type LintResult, lintFailed, lintTemplates, placeFindings } from '../src/check/linters/lint.ts';
import { formatLintResult, toLintReport } from '../src/check/linters/report.ts';
import { TealformError } from '../src/dsl/error.ts';
import { synthesize } from '../src/synth/synthesize.ts';
import { codeOf } from './lib/code-of.ts';
import { EXIT, runCommand } from './lib/command.ts';
import { ROOT } from './lib/root.ts';
import { loadSystems } from './lib/systems.ts';

await runCommand(
  {
    name: 'make lint',
    summary: 'Lints the templates in output/, or those named, with cfn-lint and cloudformation-validate.',
    positionals: '[TEMPLATE ...]',
    options: {
      format: { type: 'string', default: 'text' },
      verbose: { type: 'boolean', default: false },
      all: { type: 'boolean', default: false },
    },
    help: {
      format: 'text or json',
      verbose: 'show informational notes too',
      all: 'lint also what has not changed since it passed, as with CI=true',
    },
  },
  async ({ values, positionals }) => {
    const { format, verbose, all = false } = values;
    const isCI = process.env.CI === 'true';
    if (format !== 'text' && format !== 'json') {
      process.stderr.write(`--format takes text or json, not '${format}'\n`);
      return EXIT.refused;
    }
    const linted = await lintTemplates(positionals.length > 0 ? positionals : templatesIn(join(ROOT, 'output')), {
      cwd: ROOT,
      env: process.env,
      cfnLint: { install: true },
      // What passed is asked anew where our own part in it has changed: how linters are called, what is made of what they say.
      cache: { folder: join(ROOT, '.tools', 'lint'), code: codeOf(['src/check/linters']), all: all || isCI },
    });
    // Without anything to place, the systems need not be built.
    const result = verbose || format === 'json' || lintFailed(linted) ? await place(linted) : linted;
    process.stdout.write(
      format === 'json' ? `${JSON.stringify(toLintReport(result))}\n` : `${formatLintResult(result, { verbose })}\n`,
    );
    // What CI passes must have been looked at by both.
    const isIncomplete = isCI && result.leftOut.length > 0;
    if (isIncomplete) process.stderr.write('with CI=true, both linters must run\n');
    return lintFailed(result) || isIncomplete ? EXIT.failed : EXIT.done;
  },
);

async function place(result: LintResult): Promise<LintResult> {
  const places = await placesOfOutput();
  return placeFindings(result, (file, id, section = 'Resources') => places.get(`${file}#${section}/${id}`));
}

// From the file and the name in it to the TypeScript line that declared it. Templates that do not build have no places.
async function placesOfOutput(): Promise<ReadonlyMap<string, string>> {
  const places = new Map<string, string>();
  for (const system of await loadSystems()) {
    try {
      for (const { file, stack } of synthesize(system).templates) {
        for (const [name, place] of stack.places) places.set(`output/${system.name}/${file}#${name}`, String(place));
      }
    } catch (error) {
      if (!(error instanceof TealformError)) throw error;
    }
  }
  return places;
}

function templatesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml') && !/[\\/]release[\\/]/.test(file))
    .sort()
    .map((file) => join(folder, file));
}

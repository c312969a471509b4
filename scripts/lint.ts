import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { lintFailed, lintTemplates } from '../src/check/linters/lint.ts';
import { formatLintResult, toLintReport } from '../src/check/linters/report.ts';
import { TealformError } from '../src/dsl/error.ts';
import { synthesize } from '../src/synth/synthesize.ts';
import { EXIT, runCommand } from './lib/command.ts';
import { ROOT } from './lib/root.ts';
import { loadSystems } from './lib/systems.ts';

await runCommand(
  {
    name: 'make lint',
    summary: 'Lints the templates in output/, or those named, with cfn-lint and cloudformation-validate.',
    positionals: '[TEMPLATE ...]',
    options: { format: { type: 'string', default: 'text' }, verbose: { type: 'boolean', default: false } },
    help: { format: 'text or json', verbose: 'show informational notes too' },
  },
  async ({ values, positionals }) => {
    const { format, verbose } = values;
    if (format !== 'text' && format !== 'json') {
      process.stderr.write(`--format takes text or json, not '${format}'\n`);
      return EXIT.refused;
    }
    const places = await placesOfOutput();
    const result = await lintTemplates(positionals.length > 0 ? positionals : templatesIn(join(ROOT, 'output')), {
      cwd: ROOT,
      env: process.env,
      cfnLint: { install: true },
      placeOf: (file, logicalId, section = 'Resources') => places.get(`${file}#${section}/${logicalId}`),
    });
    process.stdout.write(
      format === 'json' ? `${JSON.stringify(toLintReport(result))}\n` : `${formatLintResult(result, { verbose })}\n`,
    );
    // What CI passes must have been looked at by both.
    const isIncomplete = process.env.CI === 'true' && result.leftOut.length > 0;
    if (isIncomplete) process.stderr.write('with CI=true, both linters must run\n');
    return lintFailed(result) || isIncomplete ? EXIT.failed : EXIT.done;
  },
);

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

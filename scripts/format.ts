import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Problem, TealformError } from '../src/dsl/error.ts';
import { formattedFiles } from './format/formatted-files.ts';
import { openFormatter } from './format/formatter.ts';
import { EXIT, runCommand } from './lib/command.ts';
import { ROOT } from './lib/root.ts';

await runCommand(
  {
    name: 'make format',
    summary: 'Formats TypeScript, JavaScript and JSON, and puts imports in order.',
    options: { check: { type: 'boolean', default: false } },
    help: { check: 'write nothing; fail and list the files that would be changed' },
    positionals: '[FILE ...]',
  },
  ({ values: { check }, positionals }) => {
    const format = openFormatter(ROOT);
    const problems: Problem[] = [];
    const files = positionals.length > 0 ? positionals : formattedFiles(ROOT);
    let changed = 0;
    for (const file of files) {
      const path = join(ROOT, file);
      const text = readFileSync(path, 'utf8');
      try {
        const formatted = format(file, text);
        if (formatted === text) continue;
        changed += 1;
        if (check)
          problems.push({ code: 'not-formatted', message: `${file} is not formatted`, hint: 'run make format' });
        else writeFileSync(path, formatted);
      } catch (error) {
        const message = `${file}: ${error instanceof Error ? error.message : String(error)}`;
        problems.push({ code: 'not-formattable', message });
      }
    }
    if (problems.length > 0) throw new TealformError(problems);
    process.stdout.write(`${files.length} files are formatted${changed > 0 ? `, ${changed} of them changed` : ''}\n`);
    return EXIT.done;
  },
);

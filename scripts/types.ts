import { join } from 'node:path';
import { TealformError } from '../src/dsl/error.ts';
import { EXIT, runCommand } from './lib/command.ts';
import { ROOT } from './lib/root.ts';
import { generate } from './types/generate.ts';
import { compareFiles, writeFiles } from './types/generated-files.ts';

await runCommand(
  {
    name: 'make types',
    summary:
      'Writes src/aws/: the types of the resources listed in scripts/types/resource-types.ts, from the pinned\n' +
      '@aws-cdk/aws-service-spec and the corrections in scripts/types/corrections/.',
    options: { check: { type: 'boolean', default: false } },
    help: { check: 'write nothing; fail and list the files that differ' },
  },
  ({ values: { check } }) => {
    const folder = join(ROOT, 'src', 'aws');
    const files = generate();
    const differences = check ? compareFiles(folder, files) : writeFiles(folder, files);
    if (check && differences.length > 0) {
      throw new TealformError(
        differences.map(({ file, change }) => ({
          code: 'stale-types',
          message: `src/aws/${file} is not what the generator gives: to ${change}`,
          hint: 'run make types',
        })),
      );
    }
    for (const { file, change } of differences) process.stdout.write(`${change}: src/aws/${file}\n`);
    if (differences.length === 0) process.stdout.write(`src/aws is up to date (${files.size} files)\n`);
    return EXIT.done;
  },
);

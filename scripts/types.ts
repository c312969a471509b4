import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { TealformError } from '../src/dsl/error.ts';
import { generate } from './types/generate.ts';
import { compareFiles, writeFiles } from './types/generated-files.ts';

const help = `usage: make types, or node --import tsx scripts/types.ts [--check]

Writes src/aws, the types of the resources listed in scripts/types/resource-types.ts, from @aws-cdk/aws-service-spec and
the corrections in scripts/types/corrections.

  --check   write nothing; exit 1 and list the files that differ
  --help    this text`;

process.exitCode = main(process.argv.slice(2));

function main(args: readonly string[]): number {
  let flags: { readonly check?: boolean; readonly help?: boolean };
  try {
    const options = { check: { type: 'boolean' }, help: { type: 'boolean' } } as const;
    flags = parseArgs({ args: [...args], options, strict: true }).values;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return 2;
  }
  if (flags.help) {
    console.log(help);
    return 0;
  }
  try {
    return run(flags.check ?? false);
  } catch (error) {
    if (!(error instanceof TealformError)) throw error;
    console.error(error.message);
    return 1;
  }
}

function run(check: boolean): number {
  const folder = join(import.meta.dirname, '..', 'src', 'aws');
  const files = generate();
  const differences = check ? compareFiles(folder, files) : writeFiles(folder, files);
  for (const { file, change } of differences) console.log(`${check ? `to ${change}` : change}: src/aws/${file}`);
  if (differences.length === 0) console.log(`src/aws is up to date (${files.size} files)`);
  else if (check) console.error('src/aws is not what the generator gives: run `make types`');
  return check && differences.length > 0 ? 1 : 0;
}

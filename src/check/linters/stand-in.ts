import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Finding } from './finding.ts';

/** A folder for one test, and gone after it. */
export function temporaryFolder(t: { after(clean: () => void): void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'tealform lint '));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes files, by name, below a folder and gives their paths. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(files).map(([name, text]) => {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  });
}

/** Writes a shell script that plays a program, and gives an environment with it at the head of the PATH. */
export function standIn(folder: string, name: string, script: string): { readonly PATH: string } {
  const file = join(folder, 'bin', name);
  writeFiles(folder, { [`bin/${name}`]: `#!/bin/sh\n${script}\n` });
  chmodSync(file, 0o755);
  return { PATH: `${join(folder, 'bin')}:/usr/bin:/bin` };
}

/** A stand-in for cfn-lint that knows its version, notes its arguments, and then does what `script` says. */
export function standInCfnLint(folder: string, script: string): { readonly PATH: string } {
  const version = 'if [ "$1" = --version ]; then echo "cfn-lint 9.8.7"; exit 0; fi';
  return standIn(folder, 'cfn-lint', `${version}\nprintf '%s\\n' "$@" >> '${join(folder, 'arguments')}'\n${script}`);
}

/** The arguments of every call of {@link standInCfnLint}, one after another. */
export function notedArguments(folder: string): readonly string[] {
  return readFileSync(join(folder, 'arguments'), 'utf8').trimEnd().split('\n');
}

/** A match as `cfn-lint --format json` prints it. */
export function cfnLintMatch(file: string | null, rule: string, level: string, message: string): object {
  const start = { ColumnNumber: 5, LineNumber: 3 };
  return {
    Filename: file,
    Level: level,
    Message: message,
    Location: { Start: start, End: start, Path: ['Resources', 'Queue', 'Properties', 'Tags', 0] },
    Rule: { Id: rule, Source: 'https://github.com/aws-cloudformation/cfn-lint' },
  };
}

/** A finding with only the interesting fields given. */
export function finding(fields: Partial<Finding>): Finding {
  return {
    linters: ['cfn-lint'],
    rule: 'E3002',
    severity: 'error',
    message: 'wrong',
    file: 'a.yaml',
    line: 1,
    column: 1,
    ...fields,
  };
}

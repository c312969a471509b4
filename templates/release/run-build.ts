// For tests only: runs a buildspec in bash as CodeBuild does, with stand-ins for docker and aws on the PATH.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { parse } from 'yaml';
import { list, map, object, text } from './shapes.ts';

export const COMMIT = '0123456789abcdef0123456789abcdef01234567';
export const DIGEST = `sha256:${'a'.repeat(64)}`;

/** What a run finds, and what goes wrong in it. */
export interface Circumstances {
  /** The commit's image is in the repository already. */
  readonly isThere?: boolean;
  /** What `aws` says the digest of the image is. */
  readonly digest?: string;
  /** Calls that fail: their first words, such as `docker push`. */
  readonly failing?: readonly string[];
  /** What is in the repository. */
  readonly files?: Readonly<Record<string, string>>;
}

/** What has come of a run. */
export interface Build {
  readonly status: number | null;
  readonly stderr: string;
  /** The files that the build hands over, by the names that the buildspec gives. */
  readonly files: readonly string[];
  readonly read: (file: string) => string;
  readonly isWritten: (file: string) => boolean;
  /** Calls of docker and aws, one a line. */
  readonly calls: readonly string[];
}

const buildSpec = object('buildspec', {
  version: () => [],
  phases: map(object('phase', { commands: list(text(/./), 1) })),
  artifacts: object('artifacts', { files: list(text(/./), 1) }),
});

/**
 * Runs the phases: command after command in one shell, ended by the first that fails.
 * @throws where the buildspec says what this does not understand.
 */
export function runBuild(context: TestContext, source: string, circumstances: Circumstances = {}): Build {
  const { isThere = false, digest = DIGEST, failing = [], files = {} } = circumstances;
  const { phases, artifacts } = read(source);
  const place = mkdtempSync(join(tmpdir(), 'tealform-build-'));
  context.after(() => rmSync(place, { recursive: true, force: true }));
  // The stand-ins are kept apart from what the build writes.
  const [folder, tools] = [join(place, 'source'), join(place, 'tools')];
  for (const each of [folder, tools]) mkdirSync(each);
  const pushed = join(tools, 'pushed');
  const standIn = (program: string, script: string) => {
    const fails = failing
      .filter((call) => call.startsWith(`${program} `))
      .map((call) => `case "$*" in "${call.slice(program.length + 1)}"*) exit 1 ;; esac`);
    const lines = ['#!/bin/bash', `echo "${program} $*" >> ${join(tools, 'calls')}`, ...fails, script];
    writeFileSync(join(tools, program), `${lines.join('\n')}\n`);
    chmodSync(join(tools, program), 0o755);
  };
  standIn(
    'aws',
    `case "$*" in
  "ecr get-login-password") echo password ;;
  "ecr describe-images "*"--query"*) [ -e ${pushed} ] && echo '${digest}' ;;
  "ecr describe-images "*) [ -e ${pushed} ] ;;
  "ecs register-task-definition "*"--generate-cli-skeleton output") ;;
  *) exit 2 ;;
esac`,
  );
  standIn('docker', `case "$1" in login) grep -q password ;; build) ;; push) touch ${pushed} ;; *) exit 2 ;; esac`);
  if (isThere) writeFileSync(pushed, '');
  for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, file), content);
  const commands = ['pre_build', 'build'].flatMap((phase) => phases[phase]?.commands ?? []);
  const script = commands.map((command) => `${command.trimEnd()}\n[ $? = 0 ] || exit 1`).join('\n');
  const env = { PATH: `${tools}:${process.env.PATH}`, CODEBUILD_RESOLVED_SOURCE_VERSION: COMMIT };
  const { status, stderr } = spawnSync('bash', ['-c', script], { cwd: folder, encoding: 'utf8', env });
  const calls = existsSync(join(tools, 'calls')) ? readFileSync(join(tools, 'calls'), 'utf8').trim().split('\n') : [];
  return {
    status,
    stderr,
    files: artifacts.files,
    read: (file) => readFileSync(join(folder, file), 'utf8'),
    isWritten: (file) => existsSync(join(folder, file)),
    calls,
  };
}

interface BuildSpec {
  readonly phases: Readonly<Record<string, { readonly commands: readonly string[] }>>;
  readonly artifacts: { readonly files: readonly string[] };
}

function read(source: string): BuildSpec {
  const parsed: BuildSpec = parse(source);
  const problems = buildSpec(parsed, '');
  const unknown = Object.keys(parsed.phases).filter((phase) => phase !== 'pre_build' && phase !== 'build');
  if (problems.length > 0 || unknown.length > 0) throw new Error([...problems, ...unknown].join('\n'));
  return parsed;
}

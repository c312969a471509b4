import { devNull } from 'node:os';
import { TealformError } from '../../dsl/error.ts';
import { readCfnLintOutput } from './cfn-lint-output.ts';
import { RUN_SCRIPT } from './cfn-lint-program.ts';
import { type CfnLintPlace, type CfnLintTool, cfnLintHint } from './cfn-lint-tool.ts';
import { type ChildResult, lastLine, runChild } from './child.ts';
import type { Finding } from './finding.ts';
import { mergeRegions } from './regions.ts';

export interface CfnLintRun extends CfnLintPlace {
  readonly regions: readonly string[];
  /** The name to show for a template, given its absolute path. */
  readonly show: (file: string) => string;
  /** Milliseconds for one run. Five minutes when not given: it needs about two seconds, and a tenth for each template. */
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface CfnLintResult {
  readonly version: string;
  readonly findings: readonly Finding[];
}

/**
 * Runs cfn-lint once over all the templates, with its informational rules.
 *
 * No rule is ignored: no `.cfnlintrc` is read, neither the user's nor the repository's, and what a template's own
 * `Metadata` asks cfn-lint to ignore is reported all the same. A decision to live with a finding belongs where all the
 * linters and all the readers see it.
 * @param files absolute paths of templates that exist.
 * @throws TealformError `cfn-lint-failed` when it crashes, is too slow, or prints something else than its findings.
 * @see https://github.com/aws-cloudformation/cfn-lint#parameters
 */
export async function runCfnLint(tool: CfnLintTool, files: readonly string[], run: CfnLintRun): Promise<CfnLintResult> {
  const [version, findings] = await Promise.all([tool.version ?? askVersion(tool, run), lintAll(tool, files, run)]);
  return { version, findings };
}

async function lintAll(tool: CfnLintTool, files: readonly string[], run: CfnLintRun): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const batch of batches(files)) findings.push(...(await lintBatch(tool, batch, run)));
  return findings;
}

async function lintBatch(tool: CfnLintTool, files: readonly string[], run: CfnLintRun): Promise<readonly Finding[]> {
  const [program = tool.command, ...start] = tool.python ? [...tool.python, '-c', RUN_SCRIPT, tool.command] : [];
  const args = [...start, ...lintArguments(run.regions), '--', ...files.map(escapeGlob)];
  const result = await execute(program, args, run);
  const output = readCfnLintOutput(result.stdout, run.show);
  // 0, or a mask of 2 (errors), 4 (warnings) and 8 (informational); 1 is a crash and 32 a region it does not know.
  const known = result.ended === 'exit' && [0, 2, 4, 6, 8, 10, 12, 14].includes(result.exitCode);
  if (!known || !output) throw failure(tool, result, run);
  if (output.complaints.length > 0) throw failed(tool, output.complaints.join('; '));
  if (output.findings.length > 0 !== result.exitCode > 0) {
    throw failed(tool, `${result.reason} with ${output.findings.length} findings`);
  }
  return mergeRegions(
    output.findings.map((finding) => ({ finding })),
    run.regions,
  );
}

/** The arguments of each run, but for the templates. */
export function lintArguments(regions: readonly string[]): readonly string[] {
  return [
    ...['--format', 'json'],
    ...['--include-checks', 'I'],
    ...['--mandatory-checks', 'E', 'W', 'I'],
    // Naming a file keeps it from looking for .cfnlintrc at home and here.
    ...['--config-file', devNull],
    ...['--regions', ...regions],
  ];
}

// It needs more than a second to say its version: identifyCfnLint knows it sooner, of most.
async function askVersion(tool: CfnLintTool, run: CfnLintRun): Promise<string> {
  const result = await execute(tool.command, ['--version'], run);
  const version = /\d+\.\d+\S*/.exec(result.stdout)?.[0];
  if (result.exitCode !== 0 || version === undefined) throw failure(tool, result, run);
  return version;
}

function execute(command: string, args: readonly string[], run: CfnLintRun): Promise<ChildResult> {
  return runChild(command, args, {
    cwd: run.cwd,
    env: { ...run.env, PYTHONUTF8: '1' },
    timeoutMs: run.timeoutMs ?? 300_000,
    signal: run.signal,
  });
}

// cfn-lint expands wildcards itself, so a file that is called `a[1].yaml` has to be quoted for it.
function escapeGlob(file: string): string {
  return file.replace(/[[*?]/g, '[$&]');
}

// All the arguments of a process, and its environment, share 1 MB on macOS and 2 MB on Linux.
const longestArguments = 400_000;

function batches(files: readonly string[]): readonly (readonly string[])[] {
  const all: string[][] = [];
  let length = Number.POSITIVE_INFINITY;
  for (const file of files) {
    const bytes = Buffer.byteLength(escapeGlob(file)) + 9;
    if (length + bytes > longestArguments) {
      all.push([]);
      length = 0;
    }
    all.at(-1)?.push(file);
    length += bytes;
  }
  return all;
}

function failure(tool: CfnLintTool, result: ChildResult, run: CfnLintRun): TealformError {
  if (result.ended === 'timeout') {
    return failed(tool, result.reason, `give it more time than ${run.timeoutMs ?? 300_000} ms, or fewer templates`);
  }
  const said = lastLine(result.stderr) || lastLine(result.stdout) || 'it said nothing';
  return failed(tool, `${result.reason}: ${said.length > 300 ? `${said.slice(0, 300)}...` : said}`);
}

function failed(
  tool: CfnLintTool,
  why: string,
  hint = `see whether it runs by hand, or ${cfnLintHint}`,
): TealformError {
  return new TealformError({ code: 'cfn-lint-failed', message: `${tool.command} failed: ${why}`, hint });
}

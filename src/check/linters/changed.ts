import { join } from 'node:path';
import { identifyValidate, type ValidateRun, validateTemplates } from './aws-validate.ts';
import { type KeptLinter, type LintCache, lookUp } from './cache/kept.ts';
import { type CfnLintRun, lintArguments, runCfnLint } from './cfn-lint.ts';
import { identifyCfnLint } from './cfn-lint-program.ts';
import type { CfnLintTool } from './cfn-lint-tool.ts';
import type { Environment } from './child.ts';
import type { Finding } from './finding.ts';

/** A linter that can be run, and is known well enough to say which templates need it. */
export interface PreparedLinter extends KeptLinter {
  /** Undefined where {@link KeptLinter.identity} is. */
  readonly version: string | undefined;
  /** @param files absolute paths of templates that exist, one at least. */
  readonly run: (files: readonly string[]) => Promise<LinterResult>;
}

/** What a linter found, and which it was. */
export interface LinterResult {
  readonly version: string;
  readonly findings: readonly Finding[];
}

/**
 * Runs a linter on those templates that have changed since they passed; its result is that of a run on all of them.
 * @returns as well which templates it had to look at.
 * @throws what the run throws. Nothing is kept then.
 */
export async function lintChanged(
  files: readonly string[],
  linter: PreparedLinter,
  cache: LintCache | undefined,
): Promise<LinterResult & { readonly linted: readonly string[] }> {
  const { notes, changed, keep } = lookUp(files, linter, cache);
  if (changed.length === 0 && linter.version !== undefined) {
    return { version: linter.version, findings: notes, linted: [] };
  }
  const { version, findings } = await linter.run(changed);
  await keep(findings);
  return { version, findings: [...notes, ...findings], linted: changed };
}

/** cfn-lint, asked what it is. Where it cannot tell, all templates are linted each time. */
export async function prepareCfnLint(tool: CfnLintTool, run: CfnLintRun): Promise<PreparedLinter> {
  const program = await identifyCfnLint(tool, run);
  const identityOf = (found: typeof program) =>
    found &&
    JSON.stringify([found.identity, found.command, run.cwd, lintArguments(run.regions), readByPython(run.env)]);
  return {
    linter: 'cfn-lint',
    version: program?.version,
    identity: identityOf(program),
    // Of what has run: a shim that starts another one by now does not matter.
    identify: async () => identityOf(await identifyCfnLint(program ?? tool, run)),
    show: run.show,
    run: (files) => runCfnLint(program ?? tool, files, run),
  };
}

/**
 * cloudformation-validate, which is not loaded for it.
 * @param cache where an engine that has been started is kept; one that other code of ours has started is not used
 */
export function prepareValidate(run: ValidateRun, cache?: LintCache): PreparedLinter {
  const library = identifyValidate();
  const image = cache &&
    library && { folder: join(cache.folder, 'engine'), identity: JSON.stringify([library.identity, cache.code]) };
  const identityOf = (found: typeof library) => found && JSON.stringify([found.identity, run.regions]);
  return {
    linter: 'cloudformation-validate',
    version: library?.version,
    identity: identityOf(library),
    identify: async () => identityOf(identifyValidate()),
    show: run.show,
    run: (files) => validateTemplates(files, { ...run, image }),
  };
}

// What Python and cfn-lint ask the environment for, as far as it can change a finding; the rest changes with each terminal.
function readByPython(env: Environment): readonly (readonly [string, string | undefined])[] {
  return Object.entries(env)
    .filter(([name]) => /^(PYTHON|LC_|LANG|CFN|TZ$|HOME$|AWS_(DEFAULT_)?REGION$)/.test(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildSpec, PHASES, type PhaseName } from './build-spec.ts';

/** A command, and where it stands. */
export interface BuildCommand {
  readonly phase: PhaseName;
  readonly part: 'commands' | 'finally';
  readonly text: string;
  /** Where it was written to. */
  readonly file: string;
}

/** A buildspec as a script. */
export interface BuildScript {
  readonly file: string;
  readonly commands: readonly BuildCommand[];
}

/**
 * Writes the phases of a buildspec as one script for bash. It tells by lines that begin with `mark` where it is: `phase build`, `run 3`,
 * `end 3 1` (the third command, and its status), `over`.
 */
export function writeBuildScript({ phases }: BuildSpec, folder: string, mark: string): BuildScript {
  mkdirSync(folder, { recursive: true });
  const commands = PHASES.flatMap((phase) =>
    (['commands', 'finally'] as const).flatMap((part) =>
      (phases[phase]?.[part] ?? []).map((text, index) => ({
        phase,
        part,
        text: text.trimEnd(),
        file: join(folder, `${phase}-${part}-${index}`),
      })),
    ),
  );
  for (const { file, text } of commands) writeFileSync(file, `${text}\n`);
  const file = join(folder, 'build.sh');
  writeFileSync(file, scriptOf(commands, mark));
  return { file, commands };
}

// Commands are read from files and run by `eval`, so that none can end or open what stands around it.
function scriptOf(commands: readonly BuildCommand[], mark: string): string {
  const tell = (words: string) => `printf '%s %s\\n' ${mark} "${words}" >&3`;
  const step = (command: BuildCommand) => {
    const index = commands.indexOf(command);
    return [
      tell(`run ${index}`),
      `eval "$(cat ${quote(command.file)})"`,
      'tealform_status=$?',
      tell(`end ${index} $tealform_status`),
      'if [ "$tealform_status" != 0 ]; then tealform_phase=failed; fi',
    ];
  };
  const body = PHASES.flatMap((phase) => {
    const all = commands.filter((each) => each.phase === phase);
    if (all.length === 0) return [];
    // After a build that has failed there is still what comes after it.
    const comes = phase === 'post_build' ? '[ "$tealform_build" != over ]' : '[ "$tealform_build" = going ]';
    return [
      `if ${comes}; then`,
      'tealform_phase=fine',
      tell(`phase ${phase}`),
      ...all.flatMap((command) =>
        command.part === 'finally' ? step(command) : ['if [ "$tealform_phase" = fine ]; then', ...step(command), 'fi'],
      ),
      'if [ "$tealform_phase" = failed ]; then',
      `tealform_build=${phase === 'build' ? 'built' : 'over'}`,
      'export CODEBUILD_BUILD_SUCCEEDING=0',
      'fi',
      'fi',
    ];
  });
  // One pipe for all, so that lines come in their order.
  return `${['exec 2>&1 3>&1', 'tealform_build=going', ...body, tell('over')].join('\n')}\n`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

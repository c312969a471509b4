import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { TealformError } from '../src/dsl/error.ts';
import { FAULT_NAMES, FAULTS, isFaultName } from '../src/rehearsal/faults/rows.ts';
import { keepSetup, newestIn, readSetup } from '../src/rehearsal/setup.ts';
import { readJournal } from '../src/rehearsal/show/journal.ts';
import { writeReport } from '../src/rehearsal/show/write-report.ts';
import { EXIT, runCommand } from './lib/command.ts';
import { playUntilKilled } from './lib/rehearse/kill.ts';
import { aboutOf, playRehearsal } from './lib/rehearse/play.ts';
import { ROOT } from './lib/root.ts';
import { speedOf } from './lib/speed.ts';
import { systemFiles } from './lib/system-files.ts';
import { formatOf } from './lib/terminal.ts';

const NAMES = [...FAULT_NAMES, 'killed'];

await runCommand(
  {
    name: 'make rehearse',
    summary:
      'Plays a release on this machine, from output/ alone: real tasks, the real hook, traffic by weights. Needs no account.',
    options: {
      system: { type: 'string' },
      speed: { type: 'string' },
      path: { type: 'string' },
      config: { type: 'string' },
      fault: { type: 'string' },
      folder: { type: 'string' },
      resume: { type: 'string' },
      format: { type: 'string', default: 'text' },
    },
    help: {
      system: 'the system whose templates are played; hello-server unless told',
      speed:
        'how much faster than at AWS everything waits; 30 unless told: a minute is two seconds. Faults have their own',
      path: 'what users ask for; /hello/test unless told',
      config: 'how traffic moves: CodeDeployDefault.ECSCanary10Percent5Minutes, ...; as the templates say unless told',
      fault: `what is to go wrong: ${NAMES.join(', ')}`,
      folder: 'where its files go; .local/rehearsal/<time> unless told',
      resume: 'go on with a rehearsal whose process has ended: its folder, or latest',
      format: 'text, or json: a line for each thing that happens',
    },
  },
  async ({ values }) => {
    const format = formatOf(values.format);
    const parent = join(ROOT, '.local', 'rehearsal');
    if (values.resume !== undefined) {
      const given = Object.keys(values).filter((name) => name !== 'resume' && name !== 'format');
      if (given.length > 0) throw usage(`--resume goes on as it was begun; leave out --${given.join(', --')}`);
      const folder = values.resume === 'latest' ? newestIn(parent) : resolve(values.resume);
      if (folder === undefined) throw usage(`there is no rehearsal in ${relative(ROOT, parent)} to go on with`);
      return resume(folder, format);
    }
    const { system = 'hello-server', path = '/hello/test', fault, config } = values;
    if (fault !== undefined && !NAMES.includes(fault))
      throw usage(`--fault takes one of ${NAMES.join(', ')}, not ${JSON.stringify(fault)}`);
    const played = fault !== undefined && isFaultName(fault) ? fault : undefined;
    const speed = speedOf(values.speed ?? (played && String(FAULTS[played].speed)));
    systemFiles([system]);
    const began = new Date();
    const folder = resolve(values.folder ?? join(parent, began.toISOString().replace(/[:.]/g, '-')));
    if (readJournal(folder).length > 0)
      throw usage(`there is a rehearsal in ${folder} already; --resume goes on with it`);
    if (fault === 'killed') {
      const args = ['--system', system, '--path', path, '--speed', String(speed), '--format', format];
      if (config !== undefined) args.push('--config', config);
      await playUntilKilled(folder, args);
      keepSetup(folder, { ...readSetup(folder), fault });
      if (format === 'text')
        process.stdout.write('\nkilled (SIGKILL) while both versions served; another process goes on\n');
      return resume(folder, format);
    }
    const setup = {
      system,
      speed,
      path,
      startedAt: began.toISOString(),
      ...(played && { fault: played }),
      ...(config !== undefined && { config }),
    };
    return (await playRehearsal(folder, setup, format)) ? EXIT.done : EXIT.failed;
  },
);

async function resume(folder: string, format: 'text' | 'json'): Promise<number> {
  const setup = readSetup(folder);
  const entries = readJournal(folder);
  const verdict = entries.find((entry) => entry.kind === 'verdict');
  if (verdict?.kind === 'verdict' && !existsSync(join(folder, 'report.html'))) {
    // It was killed between its last word and its report.
    const { report } = writeReport(folder, entries, aboutOf(setup));
    if (format === 'text') process.stdout.write(`it was over, but for its report: ${report}\n`);
    return verdict.passed ? EXIT.done : EXIT.failed;
  }
  if (verdict) {
    throw new TealformError({
      code: 'over',
      message: `the rehearsal in ${folder} is over`,
      hint: `look at ${join(folder, 'report.html')}, or begin a new one: make rehearse`,
    });
  }
  return (await playRehearsal(folder, setup, format)) ? EXIT.done : EXIT.failed;
}

function usage(message: string): TealformError {
  return new TealformError({ code: 'usage', message });
}

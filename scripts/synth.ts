import { join } from 'node:path';
import { styleText } from 'node:util';
import { TealformError, throwIfAny } from '../src/dsl/error.ts';
import { applyChanges, compareOutput, type OutputChanges, type Produced } from '../src/synth/output-folder.ts';
import { EXIT, runCommand } from './lib/command.ts';
import { ROOT } from './lib/root.ts';
import { readHook } from './lib/synth/hook.ts';
import { type KeptManifest, openKeptOutput, toKeep } from './lib/synth/kept-output.ts';
import { loadKeptMachinery, machineryFor } from './lib/synth/machinery.ts';
import { openMaking } from './lib/synth/making.ts';
import { readSources } from './lib/synth/sources.ts';
import { systemFiles, throwIfTwice } from './lib/system-files.ts';

void runCommand(
  {
    name: 'make synth',
    endsAtOnce: true,
    summary: 'Writes output/<system>/ from templates/systems/. Touches only what changed.',
    options: { check: { type: 'boolean' }, system: { type: 'string' } },
    help: {
      check: 'write nothing; fail when output/ is not what the templates give',
      system: 'one alone; the folders of others are left as they are',
    },
  },
  async ({ values }) => {
    const isOne = values.system !== undefined;
    const files = systemFiles(values.system === undefined ? [] : [values.system]);
    const folder = join(ROOT, 'output');
    const sources = await readSources(systemFiles(), loadKeptMachinery);
    const machinery = sources && machineryFor(sources.values());
    if (!machinery) return EXIT.failed;
    const hook = readHook();
    const kept = openKeptOutput(folder, machinery, sources, hook);
    const same = new Map(files.map((file) => [file, kept.find(file)]));
    const isMade = files.some((file) => same.get(file) === undefined);
    const isChecked = isOne || kept.isChecked;
    // What makes systems is loaded only where one is to be made.
    const making = isMade || !isChecked ? openMaking(machinery, sources, hook) : undefined;
    const manifests = new Map<string, KeptManifest>();
    const names: [file: string, system: string][] = [];
    const paths: Produced[] = [];
    // One after the other: what has been compared need not stay in memory.
    function* produced(): Iterable<Produced> {
      for (const file of files) {
        const found = same.get(file);
        const system = found ?? making?.make(file);
        if (system === undefined) continue;
        const remembered = found ?? toKeep(system);
        if (remembered) manifests.set(file, remembered);
        names.push([file, system.system]);
        paths.push({ system: system.system, files: system.files.map(({ path }) => ({ path })) });
        yield system;
      }
    }
    const changes = compareOutput(folder, produced(), new Date(), isOne);
    throwIfAny(making?.problems() ?? []);
    throwIfTwice(names);
    if (!isChecked || (!isOne && isMade)) throwIfAny(making?.checkTogether(paths) ?? []);
    if (values.check) reportStale(changes);
    else applyChanges(folder, changes);
    kept.keep(manifests, !isOne);
    making?.keep();
    process.stdout.write(values.check ? upToDate(changes) : summary(changes));
    return EXIT.done;
  },
);

function summary({ written, removed, unchanged }: OutputChanges): string {
  const lines = [
    ...written.map(
      ({ path, isNew }) => `${styleText(isNew ? 'green' : 'yellow', isNew ? 'new    ' : 'changed')} output/${path}`,
    ),
    ...removed.map((path) => `${styleText('red', 'removed')} output/${path}`),
  ];
  return lines.length === 0 ? upToDate({ unchanged }) : `${lines.join('\n')}\n${unchanged} files unchanged\n`;
}

function upToDate({ unchanged }: Pick<OutputChanges, 'unchanged'>): string {
  return `output/ is up to date (${unchanged} files)\n`;
}

function reportStale({ written, removed }: OutputChanges): void {
  if (written.length + removed.length === 0) return;
  throw new TealformError([
    ...written.map(({ path, isNew }) => stale(path, isNew ? 'is missing' : 'is not what the templates give')),
    ...removed.map((path) => stale(path, 'is no longer produced')),
  ]);
}

function stale(path: string, what: string) {
  return { code: 'stale-output', message: `output/${path} ${what}`, hint: 'run make synth and commit what it writes' };
}

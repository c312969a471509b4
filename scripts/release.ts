import { beginRelease, checkReleasable } from '../src/cloud/releasable.ts';
import { deployRevision, findNewestRevision, startPipeline } from '../src/cloud/release.ts';
import { TealformError } from '../src/dsl/error.ts';
import { EXIT } from './lib/command.ts';
import { confirm } from './lib/confirm.ts';
import { type Emulator, environmentCloud } from './lib/emulator.ts';
import { runPlaceCommand } from './lib/place.ts';
import { openReleasing } from './lib/releasing.ts';
import { speedOf } from './lib/speed.ts';

await runPlaceCommand(
  {
    name: 'make release',
    summary: 'Starts the pipeline, which builds the newest source and releases it.',
    options: {
      'ignore-alarms': { type: 'boolean', default: false },
      yes: { type: 'boolean', default: false },
      speed: { type: 'string' },
    },
    help: {
      'ignore-alarms':
        'deploy the newest revision once more, past alarms that ring: for the fix that would silence them',
      yes: 'do not ask; only --ignore-alarms does',
      speed:
        'where this command plays the release itself: how much faster than at AWS everything waits; 30 unless told',
    },
  },
  async (open, { 'ignore-alarms': ignoreAlarms = false, yes = false, speed }) => {
    const factor = speedOf(speed);
    const place = await open();
    const { clients, environment, words, emulator } = place;
    const own = emulator?.own();
    if (speed !== undefined && !own) {
      throw new TealformError({ code: 'usage', message: '--speed is for a release that this command plays itself' });
    }
    const { root, group } = await openReleasing(place);
    // A local cloud of this process's own ends with it, so that what begins there is played to its end.
    const playHere = async (begin: () => Promise<string | undefined>): Promise<number | undefined> => {
      if (!own) return undefined;
      const { releaseHere } = await import('./lib/release-here.ts');
      return releaseHere({ ...own, folder: environmentCloud(environment).folder }, group.group, factor, begin);
    };
    if (ignoreAlarms) {
      await checkReleasable(clients, root);
      const newest = await findNewestRevision(clients, group);
      const { id, status, since } = newest.deployment;
      const when = since ? ` of ${since.toISOString()}` : '';
      process.stdout.write(`the newest revision is that of ${id}${when}, which is ${status}\n`);
      if (newest.doubt) process.stdout.write(`nobody can tell whether that is what runs now: ${newest.doubt}\n`);
      await confirm({
        question: `Deploy it in ${environment.name} past all alarms? Nothing will send traffic back but a failure.`,
        isGiven: yes || environment.emulator,
      });
      const description = `the revision of ${id} once more, past alarms: make release --ignore-alarms`;
      const begin = () =>
        beginRelease(clients, root, () => deployRevision(clients, group, newest, { description, ignoreAlarms }));
      const played = await playHere(async () => void (await begin()));
      if (played !== undefined) return played;
      const deployment = await begin();
      process.stdout.write(
        `deployment ${deployment} has begun; watch it: make status ${words}; end it: make stop ${words}\n`,
      );
      return EXIT.done;
    }
    const { PipelineName: pipeline } = root.outputs;
    if (pipeline === undefined) {
      throw new TealformError({
        code: 'no-pipeline',
        message: `${root.name} has no pipeline`,
        hint: 'give the system a source in templates/systems/, or release by hand with aws deploy create-deployment',
      });
    }
    const played = await playHere(() => startPipeline(clients, pipeline));
    if (played !== undefined) return played;
    if (emulator) await mustPlay(emulator);
    const run = await startPipeline(clients, pipeline);
    process.stdout.write(
      `pipeline ${pipeline} has begun run ${run}; watch it: make status ${words}; end a release: make stop ${words}\n`,
    );
    return EXIT.done;
  },
);

// Where nothing is played, a run of a pipeline fails as it begins.
async function mustPlay({ endpoint }: Emulator): Promise<void> {
  const { plays } = await import('../src/local/endpoint.ts');
  const url = endpoint.url();
  if ((await plays(url)) !== false) return;
  throw new TealformError({
    code: 'not-played',
    message: `the local cloud at ${url} plays nothing: a run of a pipeline fails there as it begins`,
    hint: 'stop make local, and start it anew with make local ARGS="--play"; or have make release play it itself, without make local',
  });
}

import { beginRelease, checkReleasable } from '../src/cloud/releasable.ts';
import { deployRevision, findNewestRevision, startPipeline } from '../src/cloud/release.ts';
import { TealformError } from '../src/dsl/error.ts';
import { EXIT } from './lib/command.ts';
import { confirm } from './lib/confirm.ts';
import { runPlaceCommand } from './lib/place.ts';
import { openReleasing } from './lib/releasing.ts';

await runPlaceCommand(
  {
    name: 'make release',
    summary: 'Starts the pipeline, which builds the newest source and releases it.',
    options: { 'ignore-alarms': { type: 'boolean', default: false }, yes: { type: 'boolean', default: false } },
    help: {
      'ignore-alarms':
        'deploy the newest revision once more, past alarms that ring: for the fix that would silence them',
      yes: 'do not ask; only --ignore-alarms does',
    },
  },
  async (open, { 'ignore-alarms': ignoreAlarms = false, yes = false }) => {
    const place = await open();
    const { clients, environment, words } = place;
    const { root, group } = await openReleasing(place);
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
      const deployment = await beginRelease(clients, root, () =>
        deployRevision(clients, group, newest, { description, ignoreAlarms }),
      );
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
    const run = await startPipeline(clients, pipeline);
    process.stdout.write(
      `pipeline ${pipeline} has begun run ${run}; watch it: make status ${words}; end a release: make stop ${words}\n`,
    );
    return EXIT.done;
  },
);

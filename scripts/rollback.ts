import { beginRelease, checkReleasable } from '../src/cloud/releasable.ts';
import { deployRevision, describeWayBack, findPreviousRevision } from '../src/cloud/release.ts';
import { EXIT } from './lib/command.ts';
import { confirm } from './lib/confirm.ts';
import { runPlaceCommand } from './lib/place.ts';
import { openReleasing } from './lib/releasing.ts';

await runPlaceCommand(
  {
    name: 'make rollback',
    summary:
      'Releases what ran before once more, as a deployment of its own: hooks, steps and alarms as for any release.',
    options: { yes: { type: 'boolean', default: false } },
    help: { yes: 'do not ask; without a terminal nothing is released unless this says so' },
  },
  async (open, { yes = false }) => {
    const place = await open();
    const { clients, environment, words } = place;
    const { root, group } = await openReleasing(place);
    await checkReleasable(clients, root);
    const { current, previous, leftBy, later } = await findPreviousRevision(clients, group);
    const told = ({ id, since }: typeof current.deployment) => `${id}${since ? ` of ${since.toISOString()}` : ''}`;
    process.stdout.write(`runs now:   ${told(current.deployment)}\nran before: ${told(previous.deployment)}\n`);
    if (current.doubt) process.stdout.write(`nobody can tell whether that is what runs now: ${current.doubt}\n`);
    if (leftBy) {
      process.stdout.write(`warning: ${leftBy.id} has gone back from what ran before: this brings it to users again\n`);
    }
    await confirm({
      question: `Release in ${environment.name} what ran before${leftBy ? ', which was gone back from' : ''}?`,
      isGiven: yes || environment.emulator,
    });
    const description = describeWayBack(previous.deployment.id);
    const deployment = await beginRelease(clients, root, () =>
      deployRevision(clients, group, previous, { description }),
    );
    process.stdout.write(
      `deployment ${deployment} has begun; watch it: make status ${words}; end it: make stop ${words}\n`,
    );
    if (later) {
      process.stdout.write(
        `then ${later} is the latest revision and does not run, and updates of the service may be refused, until a release has brought a later one or it is gone:\n` +
          `  aws ecs deregister-task-definition --task-definition ${later}\n`,
      );
    }
    return EXIT.done;
  },
);

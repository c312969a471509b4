import { deployRevision, findPreviousRevision } from '../src/cloud/release.ts';
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
    const { group } = await openReleasing(place);
    const { current, previous } = await findPreviousRevision(clients, group);
    const told = ({ id, since }: typeof current.deployment) => `${id}${since ? ` of ${since.toISOString()}` : ''}`;
    process.stdout.write(`runs now:   ${told(current.deployment)}\nran before: ${told(previous.deployment)}\n`);
    await confirm({
      question: `Release in ${environment.name} what ran before?`,
      isGiven: yes || environment.emulator,
    });
    const description = `back to the revision of ${previous.deployment.id}: make rollback`;
    const deployment = await deployRevision(clients, group, previous, { description });
    process.stdout.write(
      `deployment ${deployment} has begun; watch it: make status ${words}; end it: make stop ${words}\n`,
    );
    return EXIT.done;
  },
);

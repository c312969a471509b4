import { findRunning, stopDeployment } from '../src/cloud/release.ts';
import { EXIT } from './lib/command.ts';
import { confirm } from './lib/confirm.ts';
import { runPlaceCommand } from './lib/place.ts';
import { openReleasing } from './lib/releasing.ts';

await runPlaceCommand(
  {
    name: 'make stop',
    summary: 'Stops the release that runs, and has traffic go back to what ran before.',
    options: { yes: { type: 'boolean', default: false } },
    help: { yes: 'do not ask; without a terminal nothing is stopped unless this says so' },
  },
  async (open, { yes = false }) => {
    const place = await open();
    const { clients, environment, words } = place;
    const { group } = await openReleasing(place);
    const running = await findRunning(clients, group);
    if (running === undefined) {
      process.stdout.write(`no release of ${group.application} runs; nothing to stop\n`);
      return EXIT.done;
    }
    const { id, status, since } = running;
    await confirm({
      question: `Stop ${id} in ${environment.name} (${status}${since ? ` since ${since.toISOString()}` : ''}) and go back?`,
      isGiven: yes || environment.emulator,
    });
    await stopDeployment(clients, id);
    process.stdout.write(`${id} is being stopped, and traffic goes back; see it: make status ${words}\n`);
    return EXIT.done;
  },
);

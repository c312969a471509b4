import { continueDeployment, findOwnDeployment, readReport, reportHook } from '../src/cloud/approve.ts';
import { TealformError } from '../src/dsl/error.ts';
import { EXIT } from './lib/command.ts';
import { confirm } from './lib/confirm.ts';
import { runPlaceCommand } from './lib/place.ts';
import { openReleasing } from './lib/releasing.ts';

await runPlaceCommand(
  {
    name: 'make approve',
    summary: 'Reports by hand for a hook that does not, or lets a deployment go on that waits for approval.',
    options: {
      deployment: { type: 'string' },
      execution: { type: 'string' },
      status: { type: 'string' },
      traffic: { type: 'boolean', default: false },
      yes: { type: 'boolean', default: false },
    },
    help: {
      deployment: 'the id of the deployment: d-...; make status has it',
      execution: 'lifecycleEventHookExecutionId, from the log of the hook',
      status: 'Succeeded or Failed',
      traffic: 'instead of the last two: traffic may move, where the system has approval',
      yes: 'do not ask; without a terminal nothing is approved unless this says so',
    },
  },
  async (open, { deployment, execution, status, traffic = false, yes = false }) => {
    if (traffic && (deployment === undefined || execution !== undefined || status !== undefined)) {
      throw new TealformError({
        code: 'usage',
        message: '--traffic takes --deployment, and neither --execution nor --status',
      });
    }
    const report = traffic
      ? undefined
      : readReport({
          ...(deployment !== undefined && { deployment }),
          ...(execution !== undefined && { execution }),
          ...(status !== undefined && { status }),
        });
    const id = report?.deployment ?? deployment ?? '';
    const place = await open();
    const { clients, environment, words } = place;
    const { root, group } = await openReleasing(place);
    const found = await findOwnDeployment(clients, group, id);
    const of = `${id} of ${root.name} in ${environment.name} (${found.status}${found.since ? ` since ${found.since.toISOString()}` : ''})`;
    await confirm({
      question: report ? `Report ${report.status} for a hook of ${of}?` : `Let traffic move in ${of}?`,
      isGiven: yes || environment.emulator,
    });
    if (report) await reportHook(clients, report);
    else await continueDeployment(clients, id);
    process.stdout.write(
      `${report ? `reported ${report.status} for ${id}` : `${id} goes on`}; watch it: make status ${words}\n`,
    );
    return EXIT.done;
  },
);

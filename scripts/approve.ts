import { continueDeployment, readReport, reportHook } from '../src/cloud/approve.ts';
import { TealformError } from '../src/dsl/error.ts';
import { EXIT } from './lib/command.ts';
import { runPlaceCommand } from './lib/place.ts';

await runPlaceCommand(
  {
    name: 'make approve',
    summary: 'Reports by hand for a hook that does not, or lets a deployment go on that waits for approval.',
    options: {
      deployment: { type: 'string' },
      execution: { type: 'string' },
      status: { type: 'string' },
      traffic: { type: 'boolean', default: false },
    },
    help: {
      deployment: 'the id of the deployment: d-...; make status has it',
      execution: 'lifecycleEventHookExecutionId, from the log of the hook',
      status: 'Succeeded or Failed',
      traffic: 'instead of the last two: traffic may move, where the system has approval',
    },
  },
  async (open, { deployment, execution, status, traffic = false }) => {
    if (traffic) {
      if (deployment === undefined || execution !== undefined || status !== undefined) {
        throw new TealformError({
          code: 'usage',
          message: '--traffic takes --deployment, and neither --execution nor --status',
        });
      }
      const { clients, words } = await open();
      await continueDeployment(clients, deployment);
      process.stdout.write(`${deployment} goes on; watch it: make status ${words}\n`);
      return EXIT.done;
    }
    const report = readReport({
      ...(deployment !== undefined && { deployment }),
      ...(execution !== undefined && { execution }),
      ...(status !== undefined && { status }),
    });
    const { clients, words } = await open();
    await reportHook(clients, report);
    process.stdout.write(`reported ${report.status} for ${report.deployment}; watch it: make status ${words}\n`);
    return EXIT.done;
  },
);

import { readFleetStatus } from '../src/cloud/fleet/fleet-status.ts';
import { formatFleetStatus } from '../src/cloud/fleet/print-fleet-status.ts';
import { jsonLine } from '../src/text/json-line.ts';
import { EXIT } from './lib/command.ts';
import { runFleetCommand } from './lib/fleet-command.ts';
import { lineWidth, paint } from './lib/terminal.ts';

await runFleetCommand(
  {
    name: 'make stackset-status',
    summary:
      'Says how the stacks of a fleet are: a table of accounts and regions, and which colour serves. Changes nothing.',
    options: {},
    help: {},
  },
  () => {},
  async ({ fleet, targets, clients, format }) => {
    for (const [index, target] of targets.entries()) {
      const status = await readFleetStatus(clients, target);
      if (format === 'json') {
        process.stdout.write(jsonLine({ kind: 'fleet-status', fleet: fleet.name, system: target.system, ...status }));
        continue;
      }
      if (index > 0) process.stdout.write('\n');
      process.stdout.write(formatFleetStatus(status, lineWidth(), paint));
    }
    return EXIT.done;
  },
);

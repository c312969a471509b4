import { serviceTime } from '../src/cloud/clients.ts';
import { formatStatus } from '../src/cloud/status/print-status.ts';
import { readStatus } from '../src/cloud/status.ts';
import { jsonLine } from '../src/text/json-line.ts';
import { EXIT } from './lib/command.ts';
import { runPlacesCommand } from './lib/place.ts';
import { formatOf, lineWidth, paint } from './lib/terminal.ts';

await runPlacesCommand(
  {
    name: 'make status',
    summary:
      'Says where deployed systems stand: stacks, live colour, release, tasks, pipeline, alarms. Changes nothing.',
    options: { format: { type: 'string', default: 'text' } },
    help: { format: 'text, or json: one object a line, for each system' },
  },
  async (open, { format = 'text' }) => {
    const isJson = formatOf(format) === 'json';
    for (const [index, { clients, stackName, system, environment }] of (await open()).entries()) {
      const status = await readStatus(clients, stackName);
      if (isJson) {
        process.stdout.write(jsonLine({ kind: 'status', system, environment: environment.name, ...status }));
      } else {
        if (index > 0) process.stdout.write('\n');
        process.stdout.write(formatStatus(status, serviceTime(clients), lineWidth(), paint));
      }
    }
    return EXIT.done;
  },
);

import { detectFleetDrift } from '../src/cloud/fleet/drift-fleet.ts';
import { readStackSet } from '../src/cloud/fleet/stack-set.ts';
import { jsonLine } from '../src/text/json-line.ts';
import { EXIT } from './lib/command.ts';
import { runFleetCommand } from './lib/fleet-command.ts';
import { fleetContext } from './lib/fleet-context.ts';
import { paint } from './lib/terminal.ts';

await runFleetCommand(
  {
    name: 'make stackset-drift',
    summary:
      'Has CloudFormation look for drift in all stacks of a fleet. Exit 1 where there is some; a release is some.',
    options: {},
    help: {},
  },
  () => {},
  async (place) => {
    let hasDrift = false;
    for (const target of place.targets) {
      const { StackSetName } = target.file.stackSet;
      const say = (text: string) => place.format === 'text' && process.stdout.write(`${text}\n`);
      if ((await readStackSet(place.clients, target.file.stackSet)) === undefined) {
        say(`${StackSetName}: not deployed`);
        continue;
      }
      const found = await detectFleetDrift(fleetContext(place, target, 'make stackset-drift', {}));
      if (found === undefined) return EXIT.leftRunning;
      const drifted = found.filter(({ drift }) => drift === 'DRIFTED');
      hasDrift ||= drifted.length > 0;
      if (place.format === 'json') {
        const about = { fleet: place.fleet.name, system: target.system };
        process.stdout.write(jsonLine({ kind: 'drift', ...about, instances: found }));
      }
      for (const { account, region } of drifted) {
        say(paint('yellow', `drifted: ${account} ${region}`));
        say(
          `  -> what: make stackset-status says which colour serves; in the account: aws cloudformation describe-stack-resource-drifts`,
        );
      }
      say(`${StackSetName}: ${drifted.length} of ${found.length} stacks have drifted`);
    }
    return hasDrift ? EXIT.failed : EXIT.done;
  },
);

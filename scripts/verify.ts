import { systemClock } from '../src/cloud/clock.ts';
import { formatVerification } from '../src/cloud/verify/print-verification.ts';
import { isAsReviewed, verify } from '../src/cloud/verify.ts';
import { jsonLine } from '../src/text/json-line.ts';
import { RESERVED_PARAMETERS } from '../templates/environments/reserved.ts';
import { EXIT } from './lib/command.ts';
import { runTargetsCommand } from './lib/place.ts';
import { formatOf, paint } from './lib/terminal.ts';

await runTargetsCommand(
  {
    name: 'make verify',
    summary: 'Compares what is deployed with output/: templates byte for byte, parameters, drift. Changes nothing.',
    options: { format: { type: 'string', default: 'text' }, 'no-drift': { type: 'boolean', default: false } },
    help: {
      format: 'text, or json: one object a line, for each system',
      'no-drift': 'do not have AWS look for what was changed by hand, which takes a minute or more',
    },
  },
  async (open, { format = 'text', 'no-drift': noDrift = false }) => {
    const isJson = formatOf(format) === 'json';
    const filled = RESERVED_PARAMETERS.map(({ name }) => name);
    let areRight = true;
    for (const [index, place] of (await open()).entries()) {
      const verification = await verify(place.clients, place, { filled, withDrift: !noDrift, clock: systemClock });
      const isRight = isAsReviewed(verification);
      areRight &&= isRight;
      if (isJson) {
        const { system, environment } = place;
        const about = { kind: 'verification', system, environment: environment.name, isAsReviewed: isRight };
        process.stdout.write(jsonLine({ ...about, ...verification }));
      } else {
        if (index > 0) process.stdout.write('\n');
        process.stdout.write(formatVerification(verification, paint));
      }
    }
    return areRight ? EXIT.done : EXIT.failed;
  },
);

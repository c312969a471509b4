// Only tests use this: a server whose answers wait for the shutdown, so that a test need not guess how long.
import { makeLog } from '../log.ts';
import { serve } from '../serve.ts';
import { readSettings } from '../settings.ts';

const settings = readSettings(process.env);

serve(
  ({ url }, response) => {
    const afterSignal = (then: () => void) => process.once('SIGTERM', () => setTimeout(then, 200));
    if (url === '/slow') afterSignal(() => response.end('slow answer'));
    if (url === '/stream') {
      response.write('first half, ');
      afterSignal(() => response.end('second half'));
    }
    if (url === '/quick') response.end('quick answer');
    // Anything else hangs.
  },
  settings,
  makeLog({ level: settings.logLevel, version: settings.version }),
);

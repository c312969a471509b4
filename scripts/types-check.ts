import { EXIT, runCommand } from './lib/command.ts';
import { ROOT } from './lib/root.ts';
import { checkTypes } from './type-check/check-types.ts';

await runCommand(
  {
    name: 'make types-check',
    summary: 'Type-checks everything; what has passed is checked again where something of it has changed.',
    options: {},
    help: {},
  },
  async () => ((await checkTypes(ROOT)) ? EXIT.done : EXIT.failed),
);

import { measureSynth } from './lib/bench-systems.ts';
import { EXIT, runCommand } from './lib/command.ts';

await runCommand(
  {
    name: 'node scripts/run.cjs bench-synth',
    summary: 'Measures synth of many systems, in a copy of this repository; prints one JSON object.',
    options: {
      systems: { type: 'string', default: '100' },
      runs: { type: 'string', default: '1' },
    },
    help: {
      systems: 'how many; 100 unless told',
      runs: 'how many times each is run, of which the median is told; 1 unless told',
    },
  },
  ({ values }) => {
    const [systems, runs] = [Number(values.systems), Number(values.runs)];
    for (const [name, number, most] of [['systems', systems, 5_000] as const, ['runs', runs, 99] as const]) {
      if (Number.isInteger(number) && number >= 1 && number <= most) continue;
      process.stderr.write(`--${name} takes a whole number from 1 to ${most}\n`);
      return EXIT.refused;
    }
    process.stdout.write(`${JSON.stringify(measureSynth(systems, runs))}\n`);
    return EXIT.done;
  },
);

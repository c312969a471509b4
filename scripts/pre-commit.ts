import { EXIT, runCommand } from './lib/command.ts';
import { SIGNALLED } from './lib/ending.ts';
import { onInterrupt } from './lib/interrupts.ts';
import {
  bringAlong,
  compareWithIndex,
  isAnythingStaged,
  makeFolder,
  stage,
  synthStaged,
  takeAway,
} from './lib/staged-output.ts';

await runCommand(
  {
    name: 'make pre-commit',
    summary: 'What the hook of `make hooks` runs: brings output/ of a commit up to date with the templates in it.',
    options: {},
    help: {},
  },
  async () => {
    if (!isAnythingStaged()) return EXIT.done;
    let clean = () => {};
    let kill = () => {};
    onInterrupt((signal) => {
      kill();
      clean();
      process.exit(SIGNALLED[signal]);
    });
    const folder = makeFolder();
    clean = () => takeAway(folder);
    try {
      const { failed } = await synthStaged(folder, (end) => {
        kill = end;
      });
      if (failed !== undefined) return refuse(failed);
      const changes = compareWithIndex(folder);
      if (changes.length === 0) return EXIT.done;
      stage(changes);
      const left = bringAlong(folder, changes);
      process.stdout.write(`output/ brought up to date in this commit: ${list(changes.map(({ path }) => path))}\n`);
      if (left.length > 0) process.stdout.write(`left in the working tree, edited there: ${list(left)}\n`);
      return EXIT.done;
    } finally {
      clean();
    }
  },
);

function refuse(failed: string): number {
  process.stderr.write(`${failed}\n\nnot committed: output/ cannot be made from what is staged\n`);
  process.stderr.write('  -> mend it and stage that, or commit without output/: git commit --no-verify\n');
  return EXIT.failed;
}

/** Two of them by name, how many more there are. */
function list(paths: readonly string[]): string {
  const [one, two, ...more] = paths.map((path) => path.replace(/^output\//, ''));
  return [one, two, more.length > 0 ? `${more.length} more` : undefined].filter(Boolean).join(', ');
}

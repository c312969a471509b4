import { checkOthers } from '../src/cloud/destroy/others.ts';
import { planDestruction } from '../src/cloud/destroy/plan.ts';
import { formatLeft, formatPlan } from '../src/cloud/destroy/print-plan.ts';
import { beginDestruction, checkDestruction } from '../src/cloud/destroy.ts';
import { readStackTree } from '../src/cloud/stack-tree.ts';
import { follow } from '../src/cloud/watch/follow.ts';
import { findBeginning } from '../src/cloud/watch/stack-events.ts';
import { formatProblem } from '../src/dsl/error.ts';
import { confirm } from './lib/confirm.ts';
import { endCommand } from './lib/ending.ts';
import { runPlaceCommand } from './lib/place.ts';
import { followEdge, formatOf, openPrinter, paint } from './lib/terminal.ts';

await runPlaceCommand(
  {
    name: 'make destroy',
    summary: 'Takes a deployed system down: says what goes and what stays, asks, deletes, watches, says what is left.',
    options: { yes: { type: 'boolean', default: false }, format: { type: 'string', default: 'text' } },
    help: {
      yes: 'do not ask; without a terminal nothing is deleted unless this says so',
      format: 'text, or json for JSON lines while it is watched',
    },
  },
  async (open, { yes = false, format: wanted = 'text' }) => {
    const format = formatOf(wanted);
    const { clients, environment, stackName, system, words } = await open();
    // JSON lines alone are for the program that reads them.
    const say = (text: string) => (format === 'json' ? process.stderr : process.stdout).write(text);
    const root = await readStackTree(clients, stackName);
    if (root === undefined) {
      say(`${stackName}: not deployed; nothing to do\n`);
      return endCommand(format, { result: 'done' });
    }
    checkDestruction(root);
    const isGoing = root.status === 'DELETE_IN_PROGRESS';
    const plan = await planDestruction(clients, root);
    if (!isGoing) {
      const unseen = await checkOthers(clients, plan);
      say(`${formatPlan(plan, paint)}\n`);
      for (const problem of unseen) say(`${formatProblem(problem)}\n`);
      await confirm({
        question: `Delete ${stackName} in ${environment.name} (${environment.account}, ${environment.region})?`,
        word: system,
        isGiven: yes || environment.emulator,
      });
    }
    const begun = isGoing ? undefined : await beginDestruction(clients, plan);
    for (const [bucket, count] of Object.entries(begun?.emptied ?? {})) say(`emptied ${bucket}: ${count} versions\n`);
    const since = begun?.mark.since ?? (await findBeginning(clients, root.id)) ?? new Date(0);
    const outcome = await follow(
      clients,
      {
        stackId: root.id,
        rootName: stackName,
        since,
        ...(begun && { seen: begun.mark.seen }),
        title: `deleting ${stackName} in ${environment.name}`,
        comeBack: `make destroy ${words}`,
      },
      openPrinter(format),
      followEdge(environment),
    );
    if (outcome.status === 'succeeded') {
      say(`\n${formatLeft(plan) || 'nothing is left\n'}`);
      if (environment.emulator) say('to begin with an empty local cloud: rm -r .local\n');
    }
    return endCommand(format, { result: outcome.status === 'succeeded' ? 'done' : outcome.status });
  },
);

import { readLive } from '../src/cloud/live-tree.ts';
import { planFiles } from '../src/review/plan-files.ts';
import { RESERVED_PARAMETERS } from '../templates/environments/reserved.ts';
import { knownTypes } from './lib/known-types.ts';
import { parsedBefore } from './lib/parsed-before.ts';
import { runTargetsCommand } from './lib/place.ts';
import { planFormatOf, writePlan } from './lib/plan-command.ts';

await runTargetsCommand(
  {
    name: 'make plan LIVE=...',
    summary:
      'Says what deploying output/ will do where it is deployed: against the templates and parameters that are there now.',
    options: { format: { type: 'string', default: 'text' } },
    help: { format: 'text, markdown for a comment on a pull request, or json' },
  },
  async (open, { format: wanted = 'text' }) => {
    const format = planFormatOf(wanted);
    const reserved = RESERVED_PARAMETERS.map(({ name }) => name);
    const { before, after } = await readLive(await open(), reserved);
    const templates = parsedBefore();
    const code = writePlan(planFiles(before, after, { reserved, lookUp: knownTypes(), templates }), format);
    templates.tidy();
    return code;
  },
);

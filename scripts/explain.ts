import { TealformError } from '../src/dsl/error.ts';
import { EXIT, runCommand } from './lib/command.ts';
import { explainId } from './lib/explain/explain-id.ts';
import { printExplanation } from './lib/explain/print-explanation.ts';
import { formatOf, lineWidth, paint } from './lib/terminal.ts';

const USAGE = ['usage', 'unknown-system', 'no-system'];

await runCommand(
  {
    name: 'make explain',
    summary:
      'Says what a logical id is: where it is declared, what it refers to, who refers to it, which roles touch it, what a change of it does.',
    options: { id: { type: 'string' }, system: { type: 'string' }, format: { type: 'string', default: 'text' } },
    help: {
      id: 'as Service/TaskRole, Topic or Root/Topic, LoadBalancer/ProductionListenerArn, deployer/DeployRole, flat/LogGroup',
      system: 'a system; the first one that has it unless told',
      format: 'text, or json: one object',
    },
  },
  async ({ values: { id = '', system = '', format = 'text' } }) => {
    try {
      const isJson = formatOf(format) === 'json';
      if (id.trim() === '') {
        const message = 'nothing is named to be explained';
        const hint =
          'write ID=Service/TaskRole (stack and logical id), ID=Topic for one of the root, or ID=Service for a stack';
        throw new TealformError({ code: 'usage', message, hint });
      }
      const { explanation, asked, otherSystems } = await explainId(id, system || undefined);
      if (isJson) process.stdout.write(`${JSON.stringify({ ...explanation, asked, otherSystems }, null, 2)}\n`);
      else {
        const options = { paint, width: lineWidth(), asked, otherSystems };
        process.stdout.write(printExplanation(explanation, options));
      }
      return EXIT.done;
    } catch (error) {
      if (!(error instanceof TealformError) || !USAGE.includes(error.code)) throw error;
      process.stderr.write(`${error.message}\n`);
      return EXIT.refused;
    }
  },
);

import { runDeployCommand } from './lib/deploy-command.ts';

await runDeployCommand({
  verb: 'adopt',
  summary:
    'Deploys one system and takes what has its names already into its stacks, as it is: make adopt ENV=dev SYSTEM=hello-server',
  takes: 'one',
});

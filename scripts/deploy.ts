import { runDeployCommand } from './lib/deploy-command.ts';

await runDeployCommand({
  verb: 'deploy',
  summary: 'Deploys systems from output/ to an environment: make deploy ENV=dev SYSTEM=hello-server ARGS="--plan"',
  takes: 'all',
});

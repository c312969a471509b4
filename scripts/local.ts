import { TealformError } from '../src/dsl/error.ts';
import { ENVIRONMENTS, FLEETS } from '../templates/environments.ts';
import { EXIT, runCommand } from './lib/command.ts';
import { environmentCloud, fleetCloud } from './lib/emulator.ts';
import type { PlayedCloud } from './lib/playing.ts';
import { speedOf } from './lib/speed.ts';

await runCommand(
  {
    name: 'make local',
    summary: 'Runs the local cloud until Ctrl-C: an endpoint on this machine for the AWS CLI and SDKs.',
    options: {
      env: { type: 'string', default: 'local' },
      port: { type: 'string', default: '0' },
      fault: { type: 'string', multiple: true, default: [] },
      play: { type: 'boolean', default: false },
      speed: { type: 'string' },
    },
    help: {
      env: 'the environment whose account and region it pretends to be, or the fleet whose accounts; local unless told',
      port: 'where it listens; a free one unless told',
      fault:
        'something that goes wrong, once for each: throttle:3, fail:hello-server/Service/Service@create, ... (docs/local-cloud.md)',
      play: 'what is deployed runs: tasks as processes, listeners as ports, pipelines and deployments over time',
      speed: 'with --play: how much faster than at AWS everything waits; 30 unless told',
    },
  },
  async ({ values: { env, port, fault: forms, play = false, speed } }) => {
    const environment = ENVIRONMENTS.find(({ name }) => name === env);
    const fleet = FLEETS.find(({ name }) => name === env);
    const opened = environment ? environmentCloud(environment) : fleet && fleetCloud(fleet);
    const factor = speedOf(speed);
    if (speed !== undefined && !play) throw new TealformError({ code: 'usage', message: '--speed goes with --play' });
    if (play && fleet)
      throw new TealformError({
        code: 'usage',
        message: `--play is for one account, and ${fleet.name} is a fleet of them`,
      });
    if (opened === undefined || !isPort(port)) {
      const known = [...ENVIRONMENTS, ...FLEETS].map(({ name }) => name).join(', ');
      const wrong = opened ? `--port takes a number up to 65535, not '${port}'` : `there is no environment '${env}'`;
      process.stderr.write(
        `${wrong}${opened ? '' : `; there are: ${known}`}\n\nmake local ARGS=--help lists the options\n`,
      );
      return EXIT.refused;
    }
    // The SDK's version is pinned: which Node later ones need matters to whoever raises it, and not here.
    process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
    // Loaded here: the SDK takes long, and who only asks for help need not wait for it.
    const { openLocalCloud } = await import('../src/local/open.ts');
    const { withShortForms } = await import('../src/local/faults/short.ts');
    const stopped = new Promise<void>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
    });
    const { folder, organisation } = opened;
    const { region, accountId } = opened.whereabouts;
    const cloud = await openLocalCloud({
      ...opened,
      port: Number(port),
      faults: (document) => withShortForms(document, forms),
    });
    const playing = play
      ? await startPlaying({ ...cloud, folder }, factor).catch(async (error: unknown) => {
          await cloud.close();
          throw error;
        })
      : undefined;
    process.stdout.write(
      [
        `the local cloud is account ${accountId} in ${region}, at ${cloud.url}; its state is in ${folder}`,
        '',
        `  export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local AWS_ENDPOINT_URL=${cloud.url}`,
        `  aws --region ${region} sts get-caller-identity`,
        ...(organisation
          ? [
              `  members: ${organisation.accounts.length - 1} accounts, by sts assume-role of OrganizationAccountAccessRole`,
            ]
          : []),
        '',
        ...(play ? [`  what is deployed runs, and what waits does so ${factor} times as fast as at AWS`, ''] : []),
        'Ctrl-C stops it; its state stays',
        '',
      ].join('\n'),
    );
    try {
      await stopped;
    } finally {
      await playing?.close();
      await cloud.close();
    }
    return EXIT.done;
  },
);

// From then on what is deployed runs, and what happens is told by lines.
async function startPlaying(cloud: PlayedCloud, factor: number): Promise<{ readonly close: () => Promise<void> }> {
  const { followAccount } = await import('../src/rehearsal/follow.ts');
  const { playingOf } = await import('./lib/playing.ts');
  const { options, terminal } = playingOf(cloud, factor, false);
  const play = await followAccount(options);
  return {
    close: async () => {
      await play.close();
      terminal.close();
    },
  };
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535;
}

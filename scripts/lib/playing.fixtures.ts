// Used by tests only: a local cloud that plays, beside the commands of a test.
import { once } from 'node:events';
import type { Deploying } from './local-cloud.fixtures.ts';

/** `make local ARGS="--play"` that runs until the test ends. */
export interface RunningPlay {
  /** Of the local cloud. */
  readonly url: string;
  /** Waits until it has said something; all that it has said since its start counts. @returns what matched */
  said(pattern: RegExp): Promise<RegExpExecArray>;
  /** Where a listener of the system is, once it is told. */
  address(route: 'production' | 'test', system?: string): Promise<string>;
  /** As Ctrl-C does. */
  stop(): Promise<void>;
}

/** Starts it and waits until it plays. */
export async function startPlaying(sandbox: Deploying, ...args: readonly string[]): Promise<RunningPlay> {
  const child = sandbox.start(['local', '--play', ...args]);
  let text = '';
  const looks = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      for (const look of [...looks]) look();
    });
  }
  const closed = once(child, 'close');
  closed.then(() => {
    for (const look of [...looks]) look();
  });
  const said = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const found = pattern.exec(text);
        if (!found && child.exitCode === null && child.signalCode === null) return;
        looks.delete(look);
        if (found) resolve(found);
        else reject(new Error(`it ended before it said ${pattern}:\n${text}`));
      };
      looks.add(look);
      look();
    });
  await said(/Ctrl-C/);
  const [, url = ''] = await said(/AWS_ENDPOINT_URL=(http:\S+)/);
  return {
    url,
    said,
    address: async (route, system = 'hello-server') => {
      const [, address = ''] = await said(
        new RegExp(`${system}: the ${route} listener, port \\d+ at AWS, is at (http:\\S+)\n`),
      );
      return address;
    },
    stop: async () => {
      child.kill('SIGINT');
      await closed;
    },
  };
}

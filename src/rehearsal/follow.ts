import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { textOf } from '../local/resources/read.ts';
import { addressesOf, addressLine } from './addresses.ts';
import { openPlay, type Play, type PlayOptions } from './play.ts';

/** How often it is looked what has come and gone, in milliseconds. */
const EVERY = 200;

/**
 * Has what an account declares run, and follows it: what is deployed meanwhile starts, what is taken away ends. What cannot run here is
 * told, by name and once, and left out. Where listeners are is told too, and stands in the file `listeners` of its folder as long as they
 * are there: `hello-server production 80 http://127.0.0.1:41234`.
 * @throws TealformError what {@link openPlay} does, but for a service that cannot run here
 */
export async function followAccount(options: PlayOptions): Promise<Play> {
  const { account, tell, began } = options;
  const said = new Set<string>();
  const say = (source: string, text: string) => {
    if (said.has(text)) return;
    said.add(text);
    tell({ at: account.now().getTime() - began.getTime(), kind: 'log', source, text });
  };
  const play = await openPlay({
    ...options,
    onRefused: ({ id, attributes }, { problems }) => {
      for (const { message } of problems) say('not played', `${textOf(attributes, 'Name') ?? id}: ${message}`);
    },
  });
  let isOpen = true;
  let written: string | undefined;
  const file = join(options.folder, 'listeners');
  await mkdir(options.folder, { recursive: true });
  const look = async () => {
    try {
      await play.look();
      const addresses = addressesOf(account, play.world);
      for (const each of addresses) say('listener', addressLine(each));
      const lines = addresses.map(({ service, route, port, url }) => `${service} ${route} ${port} ${url}\n`).join('');
      if (lines !== written) await writeFile(file, lines);
      written = lines;
    } catch (error) {
      // Whatever it is, the next look may go well; what was told once is not told again.
      say('not played', error instanceof Error ? error.message : String(error));
    }
  };
  await look();
  const looking = (async () => {
    while (isOpen) {
      await sleep(EVERY);
      if (isOpen) await look();
    }
  })();
  return {
    ...play,
    close: async () => {
      isOpen = false;
      try {
        await looking;
      } finally {
        await rm(file, { force: true });
        await play.close();
      }
    },
  };
}

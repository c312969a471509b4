import { randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import type { TimelineEntry } from '../timeline.ts';
import type { About } from './about.ts';
import { type Model, takeEntry } from './model.ts';
import { PARTS, type PartName, titleOf } from './page.ts';
import { isStoppable } from './phase.ts';
import { sayOf } from './say.ts';

/** Sends what has changed to every page that listens: as server-sent events, each with all that is new since the last one. */
export interface Broadcast {
  /** Takes in what has happened. Pages hear of it soon, together with what else happens meanwhile. */
  take(entry: TimelineEntry): void;
  /** Names where it is now: whoever has seen that much needs only what comes later. */
  id(): string;
  /** Someone listens, who has seen what there was at `after`; anything else is nothing seen. */
  listen(response: ServerResponse, after: string): void;
  /** Sends what is left, says that it is over, and lets everybody go. */
  close(): void;
}

/** @see https://html.spec.whatwg.org/multipage/server-sent-events.html */
export interface BroadcastOptions {
  readonly about: About;
  readonly model: Model;
  /** How long entries are gathered, in milliseconds. */
  readonly gather?: number;
  /** How often who listens hears something even if there is nothing, so that nothing in between takes it for dead. */
  readonly heartbeat?: number;
}

/** As many things as are said again to whoever has not heard them. */
const SAID_KEPT = 20;

interface Listener {
  readonly response: ServerResponse;
  /** How many entries it has seen. */
  seen: number;
}

/** Nobody listens yet. */
export function openBroadcast({ about, model, gather = 150, heartbeat = 15_000 }: BroadcastOptions): Broadcast {
  // Ids of another process mean nothing here, even where it had the same port.
  const run = randomBytes(4).toString('hex');
  const listeners = new Set<Listener>();
  const drawn = new Map<PartName, { markup: string; since: number }>();
  const said: { readonly text: string; readonly since: number }[] = [];
  let count = 0;
  let drawnAt = -1;
  let timer: NodeJS.Timeout | undefined;

  const draw = () => {
    if (drawnAt === count) return;
    drawnAt = count;
    for (const name of Object.keys(PARTS) as PartName[]) {
      const { markup } = PARTS[name](model);
      if (drawn.get(name)?.markup !== markup) drawn.set(name, { markup, since: count });
    }
  };
  const id = () => {
    // What a page shows at that point has to be what later drawings are compared with.
    draw();
    return `${run}-${count}`;
  };
  const send = (listener: Listener) => {
    // Whoever reads slowly gets the newest once there is room, and not all that was in between.
    if (listener.seen === count || listener.response.writableNeedDrain) return;
    draw();
    const parts = [...drawn].filter(([, { since }]) => since > listener.seen || listener.seen < 0);
    const says = said.filter(({ since }) => listener.seen >= 0 && since > listener.seen).map(({ text }) => text);
    const data = {
      parts: Object.fromEntries(parts.map(([name, { markup }]) => [name, markup])),
      says,
      title: titleOf(about, model),
      isStoppable: isStoppable(model),
    };
    listener.seen = count;
    listener.response.write(`id: ${id()}\nevent: drawn\ndata: ${JSON.stringify(data)}\n\n`);
  };
  const flush = () => {
    timer = undefined;
    for (const listener of listeners) send(listener);
  };
  const beat = setInterval(() => {
    for (const { response } of listeners) if (!response.writableNeedDrain) response.write(': still there\n\n');
  }, heartbeat);
  beat.unref();

  return {
    take: (entry) => {
      takeEntry(model, entry);
      count += 1;
      const text = sayOf(entry);
      if (text !== undefined) said.push({ text, since: count });
      if (said.length > SAID_KEPT) said.shift();
      if (listeners.size > 0) timer ??= setTimeout(flush, gather);
    },
    id,
    listen: (response, after) => {
      const [ofRun, number = ''] = after.split('-');
      const seen = ofRun === run && /^\d{1,9}$/.test(number) && Number(number) <= count ? Number(number) : -1;
      const listener = { response, seen };
      listeners.add(listener);
      response.on('close', () => listeners.delete(listener));
      response.on('drain', () => send(listener));
      response.write('retry: 1000\n\n');
      send(listener);
    },
    close: () => {
      clearInterval(beat);
      clearTimeout(timer);
      flush();
      for (const { response } of listeners) response.end(`id: ${id()}\nevent: over\ndata: {}\n\n`);
    },
  };
}

import type { Tell, TimelineEntry } from '../timeline.ts';
import type { About } from './about.ts';
import { openBroadcast } from './broadcast.ts';
import { openJournal, readJournal } from './journal.ts';
import { modelOf } from './model.ts';
import { livePage } from './page.ts';
import { isStoppable } from './phase.ts';
import { reportOf } from './report.ts';
import { type StageSource, startStageServer } from './stage-server.ts';
import { timelineOf } from './timeline-document.ts';
import { type WrittenReport, writeReport } from './write-report.ts';

/** What a stage is opened with. */
export interface StageOptions {
  /** Where its files go: `.local/rehearsal/<time>`. One in which a rehearsal was killed is gone on with. */
  readonly folder: string;
  readonly about: About;
  /** Stops the deployment that runs: StopDeployment. What it throws is told on the page. */
  readonly onStop: () => void | Promise<void>;
  /** How long entries are gathered before pages hear of them, in milliseconds. */
  readonly gather?: number;
  /** How often a page that is connected hears something at least, in milliseconds. */
  readonly heartbeat?: number;
  /** Where the page is if that port is free; anywhere unless said. */
  readonly port?: number;
}

/** A page on this machine that shows a rehearsal while it goes on. */
export interface Stage {
  readonly tell: Tell;
  /** Where the page is: `http://127.0.0.1:41234/`. */
  readonly url: string;
  /** The entries of the rehearsal that is gone on with; none in a new folder. */
  readonly before: readonly TimelineEntry[];
  /** When the last of them came; 0 in a new folder. What is told next is later. */
  readonly goesOnAt: number;
  /** Tells pages that it is over, and writes `report.html` and `timeline.json`. */
  readonly close: () => Promise<WrittenReport>;
}

/**
 * Opens the page. Whoever comes late sees what has been, whoever comes before anything has happened sees it come.
 * @throws TealformError `not-a-journal` where the folder's entries cannot be read.
 */
export async function openStage({ folder, about, onStop, gather, heartbeat, port }: StageOptions): Promise<Stage> {
  const before = readJournal(folder);
  const entries: TimelineEntry[] = [...before];
  const model = modelOf(entries);
  const goesOnAt = model.at;
  const keep = openJournal(folder);
  const broadcast = openBroadcast({
    about,
    model,
    ...(gather !== undefined && { gather }),
    ...(heartbeat !== undefined && { heartbeat }),
  });
  let stopping: Promise<string> | undefined;
  const stop = () => {
    if (!isStoppable(model)) throw new Error('no deployment runs that could be stopped');
    // Whoever asks twice, or on two pages, has asked once.
    stopping ??= (async () => {
      try {
        await onStop();
        return 'the deployment is being stopped';
      } finally {
        stopping = undefined;
      }
    })();
    return stopping;
  };
  const source: StageSource = {
    broadcast,
    page: (nonce, after) => livePage(model, { about, nonce, after }),
    report: () => reportOf(model, about),
    timeline: () => JSON.stringify(timelineOf(model, entries, about)),
    stop: async () => stop(),
  };
  const server = await startStageServer(source, port);
  return {
    tell: (entry) => {
      entries.push(entry);
      keep(entry);
      broadcast.take(entry);
    },
    url: `${server.url}/`,
    before,
    goesOnAt,
    close: async () => {
      await server.close();
      return writeReport(folder, entries, about);
    },
  };
}

import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TimelineEntry } from '../timeline.ts';
import type { About } from './about.ts';
import { modelOf } from './model.ts';
import { reportOf } from './report.ts';
import { timelineOf } from './timeline-document.ts';

/** Where a rehearsal's files are. */
export interface WrittenReport {
  /** For people: `report.html`. */
  readonly report: string;
  /** For programs: `timeline.json`. */
  readonly timeline: string;
}

/** Writes `report.html` and `timeline.json` into a folder, which is made if need be; each whole or not at all. */
export function writeReport(folder: string, entries: readonly TimelineEntry[], about: About): WrittenReport {
  const model = modelOf(entries);
  mkdirSync(folder, { recursive: true });
  return {
    report: write(join(folder, 'report.html'), reportOf(model, about)),
    timeline: write(join(folder, 'timeline.json'), `${JSON.stringify(timelineOf(model, entries, about), null, 2)}\n`),
  };
}

function write(path: string, text: string): string {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
  return path;
}

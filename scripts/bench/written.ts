import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { plotBench } from './plot.ts';
import type { BenchReport } from './report.ts';
import { summaryOf } from './summary.ts';
import { asMarkdown, tablesOf } from './tables.ts';

/** A file that shows figures, and what it is to be. */
export interface ShownFile {
  readonly path: string;
  readonly text: string;
}

/** Where the measured figures are kept. */
export const REPORT_PATH = 'docs/bench.json';

/** The report that is checked in; undefined where there is none. */
export function readReport(root: string): BenchReport | undefined {
  const path = join(root, REPORT_PATH);
  // Written by this module, and held to it by a test.
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as BenchReport) : undefined;
}

/**
 * The files that show a report: the picture, and what stands between `<!-- bench:begin -->` and `<!-- bench:end -->` in README and
 * docs/bench.md.
 * @param read gives a file's text by its path in the repository
 */
export function shownFiles(report: BenchReport, read: (path: string) => string): readonly ShownFile[] {
  return [
    { path: 'docs/bench.svg', text: plotBench(report) },
    { path: 'README.md', text: between(read('README.md'), summaryOf(report)) },
    { path: 'docs/bench.md', text: between(read('docs/bench.md'), asMarkdown(tablesOf(report))) },
  ];
}

/** Keeps a report and writes all that shows it. */
export function writeReport(root: string, report: BenchReport): readonly string[] {
  const files = shownFiles(report, (path) => readFileSync(join(root, path), 'utf8'));
  const all = [{ path: REPORT_PATH, text: `${JSON.stringify(report, undefined, 2)}\n` }, ...files];
  for (const { path, text } of all) writeFileSync(join(root, path), text);
  return all.map(({ path }) => path);
}

function between(text: string, block: string): string {
  return text.replace(
    /(<!-- bench:begin -->\n)[\s\S]*?(<!-- bench:end -->)/,
    (_, begin: string, end: string) => `${begin}${block}\n${end}`,
  );
}

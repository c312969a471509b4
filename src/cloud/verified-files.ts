import { createHash } from 'node:crypto';
import { isObject } from '../dsl/border.ts';
import type { Problem } from '../dsl/error.ts';
import type { Data, DataObject } from '../dsl/template.ts';
import { parseTemplate } from '../dsl/yaml/parse.ts';
import type { OutputReader } from './output-reader.ts';
import type { TemplateFile } from './target.ts';
import { STACK } from './watch/event.ts';

/** A template and all that it nests. @param pinned the name that its parent gives it. */
export function readTemplate(files: VerifiedFiles, name: string, pinned?: string): TemplateFile {
  const path = `${name}.yaml`;
  const text = files.read(path);
  const digest = sha256Of(text);
  const own = `${name}.${digest.slice(0, 12)}.yaml`;
  if (text !== '' && pinned !== undefined && pinned !== own)
    files.blame(path, `is not the one that is pinned (${pinned})`);
  // What is missing or changed is told below; it need not be a template.
  const template = files.isIntact(path) ? parseTemplate(text) : {};
  const nested: [string, TemplateFile][] = [];
  for (const [logicalId, url] of nestedUrls(template)) {
    const match = /\/([a-z0-9-]+)\.[0-9a-f]{12}\.yaml$/.exec(url);
    if (match?.[1] === undefined) files.blame(path, `does not pin the template of ${logicalId} (${url})`);
    else nested.push([logicalId, readTemplate(files, match[1], url.slice(url.lastIndexOf('/') + 1))]);
  }
  return { name, pinned: own, text, sha256: digest, template, nested: Object.fromEntries(nested) };
}

function nestedUrls({ Resources }: DataObject): readonly (readonly [string, string])[] {
  if (!isObject(Resources)) return [];
  return Object.entries(Resources).flatMap(([logicalId, resource]) => {
    if (!isObject(resource) || resource.Type !== STACK || !isObject(resource.Properties)) return [];
    return [[logicalId, textOf(resource.Properties.TemplateURL)] as const];
  });
}

function textOf(url: Data | undefined): string {
  const substituted = isObject(url) ? url['Fn::Sub'] : url;
  return typeof substituted === 'string' ? substituted : JSON.stringify(substituted ?? null);
}

/** The files of a system, each compared with the manifest when it is read. */
export class VerifiedFiles {
  readonly problems: Problem[] = [];
  readonly #output: OutputReader;
  readonly #system: string;
  readonly #digests: ReadonlyMap<string, string>;

  constructor(output: OutputReader, system: string) {
    this.#output = output;
    this.#system = system;
    this.#digests = readDigests(output.read(`${system}/manifest.json`));
  }

  /** The paths that the manifest lists below a folder. */
  below(folder: string): readonly string[] {
    return [...this.#digests.keys()].filter((path) => path.startsWith(folder));
  }

  /** Empty where the file is not what the manifest says: a problem tells of it. */
  read(path: string): string {
    const text = this.#output.read(`${this.#system}/${path}`);
    const digest = this.#digests.get(path);
    if (text === undefined) this.blame(path, 'is missing');
    else if (digest === undefined) this.blame(path, 'is not in manifest.json');
    else if (digest !== sha256Of(text)) this.blame(path, 'is not what manifest.json says');
    else return text;
    return '';
  }

  isIntact(path: string): boolean {
    return !this.problems.some(({ message }) => message.startsWith(`output/${this.#system}/${path} `));
  }

  blame(path: string, what: string): void {
    const message = `output/${this.#system}/${path} ${what}`;
    if (this.problems.some((problem) => problem.message === message)) return;
    const hint = 'run make synth, read the difference in git and commit it: what is deployed is what was reviewed';
    this.problems.push({ code: 'stale-output', message, hint });
  }
}

function readDigests(manifest: string | undefined): ReadonlyMap<string, string> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(manifest ?? '');
  } catch {
    return new Map();
  }
  const files = typeof parsed === 'object' && parsed !== null && 'files' in parsed ? parsed.files : undefined;
  if (!Array.isArray(files)) return new Map();
  return new Map(
    files.flatMap((entry: unknown): [string, string][] => {
      if (typeof entry !== 'object' || entry === null || !('path' in entry) || !('sha256' in entry)) return [];
      return [[String(entry.path), String(entry.sha256)]];
    }),
  );
}

/** The digest of a text, in hex. */
export function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

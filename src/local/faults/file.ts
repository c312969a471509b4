import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TealformError } from '../../dsl/error.ts';
import type { FaultDocument } from './document.ts';
import { readFaultDocument } from './read-document.ts';

/**
 * What is to go wrong, by `faults.json` of the folder that the state is in; nothing where there is no such file.
 * @throws TealformError `bad-faults` with everything that is wrong with it.
 */
export async function readFaultFile(folder: string): Promise<FaultDocument> {
  const file = join(folder, 'faults.json');
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? {} : parseFaults(text, file);
}

/** Reads a document of faults. @throws TealformError `bad-faults` */
export function parseFaults(text: string, place: string): FaultDocument {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new TealformError({ code: 'bad-faults', message: `${place} is no JSON: ${why}` });
  }
  return readFaultDocument(value, place);
}

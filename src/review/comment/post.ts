import { TealformError } from '../../dsl/error.ts';
import type { Forge, ForgeComment } from './forge.ts';
import { isMarked, isSameBody, withMarker } from './marker.ts';

/** What came of it. */
export interface Posted {
  /** `read-only`: nothing was written, since the token may not, and that was to be expected. */
  readonly kind: 'created' | 'edited' | 'unchanged' | 'read-only';
  readonly url: string | undefined;
  /** How many further comments of its own with the marker there are. They are left alone. */
  readonly others: number;
}

/** How often it looks again where nobody knows whether a comment was made. */
const LOOKS = 3;

/**
 * Posts one comment, or brings the first one of its own with that marker up to date. Comments of others are left alone, whatever they
 * begin with: a marker is easily copied, and a token that may write may edit everybody's.
 * @param line the marker, as `markerLine` gives it
 * @throws TealformError `too-long`, and what the forge throws
 */
export async function postComment(forge: Forge, line: string, text: string): Promise<Posted> {
  const body = withMarker(line, text);
  if (body.length > forge.limit) {
    const message = `the comment has ${body.length} characters, and ${forge.what} takes ${forge.limit}`;
    throw new TealformError({ code: 'too-long', message, hint: 'shorten the text; the marker counts too' });
  }
  for (let look = 1; ; look += 1) {
    const [first, ...others] = await findOwn(forge, line);
    try {
      return { ...(await write(forge, first, body)), others: others.length };
    } catch (error) {
      if (!(error instanceof TealformError)) throw error;
      if (error.code === 'forbidden' && forge.readOnlyBecause !== undefined)
        return { kind: 'read-only', url: first?.url, others: others.length };
      // It may have been made all the same: a second one would stay for good. One that is gone was deleted meanwhile.
      const isGone = error.code === 'not-found' && first !== undefined;
      if (look === LOOKS || !(error.code === 'lost' || isGone)) throw error;
    }
  }
}

async function write(
  forge: Forge,
  own: ForgeComment | undefined,
  body: string,
): Promise<{ readonly kind: Posted['kind']; readonly url: string | undefined }> {
  if (own === undefined) return { kind: 'created', url: (await forge.create(body)).url };
  if (isSameBody(own.body, body)) return { kind: 'unchanged', url: own.url };
  return { kind: 'edited', url: (await forge.update(own.id, body)).url ?? own.url };
}

async function findOwn(forge: Forge, line: string): Promise<readonly ForgeComment[]> {
  const marked: ForgeComment[] = [];
  for await (const comment of forge.comments()) if (isMarked(line, comment.body)) marked.push(comment);
  if (marked.length === 0) return [];
  const me = await whoAmI(forge);
  return marked.filter(({ author, isByWorkflow }) => (me === undefined ? isByWorkflow : author === me));
}

// Where that is not told, what a workflow of the repository has written is the only thing that no stranger can have.
async function whoAmI(forge: Forge): Promise<string | undefined> {
  try {
    return await forge.whoAmI();
  } catch (error) {
    if (error instanceof TealformError && ['forbidden', 'not-found', 'not-taken'].includes(error.code))
      return undefined;
    throw error;
  }
}

import { TealformError } from '../error.ts';

/**
 * The lines of a comment, without `#`. Throws `non-ascii` for what a comment cannot hold: CloudFormation gives
 * non-ASCII characters of a template back as `?`, and in a comment there is no escape for them.
 * @param of whose comment it is: a logical id, or `the header`
 */
export function commentLines(comment: string, of: string): string[] {
  const outside = /[^\x20-\x7e\t\r\n]/u.exec(comment);
  if (outside) {
    throw new TealformError({
      code: 'non-ascii',
      logicalId: of,
      message: `${nameOf(outside[0])} in the comment ${JSON.stringify(comment)}`,
      hint: 'write comments in ASCII: a plain quote, hyphen or letter instead',
    });
  }
  return comment.split(/\r\n|\r|\n/).map((line) => line.trimEnd());
}

// By number as well: a character that cannot be printed is often one that cannot be seen.
function nameOf(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `the character ${JSON.stringify(character)} (U+${code})`;
}

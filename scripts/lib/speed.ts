import { TealformError } from '../../src/dsl/error.ts';

/** How much faster everything waits than at AWS where nobody says: a minute is two seconds. */
const SPEED = 30;

/** What `--speed` says. @throws TealformError `usage` */
export function speedOf(text: string | undefined): number {
  const factor = Number(text ?? SPEED);
  if (factor >= 1 && factor <= 600) return factor;
  throw new TealformError({
    code: 'usage',
    message: `--speed takes a number from 1 to 600, not ${JSON.stringify(text)}`,
  });
}

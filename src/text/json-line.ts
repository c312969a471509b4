/** Of what the JSON lines mean; it changes when a field changes its meaning or goes away. New fields and kinds may come at any time. */
const VERSION = 1;

/** A line for programs: one JSON object, whose `kind` says what it tells. */
export function jsonLine<T extends { readonly kind: string }>(told: T): string {
  return `${JSON.stringify({ version: VERSION, ...told })}\n`;
}

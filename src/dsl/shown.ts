import type { Data } from './template.ts';

/** Data as a message quotes it: JSON, cut where it gets long. */
export function shown(data: Data): string {
  const text = JSON.stringify(data);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

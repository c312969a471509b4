import type { Setting } from './setting.ts';
import { EXPOSURE } from './settings/exposure.ts';
import { KEYS } from './settings/keys.ts';
import { PRIVILEGES } from './settings/privileges.ts';
import { PROTECTION } from './settings/protection.ts';

/** Every setting that is looked at. */
export const SETTINGS: readonly Setting[] = [...EXPOSURE, ...KEYS, ...PROTECTION, ...PRIVILEGES];

const byType = new Map<string, Setting[]>();
for (const setting of SETTINGS) {
  for (const type of setting.types) byType.set(type, [...(byType.get(type) ?? []), setting]);
}

/** The settings of a type. */
export function settingsOf(type: string): readonly Setting[] {
  return byType.get(type) ?? [];
}

import { isObject } from '../../dsl/border.ts';
import type { Data, DataObject } from '../../dsl/template.ts';
import type { ReviewedResource } from '../resolve/resource.ts';
import type { SecurityChange, SecurityCode } from './change.ts';
import type { Generation } from './generation.ts';
import type { Setting } from './setting.ts';
import { settingsOf } from './settings.ts';
import { canonical } from './statement.ts';

/** One setting that is more or less open. */
interface Difference {
  readonly effect: 'opens' | 'closes';
  readonly code: SecurityCode;
  readonly path: string;
  readonly at: string;
  readonly says: string;
  /** `HttpTokens is optional, was required` */
  readonly fact: string;
}

/** Settings by which things are more, or less, open than before. */
export function compareSettings(old: Generation, young: Generation): readonly SecurityChange[] {
  const paths = new Set([...young.byPath.keys(), ...old.byPath.keys()]);
  return [...paths].flatMap((path) => {
    const [before, after] = [old.byPath.get(path), young.byPath.get(path)];
    if (before && after && before.type === after.type) return said(ofBoth(path, before, after));
    return said([...(after ? ofNew(after, 'opens') : []), ...(before ? ofNew(before, 'closes') : [])]);
  });
}

// Settings that stand together and come to the same are said in one line.
function said(differences: readonly Difference[]): readonly SecurityChange[] {
  const groups = new Map<string, Difference[]>();
  for (const difference of differences) {
    const { effect, code, at, says } = difference;
    const key = [effect, code, says, parentOf(at)].join('\n');
    groups.set(key, [...(groups.get(key) ?? []), difference]);
  }
  return [...groups.values()].flatMap(([first, ...more]) => {
    if (!first) return [];
    const { effect, code, path, says } = first;
    const at = more.length === 0 ? first.at : parentOf(first.at);
    return [{ effect, code, path, at, message: `${says}: ${[first, ...more].map(({ fact }) => fact).join('; ')}` }];
  });
}

function parentOf(at: string): string {
  return at.includes('.') ? at.slice(0, at.lastIndexOf('.')) : at;
}

function ofBoth(path: string, before: ReviewedResource, after: ReviewedResource): readonly Difference[] {
  return settingsOf(after.type).flatMap((setting) => {
    const [was, is] = [valuesOf(before.properties, setting), valuesOf(after.properties, setting)];
    return [...new Set([...is.keys(), ...was.keys()])].flatMap((at) => {
      const [old, young] = [was.get(at), is.get(at)];
      if (old === undefined) return one(setting, path, at, young ?? '', 'opens');
      if (young === undefined) return one(setting, path, at, old, 'closes');
      return two(setting, path, at, old, young);
    });
  });
}

function two(setting: Setting, path: string, at: string, old: string, young: string): readonly Difference[] {
  if (old === young) return [];
  const [was, is] = [setting.level(old), setting.level(young)];
  const fact = `${nameOf(setting)} is ${show(young)}, was ${show(old)}`;
  if (was === undefined || is === undefined) {
    return [{ effect: 'opens', code: 'not-compared', path, at, says: 'cannot be compared', fact }];
  }
  if (was === is) {
    if (!setting.changed) return [];
    const [code, says] = setting.changed;
    return [{ effect: 'opens', code, path, at, says, fact }];
  }
  const side = is < was ? 0 : 1;
  return [
    { effect: side === 0 ? 'opens' : 'closes', code: setting.codes[side], path, at, says: setting.says[side], fact },
  ];
}

function ofNew({ path, type, properties }: ReviewedResource, effect: 'opens' | 'closes'): readonly Difference[] {
  return settingsOf(type).flatMap((setting) =>
    [...valuesOf(properties, setting)].flatMap(([at, value]) => one(setting, path, at, value, effect)),
  );
}

// What comes or goes as a whole: only what is worth a word by itself.
function one(
  setting: Setting,
  path: string,
  at: string,
  value: string,
  effect: 'opens' | 'closes',
): readonly Difference[] {
  if (!setting.whenNew?.includes(value)) return [];
  const code = setting.codes[effect === 'opens' ? 0 : 1];
  const says = effect === 'opens' ? setting.says[0] : `gone is what ${setting.says[0]}`;
  return [
    { effect, code, path, at, says, fact: `${nameOf(setting)} ${effect === 'opens' ? 'is' : 'was'} ${show(value)}` },
  ];
}

function nameOf({ path }: Setting): string {
  const [, key] = /\[[^=\]]*=([^\]]*)\]\.Value$/.exec(path) ?? [];
  return key ?? path.slice(path.lastIndexOf('.') + 1);
}

function show(value: string): string {
  if (value === '') return 'not said';
  return /^[[{]/.test(value) ? 'given' : value;
}

/** What a setting is in a resource, by where it stands; `''` where it is not said. */
function valuesOf(properties: DataObject, { path }: Setting): ReadonlyMap<string, string> {
  let found: readonly (readonly [at: string, value: Data | undefined])[] = [['', properties]];
  for (const step of stepsOf(path)) found = found.flatMap(([at, value]) => follow(at, value, step));
  return new Map(found.map(([at, value]) => [at, textOf(value)]));
}

type Step = readonly [kind: 'name' | 'index' | 'each' | 'pick', name: string, value?: string];

// Taken apart once for each path.
const steps = new Map<string, readonly Step[]>();

function stepsOf(path: string): readonly Step[] {
  const known = steps.get(path);
  if (known) return known;
  const read = [...path.matchAll(/\[([^\]=]*)(?:=([^\]]*))?\]|([^.[\]]+)/g)].map(([, inner, value, name]): Step => {
    if (name !== undefined) return ['name', name];
    if (value !== undefined) return ['pick', inner ?? '', value];
    return [/^\d+$/.test(inner ?? '') ? 'index' : 'each', inner ?? ''];
  });
  steps.set(path, read);
  return read;
}

type Found = readonly [at: string, value: Data | undefined];

function follow(at: string, value: Data | undefined, [kind, name, wanted]: Step): readonly Found[] {
  if (kind === 'name') {
    const inner = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
    return [[at === '' ? name : `${at}.${name}`, inner]];
  }
  const entries = Array.isArray(value) ? value : isObject(value) ? [value] : [];
  if (kind === 'index') return [[`${at}[${name}]`, entries[Number(name)]]];
  const keyOf = (entry: Data) => (isObject(entry) ? textOf(entry[name]) : '');
  if (kind === 'pick') return [[`${at}[${wanted}]`, entries.find((entry) => keyOf(entry) === wanted)]];
  return entries.filter(isObject).map((entry): Found => [`${at}[${keyOf(entry)}]`, entry]);
}

function textOf(value: Data | undefined): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'object') return String(value);
  return Object.keys(value).length === 0 ? '' : canonical(value);
}

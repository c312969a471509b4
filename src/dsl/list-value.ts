import { IntrinsicFunction } from 'cloudform-types/types/dataTypes.js';
import { Mapping, type MappingEntries } from './mapping.ts';
import { Reference } from './reference.ts';

const LIST_FUNCTIONS = new Set(['Fn::Split', 'Fn::GetAZs', 'Fn::Cidr', 'Fn::RefAll', 'Fn::ValueOfAll']);

/** Whether a value that an author wrote is a list, or an expression that yields one. */
export function isListValue(value: unknown): boolean {
  if (Array.isArray(value)) return true;
  if (value instanceof Reference) return value.isList;
  if (!(value instanceof IntrinsicFunction)) return false;
  const call: Readonly<Record<string, unknown>> = value.toJSON();
  const name = Object.keys(call)[0] ?? '';
  const payload = call[name];
  if (LIST_FUNCTIONS.has(name) || (name === 'Ref' && payload === 'AWS::NotificationARNs')) return true;
  if (!Array.isArray(payload)) return false;
  if (name === 'Fn::If') return isListValue(payload[1]) || isListValue(payload[2]);
  const [mapping, topLevelKey, secondLevelKey] = payload;
  if (!(mapping instanceof Mapping)) return false;
  const entries: MappingEntries = mapping.entries;
  return under(topLevelKey, entries).some((keys) => under(secondLevelKey, keys).some((value) => Array.isArray(value)));
}

// What a look-up by that key may find: by one that is only known while deploying, anything.
function under<T>(key: unknown, table: Readonly<Record<string, T>>): readonly T[] {
  return Object.entries(table).flatMap(([name, value]) => (typeof key !== 'string' || name === key ? [value] : []));
}

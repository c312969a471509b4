import { isObject } from '../../dsl/border.ts';
import type { Data, DataObject } from '../../dsl/template.ts';
import { list } from './box.ts';
import type { SecurityChange, SecurityCode } from './change.ts';
import type { Generation } from './generation.ts';
import { inside, listOf } from './holder.ts';

const TASK = 'AWS::ECS::TaskDefinition';

/** What sets of things containers have that others do not: capabilities of Linux, and secrets. */
export function compareContainers(old: Generation, young: Generation): readonly SecurityChange[] {
  return young.resources.flatMap(({ path, type, properties }) => {
    const before = old.byPath.get(path);
    const known = before?.type === TASK ? containersOf(before.properties) : new Map<string, DataObject>();
    if (type !== TASK) return [];
    return [...containersOf(properties)].flatMap(([name, container]) => {
      const was = known.get(name);
      return was ? [...capabilities(path, name, was, container), ...secrets(path, name, was, container)] : [];
    });
  });
}

function containersOf(properties: DataObject): ReadonlyMap<string, DataObject> {
  const all = listOf(properties.ContainerDefinitions).filter(isObject);
  return new Map(all.map((container) => [String(container.Name ?? ''), container]));
}

function capabilities(path: string, name: string, was: DataObject, is: DataObject): readonly SecurityChange[] {
  const at = `ContainerDefinitions[${name}].LinuxParameters.Capabilities`;
  const names = (container: DataObject, member: string) =>
    listOf(inside(container, 'LinuxParameters', 'Capabilities', member)).map(textOf);
  const say = (effect: 'opens' | 'closes', found: readonly string[], says: string): readonly SecurityChange[] => {
    const code: SecurityCode = effect === 'opens' ? 'privilege-added' : 'privilege-removed';
    return found.length === 0 ? [] : [{ effect, code, path, at, message: `${says} ${list(found)}` }];
  };
  const missing = (from: DataObject, to: DataObject, member: string) =>
    names(from, member).filter((each) => !names(to, member).includes(each));
  return [
    ...say('opens', missing(is, was, 'Add'), 'is given the capabilities'),
    ...say('opens', missing(was, is, 'Drop'), 'no longer goes without the capabilities'),
    ...say('closes', missing(was, is, 'Add'), 'is no longer given the capabilities'),
    ...say('closes', missing(is, was, 'Drop'), 'goes without the capabilities'),
  ];
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html */
function secrets(path: string, name: string, was: DataObject, is: DataObject): readonly SecurityChange[] {
  const names = (container: DataObject, member: string) =>
    listOf(container[member])
      .filter(isObject)
      .map((each) => textOf(each.Name ?? ''));
  const moved = (from: DataObject, to: DataObject) =>
    names(from, 'Secrets').filter((each) => names(to, 'Environment').includes(each));
  const at = `ContainerDefinitions[${name}].Environment`;
  const open = moved(was, is);
  const hidden = moved(is, was).filter((each) => !open.includes(each));
  const changes: SecurityChange[] = [];
  if (open.length > 0) {
    const message = `${list(open)} was a secret and stands in the open`;
    changes.push({ effect: 'opens', code: 'secret-exposed', path, at, message });
  }
  if (hidden.length > 0) {
    const message = `${list(hidden)} stood in the open and is a secret`;
    changes.push({ effect: 'closes', code: 'secret-hidden', path, at, message });
  }
  return changes;
}

function textOf(data: Data): string {
  return typeof data === 'object' ? JSON.stringify(data) : String(data);
}

// For tests only: reads YAML with yaml-js, a port of PyYAML that shares no code with the library we print with.
import yamlJs, { type AnyNode, type Loader } from 'yaml-js';
import type { Data, DataObject } from '../template.ts';
import { isList } from './kinds.ts';

/** A template as a YAML 1.1 reader that is not ours gives it, short functions put back into their long form. */
export function readIndependently(text: string): Data {
  const loader = new yamlJs.loader.Loader(text);
  return toData(loader.get_single_node(), loader);
}

/** Does the text hold an anchor or an alias, by the tokens and the events of the independent reader? */
export function hasAnchorsOrAliases(text: string): boolean {
  const { AnchorToken, AliasToken } = yamlJs.tokens;
  return (
    yamlJs.scan(text).some((token) => token instanceof AnchorToken || token instanceof AliasToken) ||
    yamlJs.parse(text).some((event) => event.anchor !== null && event.anchor !== undefined)
  );
}

/**
 * What yaml-js makes of data that was printed faithfully: it reads `\U0001f600` with String.fromCharCode, which drops
 * all but the lower 16 bits. PyYAML itself and CloudFormation read the escape as the character it names.
 */
export function asYamlJsReads(data: Data): Data {
  if (typeof data === 'string') return withoutUpperBits(data);
  if (typeof data !== 'object' || data === null) return data;
  if (isList(data)) return data.map(asYamlJsReads);
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [withoutUpperBits(key), asYamlJsReads(value)]));
}

function toData(node: AnyNode, loader: Loader): Data {
  const name = /^!(\w+)$/.exec(node.tag)?.[1];
  if (name === undefined) return untagged(node, loader);
  if (name === 'GetAtt' && node.id === 'scalar') {
    const [, logicalId = '', attribute = ''] = /^([^.]*)\.(.*)$/s.exec(node.value) ?? [];
    return { 'Fn::GetAtt': [logicalId, attribute] };
  }
  const argument = node.id === 'scalar' ? node.value : untagged(node, loader);
  return { [name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`]: argument };
}

function untagged(node: AnyNode, loader: Loader): Data {
  if (node.id === 'sequence') return node.value.map((item) => toData(item, loader));
  if (node.id === 'mapping') return mapOf(node.value, loader);
  const value = loader.construct_object(node);
  if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return value;
  throw new Error(`${JSON.stringify(node.value)} was read as ${node.tag}`);
}

function mapOf(pairs: readonly (readonly [AnyNode, AnyNode])[], loader: Loader): DataObject {
  return Object.fromEntries(
    pairs.map(([keyNode, value]): [string, Data] => {
      const key = toData(keyNode, loader);
      if (typeof key !== 'string')
        throw new Error(`the key ${JSON.stringify(keyNode.value)} was read as ${keyNode.tag}`);
      return [key, toData(value, loader)];
    }),
  );
}

function withoutUpperBits(text: string): string {
  return text.replace(/[^\0-\uffff]/gu, (character) => String.fromCharCode(character.codePointAt(0) ?? 0));
}

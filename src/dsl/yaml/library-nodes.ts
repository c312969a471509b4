// For tests only.
import { type Node, Pair, Scalar, type ScalarTag, YAMLMap, YAMLSeq } from 'yaml';
import type { Data } from '../template.ts';
import { type Expected, type ShortForm, shortForm } from './intrinsics.ts';
import { isList, isMap } from './kinds.ts';
import { argumentsOnLine, listOnLine } from './layout.ts';
import { isLiteral, quoted, type ScalarData, scalarText } from './scalars.ts';

// The library would choose quotes by the YAML version it is set to and leaves non-ASCII characters as they are.
// It prints this as it stands.
class Verbatim {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** The tag that lets the library print text whose form we chose. */
export const verbatimTag: ScalarTag = {
  tag: 'tag:tealform,2026:verbatim',
  default: true,
  identify: (value) => value instanceof Verbatim,
  resolve: (text) => new Verbatim(text),
  stringify: ({ value }) => (value instanceof Verbatim ? value.text : ''),
};

/** Template data as the library's nodes: functions in short form, each list on one line or several. */
export function toNode(data: Data, expected: Expected = 'value', inFlow = false): Node {
  if (isList(data)) return listNode(data, expected, inFlow || listOnLine(data, expected) !== undefined);
  if (!isMap(data)) return scalarNode(data, inFlow);
  const short = shortForm(data, expected);
  return short ? shortNode(short, inFlow) : mapNode(Object.entries(data), expected);
}

/** A map of these entries in this order, whatever its keys look like. */
export function mapNode(entries: readonly (readonly [string, Data])[], expected: Expected = 'value'): YAMLMap {
  const map = new YAMLMap();
  map.items = entries.map(([key, value]) => new Pair(keyNode(key), toNode(value, expected)));
  return map;
}

/** A key, quoted where it needs to be. */
export function keyNode(key: string): Scalar {
  return new Scalar(new Verbatim(scalarText(key, false)));
}

/**
 * Quotes the text that ends below this node if it is a block that ends in blank lines: at the end of a file nobody
 * could tell them from stray ones.
 */
export function closeLastBlock(node: unknown): void {
  if (node instanceof YAMLMap || node instanceof YAMLSeq) {
    const last: unknown = node.items.at(-1);
    closeLastBlock(last instanceof Pair ? last.value : last);
  } else if (node instanceof Scalar && typeof node.value === 'string' && node.value.endsWith('\n\n')) {
    node.value = new Verbatim(quoted(node.value));
  }
}

function scalarNode(value: ScalarData, inFlow: boolean): Scalar {
  if (typeof value !== 'string' || inFlow || !isLiteral(value))
    return new Scalar(new Verbatim(scalarText(value, inFlow)));
  const node = new Scalar<unknown>(value);
  node.type = Scalar.BLOCK_LITERAL;
  return node;
}

function listNode(items: readonly Data[], expected: Expected, flow: boolean): YAMLSeq {
  const list = new YAMLSeq();
  list.flow = flow;
  list.items = items.map((item) => toNode(item, expected, flow));
  return list;
}

function shortNode({ tag, argument, items }: ShortForm, inFlow: boolean): Node {
  const node =
    typeof argument === 'string'
      ? scalarNode(argument, inFlow)
      : isList(argument)
        ? listNode(argument, items, inFlow || argumentsOnLine(tag, argument, items) !== undefined)
        : mapNode(Object.entries(argument), items);
  node.tag = tag;
  return node;
}

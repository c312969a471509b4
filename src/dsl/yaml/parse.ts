import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseDocument,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { TealformError } from '../error.ts';
import type { Data, DataObject } from '../template.ts';
import { longForm } from './intrinsics.ts';

/**
 * A CloudFormation template, YAML or JSON, as plain data with every intrinsic function in its long form: `!GetAtt A.B`
 * and `Fn::GetAtt: [A, B]` both give `{ 'Fn::GetAtt': ['A', 'B'] }`. Follows YAML 1.1 (`on` is true, `0123` is 83), but
 * keeps dates as the text they are (`Version: 2012-10-17`).
 *
 * Throws a {@link TealformError} that names the line: `yaml-syntax`, with all that is wrong, for what is no YAML;
 * `yaml-unsupported` for YAML that makes no template (anchors, merge keys, lists as keys).
 */
export function parseTemplate(text: string): DataObject {
  const lines = new LineCounter();
  const document = parseDocument(text, { version: '1.1', lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  if (document.errors.length > 0) {
    throw new TealformError(
      document.errors.map(({ pos, message }) => ({
        code: 'yaml-syntax',
        message: `line ${lines.linePos(pos[0]).line}: ${message.charAt(0).toLowerCase()}${message.slice(1)}`,
      })),
    );
  }
  const reader = new Reader(lines);
  if (isMap(document.contents)) return reader.readMap(document.contents);
  throw reader.unsupported(document.contents, 'no map of sections', 'give a template, with Resources at the top level');
}

// Walks the library's nodes itself: its own conversion knows neither our tags nor the source of a date.
class Reader {
  readonly #lines: LineCounter;

  constructor(lines: LineCounter) {
    this.#lines = lines;
  }

  readMap(map: YAMLMap): DataObject {
    return Object.fromEntries(map.items.map((pair) => [this.#readKey(pair, map), this.#read(pair.value)]));
  }

  unsupported(node: unknown, what: string, hint: string): TealformError {
    const range = isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? node.range : undefined;
    const line = this.#lines.linePos(range?.[0] ?? 0).line;
    return new TealformError({ code: 'yaml-unsupported', message: `line ${line}: ${what}`, hint });
  }

  #read(node: unknown): Data {
    if (node === null) return null;
    if (isAlias(node))
      throw this.unsupported(node, `the alias *${node.source}`, 'write the value out: templates have no aliases');
    if (!isScalar(node) && !isMap(node) && !isSeq(node))
      throw this.unsupported(node, 'not YAML data', 'write a plain value');
    if (node.anchor)
      throw this.unsupported(node, `the anchor &${node.anchor}`, 'leave it out: templates have no anchors');
    if (node.tag && !known.test(node.tag))
      throw this.unsupported(node, `the tag ${node.tag}`, 'use an intrinsic function');
    const data = this.#readUntagged(node);
    return node.tag?.startsWith('!') ? longForm(node.tag, data) : data;
  }

  #readUntagged(node: Scalar | YAMLMap | YAMLSeq): Data {
    if (isMap(node)) return this.readMap(node);
    if (isSeq(node)) return node.items.map((item) => this.#read(item));
    const { value, source } = node;
    // Dates, and what the library takes for a number without one in it (`e7` is NaN to it), are the text they are.
    const isText = value instanceof Date || (typeof value === 'number' && !Number.isFinite(value));
    if (isText && source !== undefined) return source;
    if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      return value;
    throw this.unsupported(node, `${source} is not template data`, 'put it in quotes');
  }

  // A key is text, whatever it looks like: `200:` and `on:` as they are written.
  #readKey({ key }: Pair, map: YAMLMap): string {
    if (isScalar(key) && !key.anchor && !key.tag && typeof key.value !== 'symbol') {
      return typeof key.value === 'string' ? key.value : (key.source ?? '');
    }
    throw this.unsupported(
      key ?? map,
      'a key that is not text',
      'write keys as text: templates have no merge keys (<<)',
    );
  }
}

// A function, or one of YAML's own types that JSON has as well.
const known = /^!\w+$|^tag:yaml\.org,2002:(?:str|int|float|bool|null|map|seq|timestamp)$/;

import { ServiceError } from './service.ts';

/** An element of an XML document: its name without prefix, its text, and the elements in it. Attributes are not kept. */
export interface XmlElement {
  readonly name: string;
  readonly text: string;
  readonly children: readonly XmlElement[];
}

/** How deep elements may lie in each other. */
const DEPTH = 100;

/**
 * Reads the XML that S3's clients send: elements, text, the five entities and references to characters.
 * @throws ServiceError `MalformedXML`, for a document type too: nobody needs one, and they are dangerous.
 */
export function readXml(document: string): XmlElement {
  const root: MutableElement = { name: '', text: '', children: [] };
  const open = [root];
  const tokens =
    /<!\[CDATA\[([\s\S]*?)\]\]>|<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<(\/?)([\w:.-]+)(?![\w:.-])([^<>]*?)(\/?)>|([^<]+)/gy;
  let end = 0;
  for (const token of document.matchAll(tokens)) {
    end = token.index + token[0].length;
    const [, cdata, closing, name, , empty, text] = token;
    const current = open.at(-1) ?? root;
    if (cdata !== undefined) current.text += cdata;
    else if (text !== undefined) current.text += unescapeXml(text);
    else if (name !== undefined && closing) close(open, localName(name));
    else if (name !== undefined) {
      const element: MutableElement = { name: localName(name), text: '', children: [] };
      current.children.push(element);
      if (!empty) open.push(element);
      if (open.length > DEPTH) throw notWellFormed(`elements lie deeper than ${DEPTH}`);
    }
  }
  const [only, ...others] = root.children;
  if (end !== document.length) throw notWellFormed(`it cannot be read at character ${end}`);
  if (open.length > 1) throw notWellFormed(`<${open.at(-1)?.name}> is not closed`);
  if (only === undefined || others.length > 0 || root.text.trim() !== '')
    throw notWellFormed('it needs one root element');
  return only;
}

interface MutableElement {
  readonly name: string;
  text: string;
  readonly children: MutableElement[];
}

function close(open: MutableElement[], name: string): void {
  const current = open.length > 1 ? open.pop() : undefined;
  if (current?.name !== name) throw notWellFormed(`</${name}> closes nothing`);
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescapeXml(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (reference, hex, decimal, name) => {
    const code = hex ? Number.parseInt(hex, 16) : decimal ? Number(decimal) : undefined;
    const character = code === undefined ? ENTITIES[name] : code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
    if (character === undefined) throw notWellFormed(`${reference} stands for nothing`);
    return character;
  });
}

function notWellFormed(why: string): ServiceError {
  return new ServiceError('MalformedXML', `The XML you provided was not well-formed: ${why}`);
}

import type { BuiltStack } from '../../src/dsl/index.ts';
import { once } from '../common/once.ts';
import { SERVICE_PRINCIPALS } from '../common/principals.ts';
import { lookWithin, type Path } from './data.ts';
import type { Finding, Rule } from './rule.ts';

/** Templates, and what of their texts a user has said in so many words. */
export interface Written {
  readonly stack: BuiltStack;
  /** Texts of the system's options: a path that is probed, a variable, a tag. What they name is the user's to answer for. */
  readonly own: readonly string[];
}

/** A kind of text that ties a template to one place, and what to write instead. */
interface Literal {
  readonly code: string;
  readonly holds: string;
  readonly pattern: RegExp;
  readonly what: string;
  readonly hint: string;
}

const LITERALS: readonly Literal[] = [
  {
    code: 'literal-partition',
    holds: 'No ARN names its partition: the same template serves AWS, China and GovCloud.',
    pattern: /\barn:aws[a-z-]*:/g,
    what: 'names a partition',
    // oxlint-disable-next-line no-template-curly-in-string -- the language's own
    hint: 'write sub`arn:${partition}:...`, or make it a parameter',
  },
  {
    code: 'literal-account',
    holds: 'No account id stands in a template.',
    pattern: /(?<![0-9A-Za-z])\d{12}(?![0-9A-Za-z])/g,
    what: 'names an account',
    // oxlint-disable-next-line no-template-curly-in-string -- the language's own
    hint: 'write ${accountId}, fromEcr(...) for an image, or make it a parameter',
  },
  {
    code: 'literal-region',
    holds: 'No region and no availability zone stands in a template.',
    pattern: /\b(us|eu|ap|ca|sa|me|af|il|mx|cn)(-gov|-iso[a-z]*)?-(north|south|east|west|central)[a-z]*-\d[a-z]?\b/g,
    what: 'names a region',
    // oxlint-disable-next-line no-template-curly-in-string -- the language's own
    hint: 'write ${region}, or make it a parameter',
  },
  {
    code: 'literal-host',
    holds:
      'No host name that has another ending in China stands in a template, except service principals from the table where a service is named.',
    pattern: /\b(amazonaws\.com(\.cn)?|api\.aws|on\.aws|aws\.amazon\.com)\b/gi,
    what: 'is a host name of AWS, which has another ending in China',
    // oxlint-disable-next-line no-template-curly-in-string -- the language's own
    hint: 'write ${urlSuffix}; a service principal belongs to the table in templates/common/principals.ts',
  },
];

/** Texts that are no part of what is deployed. */
const PROSE = new Set(['Description', 'ConstraintDescription', 'AllowedPattern']);

/** Rules of a single template: nothing in it names where it is deployed. */
export const PORTABLE: readonly Rule<Written>[] = LITERALS.map((literal) => ({
  code: literal.code,
  holds: literal.holds,
  find: ({ stack, own }) =>
    suspects(stack).flatMap(({ section, id, text, path }): readonly Finding[] => {
      if (literal.code === 'literal-host' && isPrincipal(text, path)) return [];
      const found = firstOf(literal.pattern, text, own);
      if (found === undefined) return [];
      return [{ message: `${JSON.stringify(found)} ${literal.what}`, hint: literal.hint, stack, section, id, path }];
    }),
}));

/** The first piece of a text that a pattern finds outside of what is the user's own, with a little of what is around it. */
function firstOf(pattern: RegExp, text: string, own: readonly string[]): string | undefined {
  for (const { index, 0: match } of text.matchAll(pattern)) {
    if (isOwn(text, index, match.length, own)) continue;
    const start = Math.max(0, index - 20);
    const end = Math.min(text.length, index + match.length + 20);
    return `${start > 0 ? '...' : ''}${text.slice(start, end)}${end < text.length ? '...' : ''}`.replaceAll('\n', ' ');
  }
  return undefined;
}

// A user's text stands in a template as it is, or as JSON inside another text.
function isOwn(text: string, index: number, length: number, own: readonly string[]): boolean {
  return own.some((each) => {
    const forms = [each, JSON.stringify(each).slice(1, -1)];
    return forms.some((form) => {
      for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1)) {
        if (at <= index && index + length <= at + form.length) return true;
      }
      return false;
    });
  });
}

/** The texts of a system's options in which a literal stands. */
export function ownTexts(options: object): readonly string[] {
  const texts = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value === 'string') texts.add(value);
    else if (value instanceof RegExp) texts.add(value.source);
    else if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === 'object' && value !== null) {
      for (const [key, inner] of Object.entries(value)) {
        texts.add(key);
        visit(inner);
      }
    }
  };
  visit(options);
  return [...texts].filter((text) => LITERALS.some(({ pattern }) => text.search(pattern) >= 0));
}

interface Text {
  readonly section: (typeof SECTIONS)[number];
  readonly id: string;
  readonly text: string;
  readonly path: Path;
}

const SECTIONS = ['Parameters', 'Mappings', 'Conditions', 'Resources', 'Outputs'] as const;

// One look instead of one for each literal: most texts have none.
const ANY = new RegExp(LITERALS.map(({ pattern }) => pattern.source).join('|'), 'i');

/** The texts of a template in which a literal stands. */
const suspects: (stack: BuiltStack) => readonly Text[] = once(({ template }) => {
  const found: Text[] = [];
  for (const section of SECTIONS) {
    for (const [id, entry] of Object.entries(template[section] ?? {})) {
      lookWithin(entry, (value, path) => {
        const last = path.at(-1);
        // Maps may have places as their keys.
        if (typeof last === 'string' && ANY.test(last)) found.push({ section, id, text: last, path: [...path] });
        if (typeof value !== 'string' || !ANY.test(value) || PROSE.has(String(last))) return;
        found.push({ section, id, text: value, path: [...path] });
      });
    }
  }
  return found;
});

/** Where the names of services stand, which are the same everywhere: whom a role or a function lets in, and what roles are made for or passed to. */
function isPrincipal(text: string, path: readonly (string | number)[]): boolean {
  const keys = path.filter((part) => typeof part === 'string');
  const [above, key] = [keys.at(-2), keys.at(-1)];
  const isPlace =
    (above === 'Principal' && key === 'Service') ||
    (above === 'Properties' && key === 'Principal') ||
    KEYS.has(key ?? '');
  return isPlace && SERVICE_PRINCIPALS.includes(text);
}

/** What conditions ask of services. */
const KEYS = new Set(['iam:PassedToService', 'iam:AWSServiceName', 'lambda:Principal']);

import type { BuiltStack } from '../../src/dsl/index.ts';
import { SERVICE_PRINCIPALS } from '../common/principals.ts';
import { within } from './data.ts';
import type { Finding, Rule } from './rule.ts';

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
    pattern: /\barn:aws[a-z-]*:/,
    what: 'names a partition',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the language's own
    hint: 'write sub`arn:${partition}:...`, or make it a parameter',
  },
  {
    code: 'literal-account',
    holds: 'No account id stands in a template.',
    pattern: /(?<![0-9A-Za-z])\d{12}(?![0-9A-Za-z])/,
    what: 'names an account',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the language's own
    hint: 'write ${accountId}, fromEcr(...) for an image, or make it a parameter',
  },
  {
    code: 'literal-region',
    holds: 'No region stands in a template.',
    pattern: /\b(us|eu|ap|ca|sa|me|af|il|mx|cn)(-gov|-iso[a-z]*)?-(north|south|east|west|central)[a-z]*-\d\b/,
    what: 'names a region',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the language's own
    hint: 'write ${region}, or make it a parameter',
  },
  {
    code: 'literal-host',
    holds:
      'No host name of AWS stands in a template, except service principals from the table and what roles are passed to.',
    pattern: /\b(amazonaws\.com(\.cn)?|api\.aws|on\.aws|aws\.amazon\.com)\b/,
    what: 'is a host name of AWS, which has another ending in China',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the language's own
    hint: 'write ${urlSuffix}; a service principal belongs to the table in templates/common/principals.ts',
  },
];

/** Texts that are no part of what is deployed. */
const PROSE = new Set(['Description', 'ConstraintDescription', 'AllowedPattern']);

/** Rules of a single template: nothing in it names where it is deployed. */
export const PORTABLE: readonly Rule<BuiltStack>[] = LITERALS.map((literal) => ({
  code: literal.code,
  holds: literal.holds,
  find: (stack) =>
    [...textsOfTemplate(stack)].flatMap(({ section, id, text, path }): readonly Finding[] => {
      const found = literal.pattern.exec(text);
      if (!found || (literal.code === 'literal-host' && isPrincipal(text, path))) return [];
      return [
        {
          message: `${JSON.stringify(around(text, found.index, found[0].length))} ${literal.what}`,
          hint: literal.hint,
          stack,
          section,
          id,
          path,
        },
      ];
    }),
}));

function* textsOfTemplate({ template }: BuiltStack) {
  for (const section of ['Parameters', 'Mappings', 'Conditions', 'Resources', 'Outputs'] as const) {
    for (const [id, entry] of Object.entries(template[section] ?? {})) {
      for (const { value, path } of within(entry)) {
        if (typeof value === 'string' && !PROSE.has(String(path.at(-1)))) yield { section, id, text: value, path };
      }
    }
  }
}

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

/** The found piece with a little of what is around it. */
function around(text: string, index: number, length: number): string {
  const start = Math.max(0, index - 20);
  const end = Math.min(text.length, index + length + 20);
  return `${start > 0 ? '...' : ''}${text.slice(start, end)}${end < text.length ? '...' : ''}`.replaceAll('\n', ' ');
}

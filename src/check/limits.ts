import type { BuiltStack } from '../dsl/built.ts';
import type { Problem } from '../dsl/error.ts';
import type { Section } from '../dsl/template.ts';
import { asText } from './as-text.ts';
import { type Finding, problemOf } from './report.ts';

/**
 * What CloudFormation takes at most, each with the number that it documents.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
 */
export const LIMITS = {
  templateBytes: 1_000_000,
  descriptionBytes: 1_024,
  resources: 500,
  parameters: 200,
  outputs: 200,
  mappings: 200,
  mappingKeys: 200,
  parameterValueBytes: 4_096,
  dynamicReferences: 60,
} as const;

/**
 * The template's counts and lengths stay within CloudFormation's limits.
 * @param text the template as it is printed, if it is: what is nowhere in that need not be looked for in the template.
 */
export function checkLimits(stack: BuiltStack, text?: string): readonly Problem[] {
  const { Description = '', Parameters = {}, Mappings = {}, Resources, Outputs = {} } = stack.template;
  const problems = [
    ...atMost(stack, 'Resources', Object.keys(Resources).length, LIMITS.resources, 'resources'),
    ...atMost(stack, 'Parameters', Object.keys(Parameters).length, LIMITS.parameters, 'parameters'),
    ...atMost(stack, 'Outputs', Object.keys(Outputs).length, LIMITS.outputs, 'outputs'),
    ...atMost(stack, 'Mappings', Object.keys(Mappings).length, LIMITS.mappings, 'mappings'),
    ...atMost(stack, 'Parameters', Buffer.byteLength(Description), LIMITS.descriptionBytes, 'bytes of description', {
      hint: SHORTEN,
      path: ['Description'],
    }),
  ];
  const hasDynamic = text === undefined || text.includes(DYNAMIC);
  const dynamic = hasDynamic ? asText(stack.template).split(DYNAMIC).length - 1 : 0;
  problems.push(
    ...atMost(stack, 'Resources', dynamic, LIMITS.dynamicReferences, 'dynamic references', {
      hint: 'divide the stack, or make a parameter of what is looked up several times',
    }),
  );
  if (Object.keys(Resources).length === 0) {
    problems.push(
      problemOf(stack, 'Resources', '', {
        code: 'no-resources',
        message: 'the stack has no resources; CloudFormation takes none without',
        hint: 'declare a resource, or leave the stack out',
      }),
    );
  }
  for (const [name, mapping] of Object.entries(Mappings)) {
    const keys = Object.keys(mapping ?? {}).length;
    problems.push(
      ...atMost(stack, 'Mappings', keys, LIMITS.mappingKeys, 'keys', {
        logicalId: name,
        hint: 'divide the mapping',
      }),
    );
  }
  for (const [name, { Default = '' }] of Object.entries(Parameters)) {
    const bytes = Buffer.byteLength(String(Default));
    problems.push(
      ...atMost(stack, 'Parameters', bytes, LIMITS.parameterValueBytes, 'bytes of default', {
        logicalId: name,
        hint: SHORTEN,
        path: ['Default'],
      }),
    );
  }
  return problems;
}

/** The printed template can be deployed: CloudFormation reads at most a megabyte. */
export function checkSize(stack: BuiltStack, text: string): readonly Problem[] {
  return atMost(stack, 'Resources', Buffer.byteLength(text), LIMITS.templateBytes, 'bytes of template');
}

const SHORTEN = 'shorten it';

/** How a dynamic reference begins. */
const DYNAMIC = '{{resolve:';

interface Where {
  readonly logicalId: string;
  readonly hint: string;
  readonly path: readonly string[];
}

function atMost(
  stack: BuiltStack,
  section: Section,
  count: number,
  limit: number,
  what: string,
  { logicalId = '', hint = 'divide the stack', path = [] }: Partial<Where> = {},
): readonly Problem[] {
  if (count <= limit) return [];
  const finding: Finding = {
    code: 'limit',
    message: `has ${count} ${what}; CloudFormation takes at most ${limit}`,
    hint,
    path,
  };
  return [problemOf(stack, section, logicalId, finding)];
}

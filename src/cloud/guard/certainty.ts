import { isObject } from '../../dsl/border.ts';
import type { Data } from '../../dsl/template.ts';
import type { Cause, ChangeTree } from '../../review/compare/changes.ts';
import type { ReviewedResource } from '../../review/resolve/resource.ts';
import type { JudgedChange } from '../../review/rules/verdict.ts';
import type { TemplateFile } from '../target.ts';

/**
 * Every change of a tree with what is certain about it. A nested change set takes a parameter that comes from another stack's output
 * for changed, whether it changes or not, so a replacement for its sake is no more than possible.
 * @param wanted the resources as they will be, as far as that is known.
 * @see https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/759
 */
export function judgeChanges(
  tree: ChangeTree,
  file: TemplateFile,
  wanted: readonly ReviewedResource[] = [],
): readonly JudgedChange[] {
  return judge(tree, { file, prefix: '', wanted: new Map(wanted.map((each) => [each.path, each])) }, new Set());
}

/** What is known of the stack that changes are in. */
interface Within {
  readonly file: TemplateFile | undefined;
  /** Of the paths of its resources. */
  readonly prefix: string;
  readonly wanted: ReadonlyMap<string, ReviewedResource>;
}

function judge(
  { stackName, changes }: ChangeTree,
  within: Within,
  unknown: ReadonlySet<string>,
): readonly JudgedChange[] {
  return changes.flatMap((change) => {
    const isCertain = ({ isCertain, source, entity }: Cause) =>
      isCertain && !(source === 'ParameterReference' && entity !== undefined && unknown.has(entity));
    const { file, prefix, wanted } = within;
    const path = `${prefix}${change.logicalId}`;
    const judged = {
      stackName,
      change: change.after === undefined ? { ...change, after: wanted.get(path) } : change,
      certain: change.causes.filter(isCertain),
      uncertain: change.causes.filter((cause) => !isCertain(cause)),
    };
    if (change.nested === undefined) return [judged];
    return [
      judged,
      ...judge(
        change.nested,
        { file: file?.nested[change.logicalId], prefix: `${path}/`, wanted },
        unknownParameters(file, change.logicalId, unknown),
      ),
    ];
  });
}

// The parameters of a nested stack that are given outputs of other stacks, or what the parent does not know either.
function unknownParameters(
  file: TemplateFile | undefined,
  logicalId: string,
  unknownToParent: ReadonlySet<string>,
): ReadonlySet<string> {
  const { Resources } = file?.template ?? {};
  const stack = isObject(Resources) ? Resources[logicalId] : undefined;
  const properties = isObject(stack) && isObject(stack.Properties) ? stack.Properties : {};
  if (!isObject(properties.Parameters)) return new Set();
  return new Set(
    Object.entries(properties.Parameters)
      .filter(([, value]) => dependsOnOutputs(value, unknownToParent))
      .map(([name]) => name),
  );
}

function dependsOnOutputs(value: Data, unknown: ReadonlySet<string>): boolean {
  if (Array.isArray(value)) return value.some((element) => dependsOnOutputs(element, unknown));
  if (!isObject(value)) return false;
  return Object.entries(value).some(([key, inner]) => {
    if (key === 'Fn::GetAtt') return true;
    if (key === 'Ref') return typeof inner === 'string' && unknown.has(inner);
    return dependsOnOutputs(inner, unknown);
  });
}

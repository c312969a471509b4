import { isObject } from '../../dsl/border.ts';
import type { Data, DataObject } from '../../dsl/template.ts';
import { invalid } from './refusals.ts';

export type PolicyAction = 'Update:Modify' | 'Update:Replace' | 'Update:Delete';

/**
 * A stack policy as data.
 * @throws ServiceError `ValidationError` for what is none.
 */
export function readPolicy(text: string): DataObject {
  let data: Data;
  try {
    data = JSON.parse(text);
  } catch {
    throw invalid('Error validating stack policy: Invalid stack policy');
  }
  if (!isObject(data) || !Array.isArray(data.Statement)) {
    throw invalid('Error validating stack policy: Invalid stack policy');
  }
  for (const statement of data.Statement) {
    const isWhole = isObject(statement) && ['Allow', 'Deny'].includes(String(statement.Effect));
    if (!isWhole || !('Principal' in statement) || !('Action' in statement || 'NotAction' in statement)) {
      throw invalid('Error validating stack policy: Invalid stack policy');
    }
  }
  return data;
}

/**
 * Why the policy does not let something be done to a resource, or undefined. What nothing allows is denied, as is what anything
 * denies.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/protect-stack-resources.html
 */
export function policyDenial(
  policy: string | undefined,
  action: PolicyAction,
  logicalId: string,
  type: string,
): string | undefined {
  if (policy === undefined) return undefined;
  const { Statement = [] } = readPolicy(policy);
  const statements = (Array.isArray(Statement) ? Statement : []).filter(isObject);
  const speaks = (effect: string) => (statement: DataObject) =>
    statement.Effect === effect && matches(statement, action, logicalId, type);
  const denied = statements.findIndex(speaks('Deny'));
  if (denied >= 0) {
    return `Action denied by stack policy: Statement [#${denied + 1}] does not allow [${action}] for resource [LogicalResourceId/${logicalId}];`;
  }
  if (statements.some(speaks('Allow'))) return undefined;
  return `Action not allowed by stack policy: no statement allows [${action}] for resource [LogicalResourceId/${logicalId}];`;
}

function matches(statement: DataObject, action: string, logicalId: string, type: string): boolean {
  const { Action, NotAction, Resource, NotResource, Condition } = statement;
  const resource = `LogicalResourceId/${logicalId}`;
  const isMeant =
    (Action !== undefined ? anyLike(Action, action) : !anyLike(NotAction, action)) &&
    (Resource !== undefined
      ? anyLike(Resource, resource)
      : NotResource !== undefined && !anyLike(NotResource, resource));
  if (!isMeant || !isObject(Condition)) return isMeant;
  return Object.entries(Condition).every(([operator, keys]) => {
    const allowed = isObject(keys) ? keys.ResourceType : undefined;
    if (operator === 'StringEquals') return [allowed].flat().includes(type);
    if (operator === 'StringLike') return anyLike(allowed, type);
    throw invalid(`Error validating stack policy: ${operator} is not supported`);
  });
}

function anyLike(patterns: Data | undefined, text: string): boolean {
  return [patterns ?? []].flat().some((pattern) => {
    const escaped = String(pattern).replace(/[\\^$+.()|[\]{}]/g, '\\$&');
    return new RegExp(`^${escaped.replace(/\*/g, '.*').replace(/\?/g, '.')}$`).test(text);
  });
}

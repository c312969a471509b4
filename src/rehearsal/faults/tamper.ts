import type { Data, DataObject } from '../../dsl/template.ts';
import type { Account } from '../../local/account.ts';
import type { LocalResource } from '../../local/resource.ts';
import { findRole } from '../../local/resources/iam.ts';
import { objectOf, objectsOf, textOf, textsOf } from '../../local/resources/read.ts';

/** What a hook has to be allowed to do, to report. */
export const REPORTS = 'codedeploy:PutLifecycleEventHookExecutionStatus';

/** A text that no version answers. */
const NEVER = 'something that no version answers';

/** The functions that CodeDeploy may call: it looks at this beginning of their names. */
export function hooksOf(account: Account): readonly LocalResource[] {
  return account.all('AWS::Lambda::Function').filter(({ id }) => id.startsWith('CodeDeployHook_'));
}

/** Takes the permission to report out of the inline policies of each hook's role, as if the template had never given it. */
export function forbidReports(account: Account): void {
  for (const { properties } of hooksOf(account)) {
    const role = findRole(account, textOf(properties, 'Role') ?? '');
    if (!role) continue;
    const Policies = objectsOf(role.properties, 'Policies').flatMap((policy) => {
      const document = objectOf(policy, 'PolicyDocument');
      const Statement = objectsOf(document, 'Statement').flatMap(withoutReports);
      return Statement.length === 0 ? [] : [{ ...policy, PolicyDocument: { ...document, Statement } }];
    });
    account.put({ ...role, properties: { ...role.properties, Policies } });
  }
}

// A statement that allows nothing any more is none.
function withoutReports(statement: DataObject): readonly DataObject[] {
  const only = textOf(statement, 'Action');
  const before = only === undefined ? textsOf(statement, 'Action') : [only];
  const Action = before.filter((action) => action !== REPORTS);
  if (Action.length === before.length) return [statement];
  return Action.length === 0 ? [] : [{ ...statement, Action }];
}

/** Has each probe of each hook want a text in the answer's body that no version answers. */
export function expectTheImpossible(account: Account): void {
  for (const hook of hooksOf(account)) {
    const environment = objectOf(hook.properties, 'Environment');
    const variables = objectOf(environment, 'Variables');
    const probes: readonly DataObject[] = JSON.parse(textOf(variables, 'PROBES') ?? '[]');
    const PROBES = JSON.stringify(probes.map((probe) => ({ ...probe, bodyContains: NEVER })));
    put(account, hook, { Environment: { ...environment, Variables: { ...variables, PROBES } } });
  }
}

/** Has each hook wait for ever: Lambda ends it when its time is up, and it has reported nothing. */
export function hang(account: Account): void {
  const ZipFile = [
    "console.log('waits for what never comes');",
    'exports.handler = () => new Promise((resolve) => setTimeout(resolve, 2 ** 31 - 1));',
  ].join('\n');
  for (const hook of hooksOf(account)) put(account, hook, { Code: { ZipFile } });
}

function put(account: Account, resource: LocalResource, change: Readonly<Record<string, Data>>): void {
  account.put({ ...resource, properties: { ...resource.properties, ...change } });
}

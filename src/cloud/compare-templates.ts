import { specOf } from '../aws/spec.ts';
import { isObject } from '../dsl/border.ts';
import { namesUsed } from '../dsl/references.ts';
import type { Data, DataObject } from '../dsl/template.ts';
import { parseTemplate } from '../dsl/yaml/parse.ts';
import type { Cause, ChangeTree, PlannedChange } from '../review/compare/changes.ts';
import { followReplacements } from '../review/compare/follow.ts';
import { resolveTree } from '../review/resolve/resolve.ts';
import type { Clients } from './clients.ts';
import type { StackParameters } from './parameters.ts';
import { describeStack, listResources, readDeployedTemplate } from './stack.ts';
import type { TemplateFile } from './target.ts';

/**
 * What would change inside nested stacks, for where CloudFormation does not look into them: the templates that are deployed against
 * those that are to be, and what the root's parameters are against what they will be. What one nested stack gives another is taken
 * to stay.
 * @param stackName the root's, as it is deployed.
 */
export async function compareNested(
  clients: Clients,
  stackName: string,
  root: TemplateFile,
  parameters: StackParameters,
): Promise<ReadonlyMap<string, ChangeTree>> {
  const stack = await describeStack(clients, stackName);
  const trees = new Map<string, ChangeTree>();
  if (stack === undefined) return trees;
  const deployedRoot = parseTemplate(await readDeployedTemplate(clients, stack));
  const changed = new Set(
    Object.keys(parameters).filter((name) => ![parameters[name], HIDDEN].includes(stack.parameters[name])),
  );
  for (const { LogicalResourceId: id = '', PhysicalResourceId } of await listResources(clients, stack.id)) {
    const wanted = root.nested[id];
    if (wanted === undefined || PhysicalResourceId === undefined) continue;
    const before = parseTemplate(
      await readDeployedTemplate(clients, { id: PhysicalResourceId, name: `${stackName}/${id}` }),
    );
    const [was, is] = [given(deployedRoot, id), given(root.template, id)];
    const inside = new Set(
      Object.keys(is).filter((name) => differs(was[name], is[name]) || uses(root.template, is[name], changed)),
    );
    const changes = compareResources(before, wanted.template, inside);
    if (changes.length > 0) trees.set(id, { stackName: id, changes });
  }
  return trees;
}

// What CloudFormation says instead of the value of a NoEcho parameter.
const HIDDEN = '****';

/**
 * The changes between the resources of two templates, and those that follow from them within the template. Other than a review it needs
 * no values: in a fleet every stack has its own.
 * @param changed the parameters of which the values change.
 */
export function compareResources(
  before: DataObject,
  after: DataObject,
  changed: ReadonlySet<string> = new Set(),
): readonly PlannedChange[] {
  const direct = directChanges(before, after, changed);
  const { resources } = resolveTree({ name: '', template: after, nested: {} }, { parameters: {} });
  // What has another type goes and comes under one id, and is in no case referred to by what stays as it is.
  const modified = direct.filter(({ action }) => action === 'Modify');
  const followed = followReplacements(new Map(modified.map((change) => [change.logicalId, change])), resources, specOf);
  return [...direct.filter(({ action }) => action !== 'Modify'), ...followed.values()];
}

function directChanges(before: DataObject, after: DataObject, changed: ReadonlySet<string>): readonly PlannedChange[] {
  const [old, wanted] = [objectIn(before, 'Resources'), objectIn(after, 'Resources')];
  const ids = [...new Set([...Object.keys(old), ...Object.keys(wanted)])];
  return ids.flatMap((id): readonly PlannedChange[] => {
    const [was, is] = [old[id], wanted[id]];
    if (!isObject(was)) return isObject(is) ? [change('Add', id, is, [])] : [];
    if (!isObject(is)) return [change('Remove', id, was, [])];
    if (was.Type !== is.Type) return [change('Remove', id, was, []), change('Add', id, is, [])];
    const causes = causesOf(after, was, is, changed);
    return causes.length > 0 ? [change('Modify', id, was, causes)] : [];
  });
}

function causesOf(
  template: DataObject,
  was: DataObject,
  is: DataObject,
  changed: ReadonlySet<string>,
): readonly Cause[] {
  const spec = specOf(textIn(is, 'Type'));
  const [before, after] = [objectIn(was, 'Properties'), objectIn(is, 'Properties')];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((property): readonly Cause[] => {
    const isEdited = differs(before[property], after[property]);
    const entity = isEdited ? undefined : uses(template, after[property], changed);
    if (!isEdited && entity === undefined) return [];
    return [
      {
        attribute: property === spec?.tags ? 'Tags' : 'Properties',
        property,
        recreation: RECREATIONS[spec?.properties[property]?.replacement ?? 'no'],
        isCertain: true,
        source: isEdited ? 'DirectModification' : 'ParameterReference',
        entity,
      },
    ];
  });
}

// The first of some parameters that a value uses, by itself or by a condition.
function uses(
  template: DataObject,
  value: Data | undefined,
  parameters: ReadonlySet<string>,
  isCondition = false,
): string | undefined {
  if (value === undefined || parameters.size === 0) return undefined;
  for (const { kind, name } of namesUsed(value, isCondition)) {
    if (kind === 'Ref' && parameters.has(name)) return name;
    const found =
      kind === 'Condition' ? uses(template, objectIn(template, 'Conditions')[name], parameters, true) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

const RECREATIONS = { no: 'Never', maybe: 'Conditionally', yes: 'Always' } as const;

// What becomes of what is deployed is what its own policies say.
function change(action: string, logicalId: string, resource: DataObject, causes: readonly Cause[]): PlannedChange {
  const recreations = causes.map(({ recreation }) => recreation);
  const replacement = recreations.includes('Always') ? 'yes' : recreations.includes('Conditionally') ? 'maybe' : 'no';
  const policy = textIn(resource, action === 'Remove' ? 'DeletionPolicy' : 'UpdateReplacePolicy');
  return {
    action,
    logicalId,
    type: textIn(resource, 'Type'),
    physicalId: undefined,
    replacement,
    policy: action === 'Add' || policy === '' ? undefined : policy,
    causes,
    nested: undefined,
  };
}

// What the root gives a nested stack as parameters.
function given(root: DataObject, id: string): DataObject {
  return objectIn(objectIn(objectIn(objectIn(root, 'Resources'), id), 'Properties'), 'Parameters');
}

function differs(one: Data | undefined, other: Data | undefined): boolean {
  return JSON.stringify(one) !== JSON.stringify(other);
}

function objectIn(data: DataObject, name: string): DataObject {
  const value = data[name];
  return isObject(value) ? value : {};
}

function textIn(data: DataObject, name: string): string {
  const value = data[name];
  return typeof value === 'string' ? value : '';
}

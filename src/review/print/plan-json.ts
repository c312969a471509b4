import type { Problem } from '../../dsl/error.ts';
import type { Data } from '../../dsl/template.ts';
import type { Cause, ChangeTree, PlannedChange } from '../compare/changes.ts';
import type { Finding, SystemPlan } from '../plan.ts';
import type { Plan } from '../plan-files.ts';
import { showTokens } from '../resolve/token.ts';
import { pageOf } from '../rule-texts.ts';
import { fateOf } from './words.ts';

/** A plan as JSON, by `docs/plan.schema.json`. A new member may come with any version; one that is there keeps its meaning. */
export function planJson({ before, after, systems }: Plan): string {
  const verdict = systems.some(({ refused }) => refused.length > 0) ? 'refused' : 'passed';
  const plan = { formatVersion: 1, before, after, verdict, systems: systems.map(systemJson) };
  return `${JSON.stringify(plan, null, 2)}\n`;
}

function systemJson({ system, kind, environments, trees, security, renames, files, ...found }: SystemPlan) {
  const { refused, warned, noted } = found;
  return {
    system,
    kind,
    environments,
    changes: trees.flatMap(({ name, tree }, index) =>
      changesJson(tree, index === 0 && name === 'root' ? '' : `${name}/`),
    ),
    refused: refused.map(findingJson),
    warned: warned.map(findingJson),
    noted: noted.map(findingJson),
    security: security.map(({ message, ...rest }) => ({ ...rest, message: showTokens(message) })),
    renames,
    files,
  };
}

function changesJson({ changes }: ChangeTree, prefix: string): readonly object[] {
  return changes.flatMap((change) => {
    const path = `${prefix}${change.logicalId}`;
    const inside = change.nested ? changesJson(change.nested, `${path}/`) : [];
    // A nested stack is in the list where it changes itself, not only what is in it.
    const isOwn = change.nested === undefined || change.action !== 'Modify' || change.causes.length > 0;
    return [...(isOwn ? [changeJson(path, change)] : []), ...inside];
  });
}

function changeJson(path: string, change: PlannedChange) {
  const { action, type, replacement, causes, environments } = change;
  const fate = fateOf(change);
  return {
    path,
    type,
    action: action === 'Add' ? 'add' : action === 'Remove' ? 'remove' : 'modify',
    replacement,
    ...(fate === '' ? {} : { fate }),
    causes: causes.map(causeJson),
    ...(environments === undefined ? {} : { environments }),
  };
}

function causeJson({ attribute, property, recreation, isCertain, entity, differences = [] }: Cause) {
  return {
    attribute: attribute === 'Tags' ? 'Properties' : attribute,
    ...(property === undefined ? {} : { property }),
    recreation: recreation === 'Always' ? 'always' : recreation === 'Never' ? 'never' : 'conditionally',
    isCertain,
    ...(entity === undefined ? {} : { from: entity }),
    differences: differences.map(({ path, before, after }) => ({
      path,
      ...(before === undefined ? {} : { before: shown(before) }),
      ...(after === undefined ? {} : { after: shown(after) }),
    })),
  };
}

function findingJson({ code, message, hint, environments, ...place }: Finding) {
  const page = pageOf(code);
  return {
    code,
    ...placeJson(place),
    message: showTokens(message),
    ...(hint === undefined ? {} : { hint }),
    ...(environments === undefined ? {} : { environments }),
    ...(page === undefined ? {} : { page }),
  };
}

function placeJson({ stack, logicalId, path }: Pick<Problem, 'stack' | 'logicalId' | 'path'>) {
  return {
    ...(logicalId === undefined ? {} : { resource: [stack, logicalId].filter(Boolean).join('/') }),
    ...(path === undefined ? {} : { property: path }),
  };
}

// References as people read them.
function shown(value: Data): Data {
  if (typeof value === 'string') return showTokens(value);
  if (Array.isArray(value)) return value.map(shown);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, shown(each)]));
}

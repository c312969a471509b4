import type { ResourceChange, ResourceChangeDetail } from '@aws-sdk/client-cloudformation';
import { TealformError } from '../../dsl/error.ts';
import type { Data, DataObject, Template } from '../../dsl/template.ts';
import type { LocalResource } from '../resource.ts';
import { type Comparison, changeDetails, type Fate, isLater, shownValue } from './change-details.ts';
import type { Context } from './context.ts';
import { dependencies, inOrder } from './dependencies.ts';
import { type Difference, differences, isSame, strongest } from './differences.ts';
import { withLookedUp } from './dynamic-references.ts';
import { fullBucket, nameConflict } from './early-validation.ts';
import { STACK_TYPE } from './events.ts';
import { type Candidate, existingFor, type Imports, namedFor, refuseUnkept } from './imports.ts';
import { nestedTarget } from './nested.ts';
import { resolvedOutputs } from './outputs.ts';
import { LATER } from './parameters.ts';
import { readTemplate } from './read-template.ts';
import { invalid } from './refusals.ts';
import { currentValue } from './resource-step.ts';
import { findStack, type ResourceRecord, type StackRecord, type Target, type ValidationRecord } from './state.ts';
import { refusing, resolvedTemplate } from './values.ts';

/**
 * What a change set takes for granted of a resource that changes without being replaced: that its attributes stay what they are
 * (`exact`), or that they may not (`documented`: AWS's are as careful, and list everything that reads them as changed `Dynamic`).
 */
export type Foresight = 'exact' | 'documented';

/** What an update would do. */
export interface Plan {
  /** As `DescribeChangeSet` gives them, with property values. */
  readonly changes: readonly ResourceChange[];
  /** Whether there is anything to do; outputs and tags count. */
  readonly isChange: boolean;
  readonly outputs: Readonly<Record<string, string>>;
  /** Physical ids of what is taken in, by logical id; nested stacks apart. */
  readonly imports: Readonly<Record<string, string>>;
  /** What early validation says of it, nested stacks apart. */
  readonly validations: readonly ValidationRecord[];
  /** The nested stacks that change, or come, by logical id. */
  readonly nested: ReadonlyMap<string, NestedPlan>;
}

export interface NestedPlan {
  readonly target: Target;
  /** Undefined for one that is to come. */
  readonly stack: StackRecord | undefined;
  readonly plan: Plan;
}

/**
 * Works out what making a stack what `target` says would do. Changes nothing.
 * @param stack as it is; undefined, or without resources, for one that is to come.
 * @param imports what is not to be made but taken in.
 * @throws ServiceError `ValidationError` for what has no value.
 */
export function planChanges(
  context: Context,
  stack: StackRecord | undefined,
  target: Target,
  foresight: Foresight,
  imports?: Imports,
): Plan {
  return new Planner(context, stack, target, foresight, imports).plan();
}

const SETTINGS = ['Metadata', 'DeletionPolicy', 'UpdateReplacePolicy'] as const;
type Setting = (typeof SETTINGS)[number];

class Planner {
  readonly #context: Context;
  readonly #stack: StackRecord | undefined;
  readonly #target: Target;
  readonly #foresight: Foresight;
  readonly #template: Template;
  readonly #old: Template | undefined;
  readonly #fates = new Map<string, Fate>();
  readonly #nested = new Map<string, NestedPlan>();
  readonly #validations: ValidationRecord[] = [];
  readonly #wishes: Imports | undefined;
  readonly #imports: Record<string, string> = {};

  constructor(
    context: Context,
    stack: StackRecord | undefined,
    target: Target,
    foresight: Foresight,
    wishes: Imports | undefined,
  ) {
    this.#wishes = wishes;
    this.#context = context;
    this.#stack = stack;
    this.#target = target;
    this.#foresight = foresight;
    this.#template = readTemplate(target.templateText);
    const isThere = stack !== undefined && stack.status !== 'REVIEW_IN_PROGRESS';
    this.#old = isThere ? readTemplate(stack.target.templateText) : undefined;
  }

  plan(): Plan {
    const { account, state } = this.#context;
    const stack = this.#stack;
    const resolved = resolvedTemplate(this.#template, {
      account,
      state,
      stack: stack ?? { id: LATER, name: LATER },
      target: this.#target,
      resource: ({ logicalId, attribute }) => this.#value(logicalId, attribute),
      later: LATER,
    });
    const wanted = refusing(() => resolved.resources.map(({ logicalId }) => logicalId));
    const changes = new Map<string, ResourceChange>();
    for (const id of inOrder(dependencies(this.#template, wanted))) {
      const change = this.#change(id, () => withLookedUp(resolved.properties(id), account));
      if (change) changes.set(id, change);
    }
    const gone = Object.values(stack?.resources ?? {}).filter(({ logicalId }) => !wanted.includes(logicalId));
    const outputs = resolvedOutputs(this.#template, resolved);
    if (this.#wishes?.kind === 'existing') refuseUnkept(this.#context, this.#template, this.#imports);
    const kept = wanted.map((id) => changes.get(id)).filter((change) => change !== undefined);
    const all = [...kept, ...gone.map((record) => this.#removal(record))];
    const isOther =
      !isSame(outputs.map(asData), (stack?.outputs ?? []).map(asData)) ||
      !isSame([...(stack?.target.tags ?? [])], [...this.#target.tags]);
    return {
      changes: all,
      isChange: all.length > 0 || isOther || this.#old === undefined,
      outputs: Object.fromEntries(outputs.map(({ key, value }) => [key, value])),
      imports: this.#imports,
      validations: this.#validations,
      nested: this.#nested,
    };
  }

  #value(logicalId: string, attribute: string | undefined): Data {
    const fate = this.#fates.get(logicalId);
    const stack = this.#stack;
    if (attribute?.startsWith('Outputs.')) {
      const planned = this.#nested.get(logicalId);
      if (planned && (fate === 'comes' || this.#foresight === 'documented')) return LATER;
      if (planned) return planned.plan.outputs[attribute.slice('Outputs.'.length)] ?? LATER;
    }
    if (!stack || fate === undefined || fate === 'comes' || fate === 'replaced') return LATER;
    if (fate === 'modified' && attribute !== undefined && this.#foresight === 'documented') return LATER;
    return currentValue(this.#context, stack, { logicalId, attribute }) ?? LATER;
  }

  #change(id: string, resolve: () => DataObject): ResourceChange | undefined {
    const type = this.#template.Resources[id]?.Type ?? '';
    const record = this.#stack?.resources[id];
    const properties = resolving(id, resolve);
    if (record?.physicalId === undefined) {
      this.#fates.set(id, 'comes');
      if (type === STACK_TYPE) this.#planNested(id, properties, undefined);
      const imported = this.#imported({
        id,
        type,
        properties,
        written: this.#template.Resources[id]?.Properties ?? {},
      });
      if (imported) this.#imports[id] = imported.id;
      else this.#found(nameConflict(this.#context, id, type, properties));
      return {
        Action: imported ? 'Import' : 'Add',
        LogicalResourceId: id,
        ...(imported ? { PhysicalResourceId: imported.id } : {}),
        ResourceType: type,
        Scope: [],
        Details: [],
        AfterContext: this.#shown({ Properties: properties }),
      };
    }
    if (record.type !== type) {
      throw invalid(
        `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${id}]`,
      );
    }
    const found = differences(type, record.properties, properties);
    const nested =
      type === STACK_TYPE ? this.#planNested(id, properties, findStack(this.#context.state, record.physicalId)) : false;
    const settings = this.#settings(id, record);
    if (found.length === 0 && !nested && settings.length === 0) {
      this.#fates.set(id, 'stays');
      return undefined;
    }
    return this.#modification(id, record, found, settings, properties);
  }

  #modification(
    id: string,
    record: ResourceRecord,
    found: readonly Difference[],
    settings: readonly Setting[],
    properties: DataObject,
  ): ResourceChange {
    const isStack = record.type === STACK_TYPE;
    const effects = found.map(({ after, replacement }) =>
      isStack ? 'no' : replacement === 'yes' && isLater(after) ? ('maybe' as const) : replacement,
    );
    const effect = strongest(effects);
    const hasUnknown = found.some(({ after, replacement }) => replacement === 'yes' && isLater(after));
    this.#fates.set(id, effect === 'yes' || (hasUnknown && !isStack) ? 'replaced' : 'modified');
    const details = found.flatMap((difference) => changeDetails(this.#comparison(), id, record.type, difference));
    const inside: ResourceChangeDetail[] =
      isStack && found.length === 0
        ? [
            {
              Target: { Attribute: 'Properties', RequiresRecreation: 'Never' },
              Evaluation: 'Dynamic',
              ChangeSource: 'Automatic',
            },
          ]
        : [];
    const others = settings.map(
      (attribute): ResourceChangeDetail => ({
        Target: { Attribute: attribute, RequiresRecreation: 'Never' },
        Evaluation: 'Static',
        ChangeSource: 'DirectModification',
      }),
    );
    const all: ResourceChangeDetail[] = [...details, ...inside, ...others];
    const policy = String(this.#template.Resources[id]?.UpdateReplacePolicy ?? 'Delete');
    return {
      Action: 'Modify',
      LogicalResourceId: id,
      PhysicalResourceId: record.physicalId ?? '',
      ResourceType: record.type,
      Replacement: effect === 'yes' ? 'True' : effect === 'maybe' ? 'Conditional' : 'False',
      ...(effect === 'no'
        ? {}
        : {
            PolicyAction: policy === 'Delete' ? 'ReplaceAndDelete' : 'ReplaceAndRetain',
          }),
      Scope: [...new Set(all.flatMap(({ Target }) => Target?.Attribute ?? []))],
      Details: all,
      BeforeContext: this.#shown({ Properties: record.properties }),
      AfterContext: this.#shown({ Properties: properties }),
    };
  }

  #settings(id: string, { settings }: ResourceRecord): readonly Setting[] {
    const now = this.#template.Resources[id];
    if (!now) return [];
    return SETTINGS.filter((name) => !isSame(settings[name], now[name]));
  }

  // Gives whether the nested stack changes.
  #planNested(id: string, properties: DataObject, stack: StackRecord | undefined): boolean {
    if (isLater(properties.TemplateURL))
      throw invalid(`Template error: TemplateURL of ${id} is not known before deployment`);
    const target = nestedTarget(this.#context, properties, this.#target, stack?.target);
    // Names of resources are those of one template; what there is already is looked for in all of them.
    const wishes = this.#wishes?.kind === 'existing' ? this.#wishes : undefined;
    const plan = planChanges(this.#context, stack, target, this.#foresight, wishes);
    if (plan.isChange) this.#nested.set(id, { target, stack, plan });
    return plan.isChange;
  }

  #comparison(): Comparison {
    return {
      template: this.#template,
      target: this.#target,
      old: this.#old,
      before: this.#stack?.target,
      fates: this.#fates,
    };
  }

  #shown(value: Data): string {
    return shownValue(this.#comparison(), value);
  }

  #imported(candidate: Candidate): LocalResource | undefined {
    const wishes = this.#wishes;
    if (wishes?.kind === 'existing') return existingFor(this.#context, candidate);
    const named = wishes?.named[candidate.id];
    return named && namedFor(this.#context, candidate, named.identifier);
  }

  #found(validation: ValidationRecord | undefined): void {
    if (validation) this.#validations.push(validation);
  }

  #removal(record: ResourceRecord): ResourceChange {
    const { logicalId, physicalId = '', type, settings, properties } = record;
    const isKept = String(settings.DeletionPolicy ?? 'Delete').startsWith('Retain');
    if (!isKept) this.#found(fullBucket(this.#context, record));
    return {
      Action: 'Remove',
      LogicalResourceId: logicalId,
      PhysicalResourceId: physicalId,
      ResourceType: type,
      PolicyAction: isKept ? 'Retain' : 'Delete',
      Scope: [],
      Details: [],
      BeforeContext: this.#shown({ Properties: properties }),
    };
  }
}

function asData({ key, value, exportName = '' }: { key: string; value: string; exportName?: string }): Data {
  return [key, value, exportName];
}

function resolving(id: string, resolve: () => DataObject): DataObject {
  try {
    return resolve();
  } catch (error) {
    if (!(error instanceof TealformError)) throw error;
    throw invalid(`Template error: ${id}: ${error.problems[0]?.message}`);
  }
}

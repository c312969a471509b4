import type { Account } from '../../account.ts';
import { Engine, type Pace } from '../../engine/begin.ts';
import { completeChangeSet } from '../../engine/change-sets.ts';
import { fetchTemplate } from '../../engine/fetch-template.ts';
import type { Foresight } from '../../engine/plan.ts';
import { invalid } from '../../engine/refusals.ts';
import { findStack, type StackRecord } from '../../engine/state.ts';
import type { ResourceModel } from '../../resources/model.ts';

/** What the service is made with. */
export interface CloudFormationOptions {
  /** How resources of a type come, change and go. */
  readonly models: (type: string) => ResourceModel;
  /** Puts into the account what the parameters of a stack name and nobody has made; nothing, unless said. */
  readonly given?: (account: Account, parameters: Readonly<Record<string, string>>) => unknown;
  readonly pace?: Pace;
  /** How careful change sets are; `exact` unless said. */
  readonly foresight?: Foresight;
}

/** The engines of accounts, each begun when its account is first asked about. */
export class Engines {
  readonly options: CloudFormationOptions;
  readonly #engines = new WeakMap<Account, Engine>();

  constructor(options: CloudFormationOptions) {
    this.options = options;
  }

  get foresight(): Foresight {
    return this.options.foresight ?? 'exact';
  }

  /** The engine of that account, going on with whatever a restart has interrupted. */
  of(account: Account): Engine {
    const known = this.#engines.get(account);
    if (known) return known;
    const engine = new Engine(account, this.options.models, this.options.pace ?? {}, this.options.given);
    this.#engines.set(account, engine);
    engine.resume();
    for (const changeSet of engine.context.state.changeSets) {
      if (changeSet.status !== 'CREATE_PENDING') continue;
      engine.later(async () => completeChangeSet(engine.context, changeSet, this.foresight));
    }
    return engine;
  }
}

/** The stack of that name or id. @throws ServiceError `ValidationError` where there is none. */
export function requireStack(
  engine: Engine,
  nameOrId: string | undefined,
  say?: (name: string) => string,
): StackRecord {
  const name = nameOrId ?? '';
  const stack = findStack(engine.context.state, name);
  if (stack) return stack;
  throw invalid(say?.(name) ?? `Stack with id ${name} does not exist`);
}

/** The text of a template, given itself, by its address, or as the one the stack has. */
export function givenTemplate(
  account: Account,
  input: {
    readonly TemplateBody?: string | undefined;
    readonly TemplateURL?: string | undefined;
    readonly UsePreviousTemplate?: boolean | undefined;
  },
  previous?: StackRecord,
): string {
  const { TemplateBody: body, TemplateURL: url, UsePreviousTemplate: keep = false } = input;
  if ([body !== undefined, url !== undefined, keep].filter(Boolean).length !== 1) {
    throw invalid('Either Template URL or Template Body must be specified.');
  }
  if (body !== undefined) {
    if (Buffer.byteLength(body) > 51_200) {
      throw invalid(
        "1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to 51200",
      );
    }
    return body;
  }
  if (url !== undefined) return fetchTemplate(account, url);
  if (!previous) throw invalid('Template URL or Template Body must be specified.');
  return previous.target.templateText;
}

/** One page of a list, and what to ask for the next one with. */
export function page<T>(
  all: readonly T[],
  token: string | undefined,
  size = 100,
): { readonly items: T[]; readonly NextToken?: string } {
  const start = token === undefined ? 0 : Number(Buffer.from(token, 'base64url').toString());
  if (!Number.isInteger(start) || start < 0) throw invalid('Invalid NextToken');
  const items = all.slice(start, start + size);
  const end = start + items.length;
  return end < all.length ? { items, NextToken: Buffer.from(String(end)).toString('base64url') } : { items };
}

/** A name that stacks and change sets may have. @throws ServiceError `ValidationError` */
export function checkName(name: string, member: 'stackName' | 'changeSetName'): void {
  if (/^[a-zA-Z][-a-zA-Z0-9]{0,127}$/.test(name)) return;
  throw invalid(
    `1 validation error detected: Value '${name}' at '${member}' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*|arn:[-a-zA-Z0-9:/._+]*`,
  );
}

/** One page of what is kept oldest first, the newest first. A token counts what is older, so that new ones do not shift the pages. */
export function newestFirst<T>(all: readonly T[], token: string | undefined) {
  const end = token === undefined ? all.length : Number(Buffer.from(token, 'base64url').toString());
  if (!Number.isInteger(end) || end < 0) throw invalid('Invalid NextToken');
  const start = Math.max(0, end - 100);
  const items = all.slice(start, end).reverse();
  return start === 0 ? { items } : { items, NextToken: Buffer.from(String(start)).toString('base64url') };
}

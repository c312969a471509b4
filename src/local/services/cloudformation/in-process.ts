// For tests only.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import type {
  DescribeChangeSetOutput,
  DescribeStackEventsOutput,
  DescribeStacksOutput,
  Parameter,
  Stack,
  StackEvent,
} from '@aws-sdk/client-cloudformation';
import { Account } from '../../account.ts';
import { isBusy, loadState } from '../../engine/state.ts';
import { Objects } from '../../objects.ts';
import type { LocalResource } from '../../resource.ts';
import { GENERIC } from '../../resources/generic.ts';
import { give, giveNamed } from '../../resources/given.ts';
import { modelOf } from '../../resources/index.ts';
import { ResourceFailure, type ResourceModel } from '../../resources/model.ts';
import { ServiceError } from '../../wire/service.ts';
import { type CloudFormationOptions, type CloudFormationService, cloudFormation } from '../cloudformation.ts';

export const WHEREABOUTS = { partition: 'aws', region: 'us-east-1', accountId: '000000000000' };

/** As `make deploy` has it: each type by its own model, and there is what parameters name. */
export const REAL = { models: modelOf, given: giveNamed };

/** How long anything may take here, in milliseconds: twenty times what the longest does. */
const PATIENCE = 20_000;

/** A local CloudFormation without a wire. */
export class Cloud {
  readonly account: Account;
  readonly service: CloudFormationService;
  readonly #given = new Set<LocalResource['id']>();

  constructor(options: Partial<CloudFormationOptions> = {}, account = Account.empty(WHEREABOUTS)) {
    this.account = account;
    const given: CloudFormationOptions['given'] = (of, parameters) => {
      const before = new Set(of.everything().map(({ id }) => id));
      options.given?.(of, parameters);
      for (const { id } of of.everything()) if (!before.has(id)) this.#given.add(id);
    };
    this.service = cloudFormation({ models: () => GENERIC, pace: { milliseconds: 0 }, ...options, given });
  }

  /** Everything that stacks have made and that is still there, whether a stack still has it or not. */
  made(): readonly LocalResource[] {
    return this.account.everything().filter(({ id }) => !this.#given.has(id));
  }

  /** Puts something there that no stack has made. */
  give(type: string, id: string): void {
    if (!this.account.find(type, id)) this.#given.add(give(this.account, type, id).id);
  }

  /** What an operation answers. */
  async call<O extends object>(name: string, input: object): Promise<O> {
    const operation = this.service.operations.find((each) => each.name === name);
    assert.ok(operation, `no operation ${name}`);
    for (const member of Object.keys(input))
      assert.ok(operation.consumes.includes(member), `${name} takes no ${member}`);
    const call = { account: this.account, requestId: 'request', endpoint: 'http://127.0.0.1:1' };
    return (await operation.run(input, call)) as O;
  }

  /** What an operation refuses with: `code: message`. */
  async refused(name: string, input: object): Promise<string> {
    try {
      await this.call(name, input);
    } catch (error) {
      if (error instanceof ServiceError) return `${error.code}: ${error.message}`;
      throw error;
    }
    return assert.fail(`${name} was not refused`);
  }

  /** Until all that was begun has ended. */
  async idle(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`nothing has come to its end; ${this.firstFailure()}`)), PATIENCE);
    });
    await Promise.race([this.service.idle(this.account), late]).finally(() => clearTimeout(timer));
  }

  /** Until something is so that work under way brings about; fails when that has ended without it. */
  async until(what: string, isSo: () => boolean): Promise<void> {
    const end = Date.now() + PATIENCE;
    while (!isSo()) {
      const isAtRest = loadState(this.account).stacks.every(({ status }) => !isBusy(status));
      if (isAtRest || Date.now() > end) assert.fail(`not ${what}; ${this.firstFailure()}`);
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  /** The first event of a failure, in words. */
  firstFailure(): string {
    const events = loadState(this.account).stacks.flatMap(({ name, events }) =>
      events.map((each) => ({ name, reason: '', ...each })),
    );
    const failed = events
      .filter(({ status }) => /FAILED|^(UPDATE_)?ROLLBACK_IN/.test(status))
      .filter(({ reason }) => !/cancelled|^User Initiated$/.test(reason))
      .sort((a, b) => (a.at < b.at ? -1 : 1));
    // What follows from another failure comes in the same millisecond.
    const first = failed.find(({ reason }) => !/^(Embedded stack|The following resource)/.test(reason)) ?? failed[0];
    return first
      ? `${first.name}: ${first.logicalId} ${first.status}: ${first.reason}`
      : 'no event says that anything failed';
  }

  async stack(StackName: string): Promise<Stack> {
    const { Stacks } = await this.call<DescribeStacksOutput>('DescribeStacks', { StackName });
    const [stack] = Stacks ?? [];
    assert.ok(stack);
    return stack;
  }

  /** All events of a stack, oldest first. */
  async events(StackName: string): Promise<readonly StackEvent[]> {
    const events: StackEvent[] = [];
    let NextToken: string | undefined;
    do {
      const page: DescribeStackEventsOutput = await this.call('DescribeStackEvents', {
        StackName,
        ...(NextToken === undefined ? {} : { NextToken }),
      });
      events.push(...(page.StackEvents ?? []));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    return events.reverse();
  }

  /** `LogicalId STATUS: reason` of each event, oldest first. */
  async told(StackName: string): Promise<readonly string[]> {
    const events = await this.events(StackName);
    return events.map(({ LogicalResourceId, ResourceStatus, ResourceStatusReason: reason }) =>
      [`${LogicalResourceId} ${ResourceStatus}`, ...(reason === undefined ? [] : [reason])].join(': '),
    );
  }

  async changeSet(StackName: string, ChangeSetName: string): Promise<DescribeChangeSetOutput> {
    return this.call('DescribeChangeSet', { StackName, ChangeSetName });
  }

  /** Makes a change set, and executes it. */
  async deploy(
    StackName: string,
    input: object,
    type: 'CREATE' | 'UPDATE' = 'CREATE',
  ): Promise<DescribeChangeSetOutput> {
    const ChangeSetName = `set-${this.account.newHex(8)}`;
    await this.call('CreateChangeSet', {
      StackName,
      ChangeSetName,
      ChangeSetType: type,
      IncludeNestedStacks: true,
      Capabilities: ['CAPABILITY_NAMED_IAM'],
      ...input,
    });
    await this.idle();
    const described = await this.changeSet(StackName, ChangeSetName);
    if (described.Status !== 'CREATE_COMPLETE') return described;
    await this.call('ExecuteChangeSet', { StackName, ChangeSetName });
    await this.idle();
    return described;
  }

  /** Puts the templates of a system where its root looks for them, and gives how to deploy it. */
  system(
    name: string,
    changed: Readonly<Record<string, string>> = {},
  ): { TemplateURL: string; Parameters: Parameter[] } {
    const objects = new Objects(this.account);
    const bucket = 'templates-000000000000-us-east-1';
    const prefix = `tealform/${name}`;
    const folder = `output/${name}`;
    const root = readFileSync(`${folder}/root.yaml`, 'utf8');
    this.give('AWS::S3::Bucket', bucket);
    objects.put(bucket, `${prefix}/seed.zip`, new Uint8Array());
    for (const file of readdirSync(folder).filter((each) => each.endsWith('.yaml'))) {
      const stack = file.replace('.yaml', '');
      const pinned = new RegExp(`/(${stack}\\.[0-9a-f]{12}\\.yaml)`).exec(root)?.[1] ?? file;
      objects.put(bucket, `${prefix}/${pinned}`, readFileSync(`${folder}/${file}`));
    }
    const file: Parameter[] = JSON.parse(readFileSync(`${folder}/parameters/local.json`, 'utf8'));
    const all = new Map(file.map(({ ParameterKey = '', ParameterValue = '' }) => [ParameterKey, ParameterValue]));
    for (const [key, value] of Object.entries({ TemplateBucket: bucket, TemplatePrefix: prefix, ...changed })) {
      all.set(key, value);
    }
    return {
      TemplateURL: `https://${bucket}.s3.us-east-1.amazonaws.com/${prefix}/root.yaml`,
      Parameters: [...all].map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
    };
  }
}

/** A model as another one, the generic one unless said, with something of one's own. */
export function modelWith(own: Partial<ResourceModel>, base: ResourceModel = GENERIC): ResourceModel {
  return { ...base, ...own };
}

/** A service that refuses. */
export function refuse(message: string): never {
  throw new ResourceFailure('InvalidRequest', message);
}

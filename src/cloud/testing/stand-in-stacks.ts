// For tests only: CloudFormation with stacks in memory, whose events appear as a clock goes that only tests move.
import type { StackEvent } from '@aws-sdk/client-cloudformation';
import type { Clock } from '../clock.ts';
import { type Answers, refusal } from './stand-in-client.ts';

/** A clock that goes only while somebody sleeps by it. */
export class FakeClock implements Clock {
  #now: number;
  readonly sleeps: number[] = [];

  constructor(start = Date.parse('2026-11-27T12:00:00Z')) {
    this.#now = start;
  }

  now(): Date {
    return new Date(this.#now);
  }

  async sleep(milliseconds: number): Promise<void> {
    this.sleeps.push(milliseconds);
    this.#now += milliseconds;
  }
}

/** What happens: `[seconds after the start, 'hello/Service/LogGroup', 'CREATE_FAILED', reason, physical id]`. */
export type Happening = readonly [
  second: number,
  path: string,
  status: string,
  reason?: string | undefined,
  physicalId?: string | undefined,
];

/** Stacks by the paths of their logical ids. Events show once the clock has come to their time, newest first and in pages. */
export class StandInStacks {
  readonly #clock: FakeClock;
  readonly #start: number;
  readonly #events: StackEvent[] = [];
  readonly #stacks: readonly string[];
  readonly #pageSize: number;
  /** Thrown by the next calls, one each. */
  readonly failures: Error[] = [];

  /**
   * @param stacks paths of those that are nested: `['hello/Service']`.
   * @param types by path; what is not named has the type `AWS::Logs::LogGroup`.
   */
  constructor(
    clock: FakeClock,
    happenings: readonly Happening[],
    options: {
      readonly stacks?: readonly string[];
      readonly types?: Readonly<Record<string, string>>;
      readonly pageSize?: number;
    } = {},
  ) {
    this.#clock = clock;
    this.#start = clock.now().getTime();
    this.#pageSize = options.pageSize ?? 100;
    const root = happenings[0]?.[1].split('/')[0] ?? 'root';
    this.#stacks = [root, ...(options.stacks ?? [])];
    for (const [index, happening] of happenings.entries()) {
      this.#events.push(...this.#eventsOf(happening, index, options.types ?? {}));
    }
  }

  /** The id of a stack: `stackId('hello')`. */
  stackId(path: string): string {
    const name = path.replaceAll('/', '-');
    return `arn:aws:cloudformation:eu-central-1:111122223333:stack/${name}/${name}`;
  }

  /** What stands for CloudFormation. */
  get answers(): Answers {
    return {
      DescribeStackEvents: ({ StackName, NextToken }) => {
        const failure = this.failures.shift();
        if (failure) throw failure;
        const all = this.#shown(String(StackName)).reverse();
        if (all.length === 0) throw refusal('ValidationError', `Stack [${StackName}] does not exist`);
        const from = Number(NextToken ?? 0);
        const to = from + this.#pageSize;
        return { StackEvents: all.slice(from, to), ...(to < all.length && { NextToken: String(to) }) };
      },
      DescribeStacks: ({ StackName }) => {
        const own = this.#shown(String(StackName)).filter((event) => event.PhysicalResourceId === event.StackId);
        const last = own.at(-1);
        if (last === undefined) throw refusal('ValidationError', `Stack with id ${StackName} does not exist`);
        return { Stacks: [{ StackName, StackId: last.StackId, StackStatus: last.ResourceStatus }] };
      },
    };
  }

  /** Every event there will be. */
  get all(): readonly StackEvent[] {
    return this.#events;
  }

  // A stack's own status is told by itself and by its parent.
  #eventsOf(
    [second, path, status, reason, physicalId]: Happening,
    index: number,
    types: Readonly<Record<string, string>>,
  ): readonly StackEvent[] {
    const isStack = this.#stacks.includes(path);
    const parent = path.split('/').slice(0, -1).join('/');
    const common = {
      LogicalResourceId: path.split('/').at(-1),
      ResourceStatus: status,
      Timestamp: new Date(this.#start + second * 1_000),
      ...(reason !== undefined && { ResourceStatusReason: reason }),
    } as StackEvent;
    const ofParent: StackEvent = {
      ...common,
      EventId: `${index}-parent`,
      StackId: this.stackId(parent),
      StackName: parent,
      ResourceType: isStack ? 'AWS::CloudFormation::Stack' : (types[path] ?? 'AWS::Logs::LogGroup'),
      PhysicalResourceId: isStack ? this.stackId(path) : (physicalId ?? ''),
    };
    const ofItself: StackEvent = {
      ...common,
      EventId: `${index}-own`,
      StackId: this.stackId(path),
      StackName: path,
      ResourceType: 'AWS::CloudFormation::Stack',
      PhysicalResourceId: this.stackId(path),
    };
    return [...(isStack ? [ofItself] : []), ...(parent === '' ? [] : [ofParent])];
  }

  #shown(stackId: string): StackEvent[] {
    return this.#events.filter(
      (event) =>
        (event.StackId === stackId || event.StackName === stackId) &&
        (event.Timestamp?.getTime() ?? 0) <= this.#clock.now().getTime(),
    );
  }
}

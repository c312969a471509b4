// For tests only: events of a stack that is watched, made up briefly or at random.
import fc from 'fast-check';
import { STACK, type WatchEvent } from '../watch/event.ts';
import { WatchModel } from '../watch/model.ts';

/** When made-up events begin. */
export const START = Date.parse('2026-11-27T12:00:00Z');

/** `[seconds after the start, 'hello/Service/LogGroup', 'CREATE_FAILED', reason, physical id]` */
export type Said = readonly [
  second: number,
  path: string,
  status: string,
  reason?: string | undefined,
  physicalId?: string | undefined,
];

/** Events; `stacks` are the paths of nested ones, and the root is one. */
export function eventsOf(said: readonly Said[], stacks: readonly string[] = []): readonly WatchEvent[] {
  return said.map(([second, path, status, reason, physicalId], index) => ({
    id: String(index),
    time: new Date(START + second * 1_000),
    stackId: 'stack',
    path: path.split('/'),
    ofItself: !path.includes('/'),
    type: stacks.includes(path) || !path.includes('/') ? STACK : 'AWS::Logs::LogGroup',
    physicalId,
    status,
    reason,
  }));
}

/** What is known after these events. */
export function modelOf(said: readonly Said[], stacks?: readonly string[]): WatchModel {
  const model = new WatchModel();
  for (const event of eventsOf(said, stacks)) model.take(event);
  return model;
}

const name = fc.stringMatching(/^[A-Z][A-Za-z0-9]{0,60}$/);
const status = fc.constantFrom('CREATE_IN_PROGRESS', 'CREATE_COMPLETE', 'CREATE_FAILED', 'DELETE_IN_PROGRESS');
const reason = fc.option(
  fc.oneof(fc.string({ unit: 'binary', maxLength: 400 }), fc.constant('Resource creation cancelled')),
  { nil: undefined },
);

/** Any events, of a root called `hello`: long names, deep nesting, reasons with anything in them. */
export const anyEvents: fc.Arbitrary<readonly WatchEvent[]> = fc
  .array(fc.tuple(fc.nat({ max: 30 }), fc.array(name, { minLength: 1, maxLength: 4 }), status, reason), {
    maxLength: 40,
  })
  .map((all) => {
    let second = 0;
    const said = all.map(([pause, path, ...rest]): Said => {
      second += pause;
      return [second, `hello/${path.join('/')}`, ...rest];
    });
    return eventsOf([[0, 'hello', 'CREATE_IN_PROGRESS'], ...said]);
  });

import { findStack } from '../engine/state.ts';
import { detectStackDrift } from '../services/cloudformation/drift.ts';
import { enter } from './gate.ts';
import type { Surroundings } from './instance-step.ts';
import type { InstanceRecord } from './state.ts';

/** Looks whether the stack of an instance has drifted, and keeps it with the instance. @returns why it could not be done. */
export async function detectDrift(
  { admin, set, engineOf }: Surroundings,
  instance: InstanceRecord,
): Promise<string | undefined> {
  const entrance = enter(admin, set, instance);
  if ('refusal' in entrance) return entrance.refusal;
  const engine = engineOf(entrance.account);
  const stack = findStack(engine.context.state, instance.stackId ?? '');
  if (stack === undefined || stack.status === 'DELETE_COMPLETE') return `Stack ${instance.stackId} does not exist`;
  await engine.until(stack);
  const { drifts, at } = detectStackDrift(engine, stack);
  const isDrifted = drifts.some(
    ({ differences, isChecked, actual }) => isChecked && (differences.length > 0 || actual === ''),
  );
  instance.drift = isDrifted ? 'DRIFTED' : 'IN_SYNC';
  instance.driftAt = at;
  await entrance.account.written();
  return undefined;
}

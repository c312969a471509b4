import { own } from '../resolve/values.ts';
import { type Facts, type JudgedChange, NOTHING, placeOf, type Verdict, verdictOf } from './verdict.ts';

/** Warns of what CloudFormation does in place and users notice all the same. */
export function guardInterruption(judged: JudgedChange, { actions }: Facts): Verdict {
  const { change } = judged;
  if (change.action !== 'Modify' || change.replacement === 'yes') return NOTHING;
  if (change.type === 'AWS::ElasticLoadBalancingV2::Listener' && actions?.(change) !== undefined) {
    return listenerMoves(judged);
  }
  return change.type === 'AWS::ECS::Service' ? tasksEnd(judged) : NOTHING;
}

function listenerMoves(judged: JudgedChange): Verdict {
  const moved = ['Protocol', 'Port'].flatMap((name) => {
    const [was, is] = [judged.change.before, judged.change.after].map((each) => each && own(each.properties, name));
    return was === undefined || String(was) === String(is) ? [] : [{ name, was: String(was), is: String(is) }];
  });
  if (moved.length === 0) return NOTHING;
  const texts = moved.map(({ name, was, is }) => `${name.toLowerCase()} ${was} to ${is}`);
  const message = `the listener moves from ${texts.join(', from ')}: who comes the old way is no longer answered`;
  const hint = 'add a listener beside it, move users over, and let the old one go later';
  return verdictOf('warned', [{ ...placeOf(judged), code: 'listener-moved', message, hint }]);
}

function tasksEnd(judged: JudgedChange): Verdict {
  const [was, is] = [judged.change.before, judged.change.after].map(
    (each) => each && own(each.properties, 'DesiredCount'),
  );
  if (was === undefined || String(is) !== '0' || String(was) === '0') return NOTHING;
  const message = `the service goes from ${was} tasks to none: nobody is answered any more`;
  const hint = 'leave at least one; make destroy takes a system down';
  return verdictOf('warned', [{ ...placeOf(judged), code: 'no-tasks', message, hint }]);
}

import { Events, Lambda } from '../../src/aws/index.ts';
import { accountId, type ResourceHandle, sub } from '../../src/dsl/index.ts';
import type { Site } from '../common/site.ts';
import type { LifecycleEvent } from '../options/hooks.ts';

/** Often enough that three calls in a row may be missed. */
const EVERY = 'rate(4 days)';

/**
 * Has every hook called from time to time. Of a function in a VPC that nobody called for 14 days, Lambda takes the network
 * interfaces back; its next invocation fails, and that would be a release's. A rule has room for five targets, as many as there are
 * events.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-enis
 */
export function keepAwake(
  { resource, systemName, tags }: Site,
  functions: ReadonlyMap<LifecycleEvent, ResourceHandle<Lambda.FunctionReturnValues>>,
): void {
  const rule = resource(
    'KeepAwakeRule',
    new Events.Rule({
      Name: sub`${systemName}-hooks-awake`,
      Description: sub`Keeps the hooks of ${systemName} callable`,
      ScheduleExpression: EVERY,
      Targets: [...functions].map(([event, hook]) => ({
        Id: event,
        Arn: hook.att('Arn'),
        Input: '{"KeepAwake":true}',
      })),
      Tags: tags('hooks-awake'),
    }),
    {
      comment:
        'Without calls for 14 days Lambda takes the network from a function, and fails the next call: a release.',
    },
  );
  for (const [event, hook] of functions) {
    resource(
      `${event}KeepAwake`,
      new Lambda.Permission({
        Action: 'lambda:InvokeFunction',
        FunctionName: hook.att('Arn'),
        Principal: 'events.amazonaws.com',
        SourceAccount: accountId,
        SourceArn: rule.att('Arn'),
      }),
      { comment: 'Lets the rule call it.' },
    );
  }
}

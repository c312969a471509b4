import type { Data } from '../../dsl/template.ts';
import type { Account } from '../account.ts';
import type { LocalResource } from '../resource.ts';
import { checkListener, LISTENER } from '../resources/elbv2.ts';
import { textOf } from '../resources/read.ts';
import { checked, deny } from './refusals.ts';

/** Changes what a listener does with traffic. @throws ServiceError in the codes of ModifyListener */
export function modifyListener(account: Account, arn: string, DefaultActions: Data): LocalResource {
  const listener = account.find(LISTENER, arn) ?? deny('ListenerNotFound', 'One or more listeners not found');
  const loadBalancer = textOf(listener.properties, 'LoadBalancerArn') ?? '';
  checked({ NotFound: 'TargetGroupNotFound', other: 'ValidationError' }, () =>
    checkListener(account, loadBalancer, { ...listener.properties, DefaultActions }, listener.id),
  );
  return account.touch(listener, { DefaultActions });
}

import type { Account } from '../local/account.ts';
import { DEPLOYMENT_GROUP } from '../local/resources/code-deploy.ts';
import { textOf } from '../local/resources/read.ts';
import { type Routes, routesOf } from '../local/services/traffic.ts';
import { ServiceError } from '../local/wire/service.ts';
import type { World } from './world.ts';

/** Where a listener of a service is on this machine. */
export interface ListenerAddress {
  readonly service: string;
  readonly route: 'production' | 'test';
  /** Its port at AWS. */
  readonly port: string;
  /** `http://127.0.0.1:41234` */
  readonly url: string;
}

/** Where the listeners are that deployment groups move traffic on. A group whose parts are not all there is left out. */
export function addressesOf(account: Account, world: World): readonly ListenerAddress[] {
  return account.all(DEPLOYMENT_GROUP).flatMap((group) => {
    const routes = tryRoutes(() => routesOf(account, group));
    if (!routes) return [];
    const service = textOf(routes.service.attributes, 'Name') ?? group.id;
    return (['production', 'test'] as const).flatMap((route) =>
      routes[route].flatMap(({ id, properties }) => {
        const url = world.addressOf(id);
        return url === undefined ? [] : [{ service, route, port: String(properties.Port), url }];
      }),
    );
  });
}

/** The same in words. */
export function addressLine({ service, route, port, url }: ListenerAddress): string {
  return `${service}: the ${route} listener, port ${port} at AWS, is at ${url}`;
}

function tryRoutes(read: () => Routes): Routes | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof ServiceError) return undefined;
    throw error;
  }
}

import { TealformError } from '../../../src/dsl/error.ts';
import { Place } from '../../../src/dsl/place.ts';

// By `JSON.stringify` and `await`, of anything.
const ASKED_OF_ALL: ReadonlySet<string> = new Set(['toJSON', 'then']);

/**
 * What a module exports, but for names that it does not: the bundler would refuse these where it bundles both sides of an import. Where it
 * does not, they are nothing, and would be taken for options that were left out.
 * @param path the module's, for the problem.
 * @returns an object that throws TealformError `no-export` where it is asked for such a name.
 */
export function onlyExported(path: string, module: object): object {
  return new Proxy(module, {
    get: function get(target, name) {
      if (typeof name === 'symbol' || ASKED_OF_ALL.has(name) || name in target) return Reflect.get(target, name);
      throw new TealformError({
        code: 'no-export',
        message: `${path} does not export ${name}`,
        place: Place.ofCallerOf(get),
        hint: `it exports ${Object.keys(target).sort().join(', ')}`,
      });
    },
  });
}

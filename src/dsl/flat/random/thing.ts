// For tests only.
import { ResourceType } from '../../resource-type.ts';

/** A resource of no service: what it has is what the test gives it. */
export class Thing extends ResourceType<object, { readonly Arn: string; readonly Names: readonly string[] }> {
  constructor(properties: object) {
    super('Test::Any::Thing', properties, ['Names']);
  }
}

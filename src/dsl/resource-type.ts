import { ResourceBase } from 'cloudform-types/types/resource.js';

declare const attributes: unique symbol;

/**
 * The base of the generated resource types: one of cloudform's resources whose properties and attributes are typed by
 * CloudFormation's current schema.
 */
export abstract class ResourceType<P extends object, out A extends object> extends ResourceBase<P> {
  // Only a type: what `att` of its handle knows.
  declare readonly [attributes]: A;

  readonly #listAttributes: readonly string[];

  /** @param listAttributes the attributes that yield lists; all others yield texts. */
  constructor(type: string, properties: P, listAttributes: readonly string[] = []) {
    super(type, properties);
    this.#listAttributes = listAttributes;
  }

  /** The attributes of a resource that yield lists; of a class of cloudform's, none are known. */
  static listAttributesOf(resource: ResourceBase<object>): readonly string[] {
    return resource instanceof ResourceType ? resource.#listAttributes : [];
  }
}

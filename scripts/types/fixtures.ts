import type { Attribute, Model, Property, Resource, Type } from './model.ts';

/** A small model for tests: one listener type with what the test says of it. */
export function modelOf(...resources: readonly Partial<Resource>[]): Model {
  return {
    source: 'a-package 1.0.0',
    resources: resources.map((resource) => ({
      type: 'AWS::Toy::Train',
      properties: [],
      definitions: [],
      attributes: [],
      identifiers: ['TrainArn'],
      ref: { kind: 'arn', path: 'TrainArn' },
      stateful: false,
      ...resource,
    })),
  };
}

/** An optional property that can be changed in place, unless the test says otherwise. */
export function property(name: string, type: Type | 'string', more: Partial<Property> = {}): Property {
  const read: Type = type === 'string' ? { kind: type } : type;
  return { name, type: read, required: false, replacement: 'no', deprecated: false, ...more };
}

/** A text attribute, unless the test says otherwise. */
export function attribute(name: string, type: Type = { kind: 'string' }): Attribute {
  return { name, type };
}

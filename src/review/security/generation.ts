import { specOf } from '../../aws/spec.ts';
import { isObject } from '../../dsl/border.ts';
import type { Data } from '../../dsl/template.ts';
import type { ReviewedResource } from '../resolve/resource.ts';
import { tokensIn, tokenText } from '../resolve/token.ts';
import { mapTexts, mapTokens } from './rewrite.ts';

/** The resources of a generation, with every reference written in one way. */
export interface Generation {
  readonly resources: readonly ReviewedResource[];
  readonly byPath: ReadonlyMap<string, ReviewedResource>;
}

/** A generation of these resources. */
export function generationOf(given: readonly ReviewedResource[]): Generation {
  const types = new Map(given.map(({ path, type }) => [path, type]));
  const resources = given.map((resource) => {
    const properties = mapTexts(resource.properties, (text) => inOneWay(text, types));
    return { ...resource, properties: isObject(properties) ? properties : {} };
  });
  return { resources, byPath: new Map(resources.map((resource) => [resource.path, resource])) };
}

const PARTITION = `(?:aws|aws-cn|aws-us-gov|${tokenText({ of: 'AWS::Partition' })})`;
const BUCKET = new RegExp(`arn:${PARTITION}:s3:::\uE000([^\uE001]*)\uE001`, 'g');

// An attribute that is what `Ref` gives is that, and the ARN of a bucket is the same in whatever way it is put together.
function inOneWay(text: string, types: ReadonlyMap<string, string>): string {
  if (!text.includes('\uE000')) return text;
  const named = text.replace(BUCKET, (arn, path: string) =>
    types.get(path) === 'AWS::S3::Bucket' ? tokenText({ of: path, attribute: 'Arn' }) : arn,
  );
  return mapTokens(named, (token) => {
    const type = types.get(token.of) ?? '';
    const isRef = token.attribute !== undefined && token.attribute === refOf(type);
    return isRef ? { of: token.of } : token;
  });
}

function refOf(type: string): string | undefined {
  // The schema has another name for this one, by which nobody asks.
  return type === 'AWS::EC2::SecurityGroup' ? 'GroupId' : specOf(type)?.ref.path;
}

/** What a value names: the path of a resource of the system where it is one token for that, else the value itself. */
export function named({ byPath }: Generation, value: Data | undefined): string {
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value ?? '');
  const [token, ...more] = tokensIn(text);
  if (!token || more.length > 0 || tokenText(token) !== text || !byPath.has(token.of)) return text;
  return token.of;
}

/** Whether something that policies name is in a generation, if it is in either; what is none of the system's is taken to be. */
export function isIn(subject: string, generation: Generation, other: Generation): boolean {
  return generation.byPath.has(subject) || !other.byPath.has(subject);
}

/** A kind of resource that a stack can take in as it is. */
interface Adoptable {
  /** As people call it. */
  readonly what: string;
  /** The property with its name, which is its whole primary identifier. */
  readonly nameProperty: string;
}

const ADOPTABLE: Readonly<Record<string, Adoptable>> = {
  'AWS::ECR::Repository': { what: 'repository of images', nameProperty: 'RepositoryName' },
  'AWS::Logs::LogGroup': { what: 'log group', nameProperty: 'LogGroupName' },
  'AWS::S3::Bucket': { what: 'bucket', nameProperty: 'BucketName' },
};

/** How resources of a type are adopted; undefined where they are not: those here hold what cannot be made again. */
export function adoptableOf(type: string): Adoptable | undefined {
  return Object.hasOwn(ADOPTABLE, type) ? ADOPTABLE[type] : undefined;
}

/** Whether `make adopt` takes resources of a type. */
export function isAdoptable(type: string): boolean {
  return adoptableOf(type) !== undefined;
}

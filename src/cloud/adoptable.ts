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

/** What to do about a name of a type that is not adopted. */
export function wayRound(type: string): string {
  const others =
    'give the system another SystemName in templates/environments.ts, or delete what has the name if nobody needs it';
  if (type !== 'AWS::CodeCommit::Repository') return others;
  return `have the system take the repository that is there, with source: existingCodeCommit({ branch: 'main' }) in templates/systems/; or ${others}`;
}

/** Whether `make adopt` takes resources of a type. */
export function isAdoptable(type: string): boolean {
  return adoptableOf(type) !== undefined;
}

import type { Target } from './target.ts';

/** A kind of resource that a stack can take in as it is. */
interface Adoptable {
  /** As people call it. */
  readonly what: string;
  /** The property with its name, which is its whole primary identifier. */
  readonly nameProperty: string;
}

const ADOPTABLE: Readonly<Record<string, Adoptable>> = {
  'AWS::ECR::Repository': { what: 'ECR repository', nameProperty: 'RepositoryName' },
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

/** A name that is taken, as far as it is known. */
interface Taken {
  readonly type: string;
  /** The system that would give it. */
  readonly target?: Pick<Target, 'system' | 'environment'>;
  /** The command that takes away what has it. */
  readonly remove?: string;
  /** Whether it is known that this one cannot be adopted, though others of its type can. */
  readonly isRuledOut?: boolean;
}

/** What can be done about a name that is taken: each way by itself, to be joined by `or`. */
export function waysRound({ type, target, remove, isRuledOut = false }: Taken): readonly string[] {
  // Names of buckets are everybody's.
  const whose = type === 'AWS::S3::Bucket' ? 'where it is yours, ' : '';
  const adopting = target ? `make adopt ENV=${target.environment.name} SYSTEM=${target.system}` : 'make adopt';
  return [
    ...(type === 'AWS::CodeCommit::Repository'
      ? [
          `release from it, if an earlier make destroy has kept it: existingCodeCommit(...) in templates/systems/${target ? `${target.system}.ts` : ''}`,
        ]
      : []),
    ...(isAdoptable(type) && !isRuledOut ? [`${whose}take it into the stack as it is: ${adopting}`] : []),
    `${whose}take it away${remove === undefined ? ', if nobody needs it' : `: ${remove}`}`,
    'give the system another SystemName in templates/environments.ts',
  ];
}

/** The ways round as the hint of a problem, one a line. */
export function wayRound(taken: Taken): string {
  return waysRound(taken).join('\n     or ');
}

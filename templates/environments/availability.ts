import { allStacks, type BuiltStack, type Problem } from '../../src/dsl/index.ts';
import { problemOf } from './check.ts';
import type { Environment } from './environment.ts';

/** The source action that takes a connection; see templates/pipeline/stages.ts. */
const CONNECTION = '"CodeStarSourceConnection"';

/** What a system is made of and the environment's region does not have. */
export function checkAvailability(system: string, root: BuiltStack, environment: Environment): readonly Problem[] {
  return unavailable(system, root, environment).map(({ message, hint }) =>
    problemOf(environment, 'systems', message, hint),
  );
}

/**
 * What a system is made of and a region does not have.
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CodestarConnectionSource.html
 */
export function unavailable(
  system: string,
  root: BuiltStack,
  { region, partition }: Pick<Environment, 'region' | 'partition'>,
): readonly { readonly message: string; readonly hint: string }[] {
  if (partition !== 'aws-cn' || !usesConnection(root)) return [];
  return [
    {
      message: `the source of ${system} is a connection, and ${region} has none`,
      hint: `list the systems that are deployed there without ${system}, or give it a source in CodeCommit or an image`,
    },
  ];
}

function usesConnection(root: BuiltStack): boolean {
  return allStacks(root)
    .flatMap(({ template }) => Object.values(template.Resources))
    .some(
      (resource) => resource.Type === 'AWS::CodePipeline::Pipeline' && JSON.stringify(resource).includes(CONNECTION),
    );
}

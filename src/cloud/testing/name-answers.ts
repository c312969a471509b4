// For tests only: what an account answers that is asked whether names are taken.
import { type Answers, refusal } from './stand-in-client.ts';

/** All names are free but those of these types; for types that the small system does not ask about in another way. */
export function nameAnswers(taken: ReadonlySet<string>): Answers {
  const answer = (type: string, missing: string) => () => {
    if (taken.has(type)) return {};
    throw refusal(missing, `no ${type}`, 404);
  };
  return {
    GetRepository: answer('AWS::CodeCommit::Repository', 'RepositoryDoesNotExistException'),
    DescribeRepositories: answer('AWS::ECR::Repository', 'RepositoryNotFoundException'),
    GetApplication: answer('AWS::CodeDeploy::Application', 'ApplicationDoesNotExistException'),
    HeadBucket: answer('AWS::S3::Bucket', 'NotFound'),
    DescribeLogGroups: ({ logGroupNamePrefix }) => ({
      logGroups: taken.has('AWS::Logs::LogGroup') ? [{ logGroupName: logGroupNamePrefix }] : [],
    }),
  };
}

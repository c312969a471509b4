import { define } from './define.ts';
import { admits } from './iam.ts';
import type { ResourceModel, ResourceRequest } from './model.ts';
import { nameOf, refuse, refuseTaken } from './naming.ts';
import { objectOf, objectsOf, textOf } from './read.ts';

export const PIPELINE = 'AWS::CodePipeline::Pipeline';

/** Pipelines. */
export const CODE_PIPELINE: Readonly<Record<string, ResourceModel>> = {
  [PIPELINE]: define({
    create: (request) => {
      const id = nameOf(request, 'Name', 100);
      const { accountId } = request.account.whereabouts;
      refuseTaken(request, id, `A pipeline with the name '${id}' already exists in account '${accountId}'`);
      checkPipeline(request);
      return { id, attributes: { Arn: request.account.arn('codepipeline', id), Version: '1' } };
    },
    update: ({ attributes }, request) => {
      checkPipeline(request);
      return { attributes: { Version: String(Number(textOf(attributes, 'Version')) + 1) } };
    },
  }),
};

function checkPipeline({ account, properties }: ResourceRequest): void {
  const role = textOf(properties, 'RoleArn') ?? '';
  if (!admits(account, role, 'codepipeline.amazonaws.com')) {
    refuse('InvalidRequest', `CodePipeline is not authorized to perform AssumeRole on role ${role}`);
  }
  // The words about the bucket and about stages of one name are ours.
  const store = objectOf(properties, 'ArtifactStore');
  const bucket = textOf(store, 'Location');
  if (bucket !== undefined && !account.find('AWS::S3::Bucket', bucket)) {
    refuse('NotFound', `The specified S3 bucket ${bucket} in the artifact store cannot be found`);
  }
  const stages = objectsOf(properties, 'Stages');
  if (stages.length < 2)
    refuse(
      'InvalidRequest',
      `Pipeline has only ${stages.length} stage(s). There should be a minimum of 2 stages in a pipeline`,
    );
  const names = stages.map((stage) => textOf(stage, 'Name'));
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) refuse('InvalidRequest', `Stage name must be unique, ${twice} is used more than once`);
}

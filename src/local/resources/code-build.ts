import { define } from './define.ts';
import { admits } from './iam.ts';
import type { ResourceModel, ResourceRequest } from './model.ts';
import { nameOf, refuse, refuseTaken } from './naming.ts';
import { textOf } from './read.ts';

/** Build projects. */
export const CODE_BUILD: Readonly<Record<string, ResourceModel>> = {
  'AWS::CodeBuild::Project': define({
    create: (request) => {
      const id = nameOf(request, 'Name', 255);
      const arn = request.account.arn('codebuild', `project/${id}`);
      refuseTaken(request, id, `Project already exists: ${arn}`);
      checkRole(request);
      return { id, attributes: { Arn: arn, Id: id } };
    },
    update: (_, request) => {
      checkRole(request);
      return {};
    },
  }),
};

function checkRole({ account, properties }: ResourceRequest): void {
  const role = textOf(properties, 'ServiceRole') ?? '';
  // It may also be said by its name.
  const arn = role.startsWith('arn:') ? role : account.arn('iam', `role/${role}`, { global: true });
  if (admits(account, arn, 'codebuild.amazonaws.com')) return;
  refuse('InvalidRequest', `CodeBuild is not authorized to perform: sts:AssumeRole on ${arn}`);
}

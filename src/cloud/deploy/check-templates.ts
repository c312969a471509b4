import { createHash } from 'node:crypto';
import { GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import type { Problem } from '../../dsl/error.ts';
import type { ChangeTree } from '../../review/compare/changes.ts';
import { explained } from '../call.ts';
import type { Plan } from '../change-set.ts';
import { inParallel } from '../package/in-parallel.ts';
import { templateUploads } from '../package/package.ts';
import { isReplaced } from '../package/upload.ts';
import type { TemplateFile } from '../target.ts';
import type { DeployContext } from './context.ts';

const AT_ONCE = 8;

/**
 * Whether what was read from `output/`, shown and agreed to is still what would be executed: the files as they lie there, the templates
 * that the change sets hold, and the objects that nested stacks are made from. Looked at last of all, since a person may have thought
 * for an hour; what somebody does in the moment after it no one can see.
 * @returns what differs, all of it.
 */
export async function findChangedTemplates(
  context: DeployContext,
  plan: Plan & { readonly kind: 'changes' },
): Promise<readonly Problem[]> {
  const onDisk = context.recheck?.() ?? [];
  const held = changeSetsOf(plan.changeSetId, plan.tree, context.target.root);
  const [templates, objects] = await Promise.all([
    inParallel(held, AT_ONCE, (each) => checkChangeSet(context, each)),
    inParallel(templateUploads(context.target), AT_ONCE, async (file) => {
      if (!(await isReplaced(context.clients, file))) return [];
      const message = `somebody has replaced ${file.bucket}/${file.key}, from which a nested stack is made`;
      return [
        { code: 'template-changed', message, hint: 'find out who may write there; running it again puts it right' },
      ];
    }),
  ]);
  return [...onDisk, ...templates.flat(), ...objects.flat()];
}

interface Held {
  readonly changeSetId: string;
  /** Of its stack, from the root on. */
  readonly path: string;
  readonly file: TemplateFile;
}

function changeSetsOf(
  changeSetId: string,
  tree: ChangeTree,
  file: TemplateFile,
  path = tree.stackName,
): readonly Held[] {
  const nested = tree.changes.flatMap(({ logicalId, nested: inner, nestedChangeSetId: id }) => {
    const child = file.nested[logicalId];
    return inner && id && child ? changeSetsOf(id, inner, child, `${path}/${logicalId}`) : [];
  });
  return [{ changeSetId, path, file }, ...nested];
}

async function checkChangeSet(
  { clients, target }: DeployContext,
  { changeSetId, path, file }: Held,
): Promise<readonly Problem[]> {
  const command = new GetTemplateCommand({ ChangeSetName: changeSetId, TemplateStage: 'Original' });
  const { TemplateBody = '' } = await explained(clients.cloudFormation.send(command), {
    action: 'cloudformation:GetTemplate',
    resource: path,
    region: clients.region,
  });
  const found = createHash('sha256').update(TemplateBody).digest('hex');
  if (found === file.sha256) return [];
  const name = `output/${target.system}/${file.name}.yaml`;
  return [
    {
      code: 'template-changed',
      message: `the change set of ${path} holds another template (sha256 ${found.slice(0, 12)}) than ${name} (${file.sha256.slice(0, 12)})`,
      hint: 'somebody has written to the bucket of templates meanwhile; find out who, then run it again',
    },
  ];
}

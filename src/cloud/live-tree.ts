import { parseTemplate } from '../dsl/yaml/parse.ts';
import { type FileTree, filesTree } from '../review/generation/file-tree.ts';
import { fileInAddress } from '../review/generation/system-files.ts';
import { objectIn, own } from '../review/resolve/values.ts';
import type { Clients } from './clients.ts';
import { readDeployedTemplate } from './stack.ts';
import { type DeployedStack, readStackTree } from './stack-tree.ts';
import { allTemplates, type Target } from './target.ts';

/** What is deployed and what is to be, as two generations of the same files. */
export interface LiveTrees {
  readonly before: FileTree;
  readonly after: FileTree;
}

// What CloudFormation says instead of the value of a NoEcho parameter.
const HIDDEN = '****';

/**
 * Reads what is deployed of systems in one environment, templates and parameters, and puts what `output/` has for them beside it. Of
 * parameters that the deploy command fills in there is nothing to compare.
 * @param reserved the names of those.
 * @throws TealformError what the API says, explained.
 */
export async function readLive(
  places: readonly (Target & { readonly clients: Clients })[],
  reserved: readonly string[],
): Promise<LiveTrees> {
  const before: Record<string, string> = {};
  const after: Record<string, string> = {};
  for (const { clients, ...target } of places) {
    const { system, root, parameters, environment, stackName } = target;
    const file = `${system}/parameters/${environment.name}.json`;
    for (const { name, text } of allTemplates(root)) after[`${system}/${name}.yaml`] = text;
    after[file] = parameterFile(parameters);
    const stack = await readStackTree(clients, stackName);
    if (stack === undefined) continue;
    await readTemplates(clients, stack, `${system}/${root.name}.yaml`, before);
    const values = Object.entries(stack.parameters).filter(([name]) => !reserved.includes(name));
    before[file] = parameterFile(
      Object.fromEntries(values.map(([name, value]) => [name, value === HIDDEN ? (parameters[name] ?? value) : value])),
    );
  }
  const { name = '' } = places[0]?.environment ?? {};
  return { before: filesTree(`what is deployed in ${name}`, before), after: filesTree('output/', after) };
}

// Each under the name that its parent has it by, since that is how they are put together again.
async function readTemplates(
  clients: Clients,
  stack: DeployedStack,
  path: string,
  files: Record<string, string>,
): Promise<void> {
  const text = await readDeployedTemplate(clients, { id: stack.id, name: stack.path.join('/') });
  files[path] = text;
  const resources = objectIn(parseTemplate(text), 'Resources');
  for (const [logicalId, nested] of Object.entries(stack.nested)) {
    const file = fileInAddress(own(objectIn(objectIn(resources, logicalId), 'Properties'), 'TemplateURL'));
    const folder = path.slice(0, path.lastIndexOf('/') + 1);
    if (file !== undefined) await readTemplates(clients, nested, `${folder}${file}`, files);
  }
}

function parameterFile(values: Readonly<Record<string, string>>): string {
  return JSON.stringify(
    Object.entries(values).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue })),
  );
}

import { isObject } from '../../dsl/border.ts';
import type { Data } from '../../dsl/template.ts';
import type { StackTemplate, SystemFiles } from '../generation/system-files.ts';
import { own, textOf } from '../resolve/values.ts';

/** A generated file that is not what it was, and what comes of it. */
export interface FileChange {
  /** In the system's folder. */
  readonly path: string;
  readonly action: 'added' | 'removed' | 'changed';
  /**
   * `resources`: what it says of resources differs; `text`: only comments and descriptions do; `values`: parameters of an environment;
   * `release`: the next release; `policy`: what updates may not do, set after the next deployment; `fleet`: a stack set; `none`: it is
   * made from the others.
   */
  readonly effect: 'resources' | 'text' | 'values' | 'release' | 'policy' | 'fleet' | 'none';
}

/** What differs between two generations, file by file. */
export function findFileChanges(before: SystemFiles, after: SystemFiles): readonly FileChange[] {
  const [old, wanted] = [templatesOf(before), templatesOf(after)];
  const paths = [...new Set([...before.texts.keys(), ...after.texts.keys()])].sort();
  return paths.flatMap((path): readonly FileChange[] => {
    const [was, is] = [before.texts.get(path), after.texts.get(path)];
    if (was === is) return [];
    const action = was === undefined ? 'added' : is === undefined ? 'removed' : 'changed';
    const name = path.replace(/\.\w+$/, '');
    const isText = old.has(name) && wanted.has(name) && old.get(name) === wanted.get(name);
    return [{ path, action, effect: isText ? 'text' : effectOf(path) }];
  });
}

function effectOf(path: string): FileChange['effect'] {
  if (path === 'manifest.json' || path.endsWith('.svg')) return 'none';
  if (path.startsWith('release/')) return 'release';
  if (path.startsWith('parameters/')) return 'values';
  if (path.startsWith('stack-policy/')) return 'policy';
  if (/^fleets\/[^/]+\.json$/.test(path)) return 'fleet';
  return 'resources';
}

// By name: what of each template CloudFormation acts upon. That a nested template has another digest says nothing of its own.
function templatesOf({ trees, flat }: SystemFiles): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const visit = ({ name, template, nested }: StackTemplate): void => {
    const { Description: _description, Metadata: _metadata, ...acting } = template;
    const text = textOf({
      ...acting,
      Parameters: withoutDescriptions(own(template, 'Parameters')),
      Outputs: withoutDescriptions(own(template, 'Outputs')),
    });
    found.set(name, text.replace(/\.[0-9a-f]{12}\.yaml/g, '.yaml'));
    for (const each of Object.values(nested)) visit(each);
  };
  for (const tree of [...trees, ...(flat ? [flat] : [])]) visit(tree);
  return found;
}

// Of the entries of a section, not of what is called so itself.
function withoutDescriptions(section: Data | undefined): Data {
  if (!isObject(section)) return section ?? null;
  const entries = Object.entries(section).map(([name, entry]) => {
    if (!isObject(entry)) return [name, entry];
    const { Description: _description, ConstraintDescription: _constraint, ...rest } = entry;
    return [name, rest];
  });
  return Object.fromEntries(entries);
}

import { createHash } from 'node:crypto';
import type { BuiltStack } from './built.ts';
import { type Problem, TealformError } from './error.ts';
import { flatten } from './flat/flatten.ts';
import { templateFile, templateUrl } from './nested-template.ts';
import type { Template, TemplateResource } from './template.ts';
import { printTemplate } from './yaml/print.ts';

const FLAT_FILE = 'flat.yaml';

/** A template as it is written to disk, reviewed and deployed. */
export interface RenderedTemplate {
  /** `load-balancer.yaml` */
  readonly file: string;
  readonly text: string;
  /** Of the text, in hex. */
  readonly sha256: string;
  /** The stack as printed: what the text says, as data. */
  readonly stack: BuiltStack;
}

/** What stands at the top of each template: lines without `#`. */
export type HeaderWriter = (stack: BuiltStack, file: string) => readonly string[];

/**
 * The nested form: a template for each stack, each pinning those nested in it by content. Children come before parents, the root
 * last. A stack that is nested twice is one template.
 * @throws TealformError `file-clash` when two different stacks have one name, or one has the flat form's.
 */
export function renderNested(root: BuiltStack, header: HeaderWriter): readonly RenderedTemplate[] {
  const rendered = new Map<string, RenderedTemplate>();
  const clashes: Problem[] = [];
  const render = (stack: BuiltStack): RenderedTemplate => {
    const file = templateFile(stack.name);
    const template = print(stack.nested.size === 0 ? stack : withPins(stack, render), file, header);
    const other = rendered.get(file);
    if (file === FLAT_FILE) clashes.push(flatClash(stack));
    if (other && other.sha256 !== template.sha256) clashes.push(fileClash(stack, other.stack, file));
    rendered.set(file, template);
    return template;
  };
  render(root);
  if (clashes.length > 0) throw new TealformError(clashes);
  return [...rendered.values()];
}

/**
 * The flat form: the whole tree as one template, `flat.yaml`.
 * @throws TealformError when the tree cannot be said in one template.
 */
export function renderFlat(root: BuiltStack, header: HeaderWriter): RenderedTemplate {
  const flat = flatten(root);
  if (flat.problems.length > 0) throw new TealformError(flat.problems);
  return print(flat, FLAT_FILE, header);
}

function withPins(stack: BuiltStack, render: (nested: BuiltStack) => RenderedTemplate): BuiltStack {
  const pinned: Record<string, TemplateResource> = { ...stack.template.Resources };
  for (const [id, nested] of stack.nested) {
    const child = render(nested.stack);
    const resource = pinned[id];
    const url = templateUrl(child.file, child.sha256);
    if (resource) pinned[id] = { ...resource, Properties: { ...resource.Properties, TemplateURL: url } };
  }
  return { ...stack, template: { ...stack.template, Resources: pinned } };
}

function print(stack: BuiltStack, file: string, header: HeaderWriter): RenderedTemplate {
  const template: Template = stack.template;
  const text = printTemplate(template, { header: header(stack, file), resources: stack.comments });
  return { file, text, sha256: createHash('sha256').update(text).digest('hex'), stack };
}

function flatClash(stack: BuiltStack): Problem {
  return {
    code: 'file-clash',
    message: `a stack called ${stack.name} would be ${FLAT_FILE}, which is the flat form`,
    stack: stack.name,
    place: stack.place,
    hint: 'give it another name',
  };
}

function fileClash(stack: BuiltStack, other: BuiltStack, file: string): Problem {
  return {
    code: 'file-clash',
    message: `two different stacks are called ${stack.name}; both would be ${file}. The other: ${other.place}`,
    stack: stack.name,
    place: stack.place,
    hint: 'give one of them another name',
  };
}

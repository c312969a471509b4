import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TealformError } from '../../../src/dsl/error.ts';
import { readAccess } from '../../../src/review/explain/access.ts';
import { edgesOf } from '../../../src/review/explain/edges.ts';
import { explain, namedOf } from '../../../src/review/explain/explain.ts';
import type { Explanation } from '../../../src/review/explain/explanation.ts';
import { type Found, find } from '../../../src/review/explain/find.ts';
import { type SystemThings, type Thing, thingsOf } from '../../../src/review/explain/things.ts';
import type { WrittenFile } from '../../../src/review/explain/written.ts';
import type { System } from '../../../src/synth/system.ts';
import { ENVIRONMENTS } from '../../../templates/environments.ts';
import { ROOT } from '../root.ts';
import { loadSystems } from '../systems.ts';

/** What an id is, and in which other systems there is one of the same name. */
export interface ExplainedId {
  readonly explanation: Explanation;
  /** As it was asked for. */
  readonly asked: string;
  readonly otherSystems: readonly string[];
}

/**
 * Looks an id up in one system, or in all of them, of which the first one that has it counts.
 * @throws TealformError `unknown-id` with those that are near, `ambiguous-id` with those that it may be, `unknown-system`; whatever is wrong
 * with the templates.
 */
export async function explainId(asked: string, system: string | undefined): Promise<ExplainedId> {
  const systems = inOrder(await loadSystems(system === undefined ? [] : [system]));
  const looked = systems.map((each) => {
    const things = openThings(each);
    return { things, found: find(asked, things) };
  });
  const having = looked.find(({ found }) => found.kind !== 'none');
  if (having?.found.kind === 'one') {
    const { things, found } = having;
    const edges = edgesOf(things);
    const files = readWritten(things);
    const explained = { things, edges, files, access: readAccess(things, edges) };
    const others = looked.filter((other) => other.things !== things && other.found.kind !== 'none');
    return {
      explanation: explain(found.thing, explained, found.also),
      asked,
      otherSystems: others.map((other) => other.things.system),
    };
  }
  throw notFound(asked, looked);
}

/** As they are deployed, those that are deployed nowhere last. */
function inOrder(systems: readonly System[]): readonly System[] {
  const deployed = ENVIRONMENTS.flatMap((environment) => environment.systems);
  const rank = ({ name }: System) => (deployed.includes(name) ? deployed.indexOf(name) : deployed.length);
  return [...systems].sort((one, other) => rank(one) - rank(other));
}

function openThings({ name, build, beside }: System): SystemThings {
  const root = build();
  return thingsOf(name, root, beside?.(root));
}

function readWritten({ system }: SystemThings): readonly WrittenFile[] {
  const folder = join(ROOT, 'output', system);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(ya?ml|json)$/.test(path))
    .map((path) => ({ path: path.replaceAll('\\', '/'), text: readFileSync(join(folder, path), 'utf8') }));
}

function notFound(asked: string, looked: readonly { readonly things: SystemThings; readonly found: Found }[]) {
  const several = looked.find(({ found }) => found.kind === 'several');
  if (several?.found.kind === 'several') {
    return new TealformError({
      code: 'ambiguous-id',
      message: `${several.things.system} has ${several.found.candidates.length} of the name ${JSON.stringify(asked)}`,
      hint: `say which: ${several.found.candidates.map(candidate).join(', ')}`,
    });
  }
  const near = [...new Set(looked.flatMap(({ found }) => (found.kind === 'none' ? found.near : [])))];
  const names = looked.map(({ things }) => things.system).join(', ');
  return new TealformError({
    code: 'unknown-id',
    message: `nothing in ${names} is called ${JSON.stringify(asked)}`,
    hint:
      near.length > 0
        ? `did you mean ${near.slice(0, 6).join(', ')}?`
        : 'ids are Stack/LogicalId; ID=Root lists the stacks, ID=Service what is in one',
  });
}

function candidate(thing: Thing): string {
  const { id, kind, type } = namedOf(thing);
  return `ID=${id} (${kind === 'resource' ? type : kind})`;
}

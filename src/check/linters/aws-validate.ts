import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import type * as validate from '@aws/cloudformation-validate';
import type { DetailedReport, Engine } from '@aws/cloudformation-validate';
import { TealformError } from '../../dsl/error.ts';
import { incompleteAnalysis, readReport } from './aws-report.ts';
import { type EngineModule, type ImagePlace, isEngineModule, keepImage, restoreImage } from './engine-image.ts';
import type { Finding } from './finding.ts';
import { mergeRegions, type RegionalFinding } from './regions.ts';
import { validateAsDeployed } from './required-parameters.ts';

export interface ValidateRun {
  readonly regions: readonly string[];
  /** The name to show for a template, given its absolute path. */
  readonly show: (file: string) => string;
  readonly signal?: AbortSignal | undefined;
  /** Where a started engine is kept for other processes. Each starts its own when not given. */
  readonly image?: ImagePlace | undefined;
}

export interface ValidateResult {
  readonly version: string;
  readonly findings: readonly Finding[];
}

/**
 * Looks at every template, in every region, with AWS's own `@aws/cloudformation-validate`. Its engine costs two to three
 * seconds to start (a fifth of that where it was kept) and some milliseconds for each template; it is started once, and freed.
 *
 * The work is done on this thread, with a pause after each template: start other processes before calling it.
 * @param files absolute paths of templates that exist.
 * @param load gives the library; tests put another one in its place.
 * @throws TealformError `cloudformation-validate-failed` when the engine cannot be started.
 * @see https://github.com/aws-cloudformation/cloudformation-validate
 */
export async function validateTemplates(
  files: readonly string[],
  run: ValidateRun,
  load: () => ValidateLibrary | Promise<ValidateLibrary> = () => loadLibrary(run.image),
): Promise<ValidateResult> {
  const { createEngine, check, version } = await load();
  let engine: Engine | undefined;
  const findings: Finding[] = [];
  try {
    for (const file of files) {
      run.signal?.throwIfAborted();
      engine ??= createEngine();
      const found: RegionalFinding[] = [];
      try {
        for (const region of run.regions) {
          const report = check(engine, file, region);
          found.push(...readReport(report, run.show(file)).map((finding) => ({ finding, region })));
        }
      } catch (error) {
        // An engine that panicked is not to be used again: the next template gets a new one.
        discard(engine);
        engine = undefined;
        found.push({ finding: incompleteAnalysis(run.show(file), explain(error)) });
      }
      findings.push(...mergeRegions(found, run.regions));
      await setImmediate();
    }
  } finally {
    if (engine) discard(engine);
  }
  return { version, findings };
}

/** What is used of the library. */
export interface ValidateLibrary {
  readonly version: string;
  readonly createEngine: () => Engine;
  readonly check: (engine: Engine, file: string, region: string) => DetailedReport;
}

function loadLibrary(image: ImagePlace | undefined): ValidateLibrary {
  const { library, first } = loadStarted(image);
  let kept = first;
  return {
    version: packageVersion() ?? library.version(),
    createEngine: () => {
      const engine = kept ?? startEngine(library);
      kept = undefined;
      return engine;
    },
    check: (engine, file, region) =>
      validateAsDeployed(
        (parameterOverrides) =>
          engine.validateDetailed(new library.TemplateFile(file), {
            pseudoParameterOverrides: { region },
            parameterOverrides,
          }),
        () => {
          const model = new library.TemplateModel(new library.TemplateFile(file));
          try {
            return model.parameters();
          } finally {
            model.free();
          }
        },
      ),
  };
}

// With the engine that another process has started, or the one that is kept for others; none where they are not kept.
function loadStarted(image: ImagePlace | undefined): { readonly library: Library; readonly first?: Engine } {
  const { library, bridge, module } = loadModule();
  if (!image || !module) return { library };
  try {
    const pointer = restoreImage(image, module);
    if (pointer !== undefined) return { library, first: engineAt(pointer, library, bridge) };
  } catch {
    // Its memory is neither the one nor the other.
    return { library: loadModule().library };
  }
  const first = startEngine(library);
  const pointer = pointerOf(first);
  if (pointer !== undefined) keepImage(image, module, pointer);
  return { library, first };
}

function startEngine(library: Library): Engine {
  try {
    // Both engines give the same findings. This one starts a little faster and runs three times as fast as Rego's.
    return new library.CelEngine();
  } catch (error) {
    throw failed(`its engine does not start: ${explain(error)}`, 'it needs about 500 MB of memory');
  }
}

type Library = typeof validate;

/** What the library itself calls, in its own package. */
interface Bridge {
  readonly WasmCelEngine: { readonly prototype: object };
}

const NAME = '@aws/cloudformation-validate';

// Node has it, its types do not.
declare const WebAssembly: { Instance: new (...args: never) => { readonly exports: object } };

// Anew each time. Its WebAssembly is its own secret: it is taken while it is made.
function loadModule(): {
  readonly library: Library;
  readonly bridge: Bridge;
  readonly module: EngineModule | undefined;
} {
  // Otherwise V8 spends longer on optimizing this code than it takes to run it, and the process cannot end meanwhile.
  setFlagsFromString('--wasm-tiering-budget=2000000000');
  const require = createRequire(import.meta.url);
  const parts = [NAME, `${NAME}/bindings_wasm.js`];
  const { Instance } = WebAssembly;
  let module: EngineModule | undefined;
  try {
    for (const part of parts) delete require.cache[require.resolve(part)];
    WebAssembly.Instance = new Proxy(Instance, {
      construct: (target, args) => {
        const made = Reflect.construct(target, args);
        if (isEngineModule(made.exports)) module = made.exports;
        return made;
      },
    });
    // Only now: it compiles 9 MB of WebAssembly.
    const [library, bridge] = parts.map((part) => require(part));
    return { library, bridge, module };
  } catch (error) {
    throw failed(`it cannot be loaded: ${explain(error)}`, 'run `npm ci`');
  } finally {
    WebAssembly.Instance = Instance;
  }
}

// As the library's own constructors make it, but for the start.
function engineAt(pointer: number, library: Library, bridge: Bridge): Engine {
  const inner = Object.assign(Object.create(bridge.WasmCelEngine.prototype), { __wbg_ptr: pointer });
  return Object.assign(Object.create(library.CelEngine.prototype), { inner });
}

function pointerOf(engine: object): number | undefined {
  const inner = 'inner' in engine ? engine.inner : undefined;
  const pointer = typeof inner === 'object' && inner !== null && '__wbg_ptr' in inner ? inner.__wbg_ptr : undefined;
  return typeof pointer === 'number' ? pointer : undefined;
}

/**
 * The library as it is installed, without loading it: its version, and a digest of all its files and of what runs them. It reads
 * nothing but the template, asks neither the environment nor what day it is, and is given no rules beside its own.
 * @returns undefined where it is not installed.
 */
export function identifyValidate(
  folder = packageFolder(),
): { readonly version: string; readonly identity: string } | undefined {
  const version = packageVersion(folder);
  if (folder === undefined || version === undefined) return undefined;
  const seen = createHash('sha256').update(process.version);
  for (const name of readdirSync(folder).sort()) seen.update(`\0${name}\0`).update(readFileSync(join(folder, name)));
  return { version, identity: seen.digest('hex') };
}

// The library itself leaves `-beta` out of its version.
function packageVersion(folder = packageFolder()): string | undefined {
  try {
    return /"version":\s*"([^"]+)"/.exec(readFileSync(join(folder ?? '', 'package.json'), 'utf8'))?.[1];
  } catch {
    return undefined;
  }
}

function packageFolder(): string | undefined {
  try {
    return dirname(createRequire(import.meta.url).resolve('@aws/cloudformation-validate/package.json'));
  } catch {
    return undefined;
  }
}

function discard(engine: Engine): void {
  try {
    engine.free();
  } catch {
    // It is off the heap of a module that has panicked; there is nothing more to be done for it.
  }
}

function explain(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function failed(why: string, hint: string): TealformError {
  const message = `cloudformation-validate failed: ${why}`;
  return new TealformError({ code: 'cloudformation-validate-failed', message, hint });
}

import { DataWriter } from './data.ts';
import type { Problem } from './error.ts';
import type { Place } from './place.ts';
import { type Declared, declaration, foreignReference, type HasDeclaration, type Scope } from './reference.ts';
import type { Section } from './template.ts';

/** The names of one stack: what is declared where, and whether what is used is the stack's own. */
export class Declarations {
  readonly scope: Scope;
  readonly places = new Map<string, Place>();
  readonly problems: Problem[] = [];

  constructor(stackName: string) {
    this.scope = { stack: stackName };
  }

  /** Takes a name, or reports why it cannot be had. */
  declare(section: Section, kind: Declared['kind'], logicalId: string, place: Place): Declared {
    if (!/^[A-Za-z0-9]{1,255}$/.test(logicalId)) {
      const message = `${JSON.stringify(logicalId)} is not a name CloudFormation takes`;
      this.report(logicalId, place, {
        code: 'invalid-name',
        message,
        hint: 'use letters and digits only, at most 255',
      });
    }
    const before = this.#holder(section, logicalId);
    if (before) {
      const message = `the name ${logicalId} is taken already, at ${before}`;
      this.report(logicalId, place, { code: 'duplicate-id', message, hint: 'give one of the two another name' });
    } else {
      this.places.set(`${section}/${logicalId}`, place);
    }
    return { scope: this.scope, kind, logicalId };
  }

  /** A writer for what is declared under that name. */
  writer(logicalId: string, place: Place): DataWriter {
    return new DataWriter({ scope: this.scope, logicalId, place }, this.problems);
  }

  report(logicalId: string, place: Place, problem: Omit<Problem, 'stack' | 'logicalId' | 'place'>): void {
    this.problems.push({ ...problem, stack: this.scope.stack, logicalId, place });
  }

  /** The logical id of something used by name, after checking that it is declared in this stack. */
  ownName(target: Declared, logicalId: string, place: Place, path: string): string {
    if (target.scope !== this.scope) {
      this.report(logicalId, place, { ...foreignReference(target), path });
    }
    return target.logicalId;
  }

  /** `DependsOn` as the template has it: one name, or several. */
  dependsOn(
    handles: HasDeclaration | readonly HasDeclaration[] | undefined,
    logicalId: string,
    place: Place,
  ): string | readonly string[] | undefined {
    if (handles === undefined) return undefined;
    const all = declaration in handles ? [handles] : handles;
    const each = all.map((handle) => this.ownName(handle[declaration], logicalId, place, 'DependsOn'));
    const names = [...new Set(each)];
    return names.length > 1 ? names : names[0];
  }

  // Parameters and resources share one space of names: `Ref` finds either.
  #holder(section: Section, name: string): Place | undefined {
    const holder = this.places.get(`${section}/${name}`);
    if (holder) return holder;
    if (section === 'Parameters') return this.places.get(`Resources/${name}`);
    return section === 'Resources' ? this.places.get(`Parameters/${name}`) : undefined;
  }
}

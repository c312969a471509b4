import { isObject } from '../border.ts';
import type { Problem } from '../error.ts';
import { idsUsed, type NameUse, usesOf } from '../references.ts';
import { shown } from '../shown.ts';
import type { Data, DataObject, Section, Template, TemplateResource } from '../template.ts';

/** What is wrong with something of the flat template, by section and name. */
export interface FlatFinding extends Pick<Problem, 'code' | 'message' | 'hint'> {
  readonly section: Section;
  readonly name: string;
}

/**
 * What the flat template cannot say: what is wrong in it although nothing is in the stacks it is made of.
 */
export function findFaults(template: Template): readonly FlatFinding[] {
  return [...findLateValues(template), ...findLostReferences(template)];
}

// A nested stack itself is nothing in one template: only its outputs are.
function findLostReferences({ Parameters = {}, Resources, Outputs = {} }: Template): readonly FlatFinding[] {
  const findings: FlatFinding[] = [];
  const look = (section: FlatFinding['section'], name: string, uses: readonly NameUse[]): void => {
    for (const use of uses) {
      if (Object.hasOwn(Resources, use.name) || Object.hasOwn(Parameters, use.name)) continue;
      const message = `refers to ${use.name}, which one template does not have`;
      const hint = 'return what is needed of a nested stack as one of its outputs';
      findings.push({ section, name, code: 'flat-reference', message, hint });
    }
  };
  for (const [name, resource] of Object.entries(Resources)) look('Resources', name, usesOf(resource).ids);
  for (const [name, { Value }] of Object.entries(Outputs)) look('Outputs', name, idsUsed(Value));
  return findings;
}

/**
 * Where the flat template has anything else than a parameter in what CloudFormation works out before there are resources. In a
 * nested stack such a value is a parameter whatever fills it; in one template it is what the parent passes.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-conditions.html
 */
function findLateValues(template: Template): readonly FlatFinding[] {
  const { Parameters = {}, Conditions = {}, Rules = {}, Resources, Outputs = {} } = template;
  const isParameter = (name: string): boolean => Object.hasOwn(Parameters, name);
  const findings: FlatFinding[] = [];
  const report = (section: FlatFinding['section'], name: string, code: keyof typeof TAKES, what: string): void => {
    const message = `${what}; in one template ${TAKES[code]}`;
    findings.push({ section, name, code, message, hint: 'decide it in TypeScript, or by a parameter of the root' });
  };

  const comparisons = [
    ...Object.entries(Conditions).map(([name, data]) => ['Conditions', 'flat-condition', name, data] as const),
    ...Object.entries(Rules).map(([name, data]) => ['Rules', 'flat-rule', name, data] as const),
  ];
  for (const [section, code, name, data] of comparisons) {
    const isLate = (call: Call) => NAMING.has(call.name) && namesResource(call.data, isParameter);
    const late = callsIn(data).find((call) => NOT_COMPARED.has(call.name) || isLate(call));
    if (late) report(section, name, code, `compares ${shown(late.data)}`);
  }
  const values = [
    ...Object.entries(Resources).map(([name, data]) => ['Resources', name, data] as const),
    ...Object.entries(Outputs).map(([name, { Value }]) => ['Outputs', name, Value] as const),
  ];
  for (const [section, name, data] of values) {
    for (const call of callsIn(data)) {
      const [first = '', second = '', third = ''] = Array.isArray(call.payload) ? call.payload : [];
      if (call.name === 'Fn::FindInMap') {
        const late = [second, third].find((key) => !isEarlyKey(key, isParameter));
        if (late !== undefined) report(section, name, 'flat-mapping', `looks up ${shown(late)} in ${String(first)}`);
      } else if (call.name === 'Fn::Select' && !isEarlyKey(first, isParameter)) {
        report(section, name, 'flat-select', `selects element ${shown(first)}`);
      } else if (call.name === 'Fn::ImportValue' && namesResource(call.payload, isParameter)) {
        report(section, name, 'flat-import', `imports ${shown(call.payload)}`);
      }
    }
  }
  for (const [name, { Export }] of Object.entries(Outputs)) {
    if (!Export || !namesResource(Export.Name, isParameter)) continue;
    report('Outputs', name, 'flat-export', `is exported as ${shown(Export.Name)}`);
  }
  return findings;
}

const TAKES = {
  'flat-condition': 'conditions compare literals, parameters and mappings',
  'flat-rule': 'rules compare literals and parameters',
  'flat-mapping': 'a key is a literal, a parameter or another look-up',
  'flat-select': 'an index is a literal, a parameter or a look-up',
  'flat-import': 'the name of an import does not come from a resource',
  'flat-export': 'the name of an export does not come from a resource',
};

// What conditions and rules cannot compare, whatever it is of.
const NOT_COMPARED = new Set(['Fn::If', 'Fn::ImportValue', 'Fn::Base64', 'Fn::GetAtt']);
// What may name a resource itself, not only in what it is made of.
const NAMING = new Set(['Ref', 'Fn::Sub', 'Fn::ValueOf']);

interface Call {
  readonly name: string;
  readonly payload: Data;
  readonly data: Data;
}

function callsIn(data: Data | TemplateResource): readonly Call[] {
  const calls: Call[] = [];
  findCalls(data as Data, calls);
  return calls;
}

function findCalls(data: Data, calls: Call[]): void {
  if (typeof data !== 'object' || data === null) return;
  if (Array.isArray(data)) {
    for (const element of data) if (typeof element === 'object') findCalls(element, calls);
    return;
  }
  const members = data as DataObject;
  for (const name of Object.keys(members)) {
    const payload = members[name] ?? null;
    if (name === 'Ref' || name.startsWith('Fn::')) calls.push({ name, payload, data });
    if (typeof payload === 'object') findCalls(payload, calls);
  }
}

function namesResource(data: Data, isParameter: (name: string) => boolean): boolean {
  return idsUsed(data).some(({ name }) => !isParameter(name));
}

function isEarlyKey(key: Data, isParameter: (name: string) => boolean): boolean {
  if (!isObject(key)) return true;
  return 'Fn::FindInMap' in key || ('Ref' in key && !namesResource(key, isParameter));
}

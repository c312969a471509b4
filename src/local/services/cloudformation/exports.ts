import {
  ListExports$,
  type ListExportsInput,
  type ListExportsOutput,
  ListImports$,
  type ListImportsInput,
  type ListImportsOutput,
} from '@aws-sdk/client-cloudformation';
import { invalid } from '../../engine/refusals.ts';
import { type Operation, operation } from '../../wire/service.ts';
import { type Engines, page } from './common.ts';

/** The operations on what stacks export and import. */
export function exportOperations(engines: Engines): readonly Operation[] {
  return [
    operation(
      'ListExports',
      ListExports$,
      ['NextToken'],
      ({ NextToken }: ListExportsInput, { account }): ListExportsOutput => {
        const all = engines
          .of(account)
          .context.state.stacks.filter(({ status }) => status !== 'DELETE_COMPLETE')
          .flatMap(({ id, outputs }) =>
            outputs.flatMap(({ exportName, value }) =>
              exportName === undefined ? [] : [{ ExportingStackId: id, Name: exportName, Value: value }],
            ),
          );
        const { items, ...next } = page(all, NextToken);
        return { Exports: items, ...next };
      },
    ),
    operation(
      'ListImports',
      ListImports$,
      ['ExportName', 'NextToken'],
      ({ ExportName = '', NextToken }: ListImportsInput, { account }): ListImportsOutput => {
        const names = engines
          .of(account)
          .context.state.stacks.filter(
            ({ status, imports }) => status !== 'DELETE_COMPLETE' && imports.includes(ExportName),
          )
          .map(({ name }) => name);
        if (names.length === 0) throw invalid(`Export '${ExportName}' is not imported by any stack.`);
        const { items, ...next } = page(names, NextToken);
        return { Imports: items, ...next };
      },
    ),
  ];
}

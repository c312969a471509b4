import { TealformError } from '../../dsl/error.ts';
import { textOf, type WireAnswer, type WireRequest } from '../wire/message.ts';
import type { Faults } from './faults.ts';
import { parseFaults } from './file.ts';

/**
 * Looks at faults and changes them while the local cloud runs: GET tells what there are and how often each rule fired, PUT takes a
 * document in their place, DELETE has nothing go wrong any more. `faults.json` is left as it is.
 */
export function answerAdmin(faults: Faults, { method, body }: WireRequest): WireAnswer {
  switch (method) {
    case 'GET':
      return answer(200, reportOf(faults));
    case 'PUT':
      try {
        faults.set(parseFaults(textOf(body), 'the request'));
        return answer(200, reportOf(faults));
      } catch (error) {
        if (!(error instanceof TealformError)) throw error;
        return answer(400, { problems: error.problems });
      }
    case 'DELETE':
      faults.set({});
      return answer(200, reportOf(faults));
    default:
      return answer(405, { problems: [{ code: 'usage', message: `there is GET, PUT and DELETE, and no ${method}` }] });
  }
}

function reportOf({ report: { document, counts } }: Faults) {
  const rules = (document.rules ?? []).map((rule, index) => ({ ...rule, ...counts[index] }));
  return { document, rules };
}

function answer(status: number, body: object): WireAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

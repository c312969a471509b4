import type { Problem } from '../../dsl/error.ts';
import type { ChangeTree } from '../../review/compare/changes.ts';
import type { Finding } from '../progress.ts';
import type { Operation, PlaceResult } from './operation.ts';
import type { FleetPackage } from './package-fleet.ts';
import type { FleetPlan } from './plan.ts';

/** What an operation is for. */
export type Purpose = 'align' | 'update' | 'override' | 'create' | 'remove';

/** Something about a fleet that needs a yes. */
export interface FleetQuestion {
  readonly about: 'roles' | 'execute' | 'remove';
  /** A sentence that ends in a question mark. */
  readonly text: string;
}

/** What deploying a fleet tells of itself, in order. Printers make lines of it; nothing in it is secret. */
export type FleetProgress =
  | {
      readonly kind: 'fleet';
      readonly system: string;
      readonly fleet: string;
      readonly stackSet: string;
      readonly model: 'SERVICE_MANAGED' | 'SELF_MANAGED';
      readonly form: 'flat' | 'nested';
      readonly account: string;
      readonly region: string;
      readonly caller: string;
    }
  | { readonly kind: 'preflight'; readonly findings: readonly Finding[] }
  | {
      readonly kind: 'plan';
      readonly plan: FleetPlan;
      readonly waves: readonly string[];
      readonly regions: readonly string[];
      /** What changes in each stack that takes the set's template; undefined where there is none yet, or nothing of it changes. */
      readonly tree: ChangeTree | undefined;
    }
  | { readonly kind: 'warned'; readonly problems: readonly Problem[] }
  | { readonly kind: 'refused'; readonly problems: readonly Problem[] }
  | { readonly kind: 'question'; readonly question: FleetQuestion; readonly answer: boolean }
  | { readonly kind: 'roles'; readonly stacks: readonly string[]; readonly isPlanned: boolean }
  | ({ readonly kind: 'uploaded' } & FleetPackage)
  | { readonly kind: 'set'; readonly stackSet: string; readonly action: 'created' | 'updated' | 'deleted' }
  | { readonly kind: 'attached'; readonly operation: Operation }
  | {
      readonly kind: 'wave';
      readonly number: number;
      readonly of: number;
      readonly name: string;
      readonly instances: number;
    }
  | {
      readonly kind: 'operation';
      readonly id: string;
      readonly purpose: Purpose | 'drift';
      readonly accounts: readonly string[];
      readonly regions: readonly string[];
    }
  | ({ readonly kind: 'instance'; readonly operationId: string } & PlaceResult)
  | { readonly kind: 'operation-ended'; readonly operation: Operation; readonly results: readonly PlaceResult[] }
  | { readonly kind: 'gate'; readonly wave: string; readonly looked: number; readonly unseen: number }
  | { readonly kind: 'nothing-to-change'; readonly stackSet: string; readonly instances: number }
  | { readonly kind: 'planned'; readonly stackSet: string }
  | { readonly kind: 'failed'; readonly problems: readonly Problem[] }
  | { readonly kind: 'left-running'; readonly operationId: string }
  | { readonly kind: 'done'; readonly stackSet: string; readonly counts: Readonly<Record<Purpose, number>> };

/** Who is told. */
export type TellFleet = (progress: FleetProgress) => void;

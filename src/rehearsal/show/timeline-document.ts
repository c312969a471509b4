import type { Check, Side, TimelineEntry } from '../timeline.ts';
import type { About } from './about.ts';
import { type Model, requestsOf } from './model.ts';
import { shareOf, unanswered, weightSteps } from './shares.ts';

/** It changes when a member changes its meaning or goes away; new ones may come at any time. */
const FORMAT_VERSION = 1;

/** What stands in `timeline.json`; docs/rehearsal-timeline.schema.json describes it. */
export interface TimelineDocument {
  readonly formatVersion: 1;
  readonly system: string;
  readonly title: string;
  readonly fault?: string;
  readonly startedAt: string;
  readonly pace: number;
  /** When the last entry came. */
  readonly milliseconds: number;
  readonly verdict: { readonly passed: boolean; readonly text: string; readonly checks: readonly Check[] } | null;
  readonly versions: { readonly [side in Side]?: string };
  readonly deployments: readonly DeploymentDocument[];
  readonly steps: readonly StepDocument[];
  readonly requests: { readonly total: number; readonly blue: number; readonly green: number };
  readonly failures: {
    readonly total: number;
    readonly blue: number;
    readonly green: number;
    readonly unanswered: number;
    readonly reasons: Readonly<Record<string, number>>;
  };
  readonly entries: readonly TimelineEntry[];
}

interface DeploymentDocument {
  readonly deploymentId: string;
  readonly status: string;
  readonly rollbackOf?: string;
  readonly error?: { readonly code: string; readonly message: string };
  readonly begun: number;
  readonly ended: number | null;
  readonly events: readonly {
    readonly event: string;
    readonly status: string;
    readonly begun: number | null;
    readonly ended: number | null;
    readonly message?: string;
  }[];
}

interface StepDocument {
  readonly from: number;
  readonly until: number | null;
  readonly weights: { readonly [side in Side]: number };
  readonly requests: { readonly [side in Side]: number };
  readonly measuredGreen: number | null;
}

/** A rehearsal for programs. */
export function timelineOf(model: Model, entries: readonly TimelineEntry[], about: About): TimelineDocument {
  const { blue, green } = model.totals;
  const { verdict } = model;
  return {
    formatVersion: FORMAT_VERSION,
    system: about.system,
    title: about.title,
    ...(about.fault !== undefined && { fault: about.fault }),
    startedAt: about.startedAt.toISOString(),
    pace: about.pace,
    milliseconds: model.at,
    verdict: verdict ? { passed: verdict.passed, text: verdict.text, checks: verdict.checks } : null,
    versions: model.versions,
    deployments: model.deployments.map(({ id, status, rollbackOf, error, begun = 0, ended, events }) => ({
      deploymentId: id,
      status,
      ...(rollbackOf !== undefined && { rollbackOf }),
      ...(error && { error }),
      begun,
      ended: ended ?? null,
      events: events.map(({ event, status, begun, ended, message }) => ({
        event,
        status,
        begun: begun ?? null,
        ended: ended ?? null,
        ...(message !== undefined && { message }),
      })),
    })),
    steps: weightSteps(model).map(({ from, until, blue, green, answered }) => ({
      from,
      until: until ?? null,
      weights: { blue, green },
      requests: answered,
      measuredGreen: shareOf('green', answered) ?? null,
    })),
    requests: { total: requestsOf(model), blue: blue.requests, green: green.requests },
    failures: {
      total: model.failed,
      blue: blue.failures,
      green: green.failures,
      unanswered: unanswered(model),
      reasons: Object.fromEntries(model.reasons),
    },
    entries,
  };
}

// Used by tests only.
import type { BenchReport } from './report.ts';

/** A report of invented figures, with all that one can have. */
export const MADE_UP: BenchReport = {
  version: 1,
  on: { node: '20.0.0', cores: 2, pairs: 9, rounds: 3, peer: 'aws-cdk-lib 2.0.0, aws-cdk 2.0.0' },
  synth: [
    { id: 'bare', who: 'bare', what: 'node -e 0', milliseconds: 40, ratio: 1, maxRssMiB: 40 },
    {
      id: 'first',
      who: 'ours',
      what: 'with nothing kept of earlier runs',
      milliseconds: 180,
      ratio: 4.5,
      maxRssMiB: 90,
    },
    { id: 'edited', who: 'ours', what: 'after an edit of the system', milliseconds: 120, ratio: 3.04, maxRssMiB: 80 },
    { id: 'again', who: 'ours', what: 'with nothing changed since', milliseconds: 70, ratio: 1.75, maxRssMiB: 55 },
    { id: 'make', who: 'ours', what: 'by make, with nothing changed', milliseconds: 76, ratio: 1.9, maxRssMiB: 55 },
    { id: 'peer-app', who: 'peer', what: 'compiled app as shipped', milliseconds: 2_200, ratio: 55, maxRssMiB: 460 },
    {
      id: 'peer-bare',
      who: 'peer',
      what: 'compiled app, validation off',
      milliseconds: 440,
      ratio: 11,
      maxRssMiB: 115,
    },
    { id: 'peer-cli', who: 'peer', what: 'by its CLI, compiled app', milliseconds: 3_400, ratio: 85, maxRssMiB: 460 },
    {
      id: 'peer-source',
      who: 'peer',
      what: "by its CLI, from TypeScript as cdk init's",
      milliseconds: 5_200,
      ratio: 130,
      maxRssMiB: 480,
    },
  ],
  make: {
    parts: [
      { what: 'types', cold: 1_800, edited: 500, again: 400 },
      { what: 'synth', cold: 200, edited: 130, again: 80 },
      { what: 'lint, both linters at once', cold: 5_500, edited: 1_500, again: 300 },
    ],
    linters: [
      { what: 'cfn-lint', milliseconds: 2_500 },
      { what: 'cloudformation-validate', milliseconds: 3_000 },
    ],
    whole: { cold: 6_000, edited: 2_700, again: 600 },
    peerCli: 3_400,
  },
  growth: [
    {
      who: 'ours',
      what: 'nothing kept',
      points: [
        { systems: 1, milliseconds: 180, maxRssMiB: 90 },
        { systems: 10, milliseconds: 240, maxRssMiB: 100 },
        { systems: 100, milliseconds: 800, maxRssMiB: 180 },
        { systems: 1_000, milliseconds: 7_800, maxRssMiB: 600 },
      ],
    },
    {
      who: 'ours',
      what: 'nothing changed',
      points: [
        { systems: 1, milliseconds: 70, maxRssMiB: 55 },
        { systems: 1_000, milliseconds: 500, maxRssMiB: 90 },
      ],
    },
    {
      who: 'peer',
      what: 'validation off',
      points: [
        { systems: 1, milliseconds: 440, maxRssMiB: 115 },
        { systems: 100, milliseconds: 5_800, maxRssMiB: 900 },
      ],
    },
    {
      who: 'peer',
      what: 'as shipped',
      points: [
        { systems: 1, milliseconds: 2_200, maxRssMiB: 460 },
        { systems: 100, milliseconds: 13_500, maxRssMiB: 1_600 },
      ],
    },
  ],
  installs: [
    { who: 'ours', what: 'what the commands need', megabytes: 115 },
    { who: 'ours', what: 'everything', megabytes: 214 },
    { who: 'peer', what: 'library, CLI, TypeScript', megabytes: 259 },
  ],
  outputs: [
    { who: 'ours', what: 'templates', files: 10, bytes: 121_732, lines: 3_144 },
    { who: 'ours', what: 'all of output/hello-server', files: 40, bytes: 400_000, lines: 9_000 },
    { who: 'peer', what: 'templates', files: 10, bytes: 206_000, lines: 7_900 },
    { who: 'peer', what: 'all of cdk.out', files: 20, bytes: 620_000, lines: 20_000 },
  ],
  deploy: {
    ours: { first: 3_500, again: 1_300 },
    cli: { first: 36_300, again: 6_600 },
    calls: { 's3:HeadObject': 11, 'sts:GetCallerIdentity': 1 },
  },
  missing: [],
};

import { availableParallelism } from 'node:os';
import { openCopy } from './bench/copy.ts';
import { compareDeploys } from './bench/deploys.ts';
import { measureOwnGrowth, measurePeersGrowth, NO_GROWTH } from './bench/growth.ts';
import { findSlow, MOST } from './bench/judge.ts';
import { measureMake } from './bench/make-parts.ts';
import { NO_PEER, openPeer } from './bench/peer.ts';
import type { BenchReport } from './bench/report.ts';
import { measureInstalls, measureOutputs } from './bench/sizes.ts';
import { measureSynths } from './bench/synth.ts';
import { asText, tablesOf } from './bench/tables.ts';
import { writeReport } from './bench/written.ts';
import { EXIT, runCommand } from './lib/command.ts';
import { silenceSdk } from './lib/place.ts';
import { ROOT } from './lib/root.ts';

await runCommand(
  {
    name: 'make bench',
    summary:
      'Measures synth against `node -e 0` and against the same system written with the CDK (bench/cdk, where it is installed), what make does,\n' +
      'sizes, and deploying against the AWS CLI. With everything measured it writes docs/bench.json and what shows it.',
    options: {
      pairs: { type: 'string', default: '9' },
      rounds: { type: 'string', default: '3' },
      format: { type: 'string', default: 'text' },
      check: { type: 'boolean', default: false },
    },
    help: {
      pairs: 'how many times each synth is run; 9 unless told, 0 leaves out all but deploying',
      rounds: 'how many times hello-server is deployed to the local cloud by each; 3 unless told, 0 leaves it out',
      format: 'text or json',
      check: `measure ours only, write nothing; fail where synth takes over ${MOST} times node -e 0, or deploying is not faster than the AWS CLI`,
    },
  },
  async ({ values }) => {
    const { check, format } = values;
    const [pairs, rounds] = [Number(values.pairs), Number(values.rounds)];
    for (const [name, number] of Object.entries({ pairs, rounds })) {
      if (Number.isInteger(number) && number >= 0 && number <= 99) continue;
      process.stderr.write(`--${name} takes a whole number from 0 to 99\n`);
      return EXIT.refused;
    }
    if (format !== 'text' && format !== 'json') {
      process.stderr.write(`--format takes text or json, not '${format}'\n`);
      return EXIT.refused;
    }
    const report = await measure(pairs, rounds, check);
    process.stdout.write(format === 'json' ? `${JSON.stringify(report)}\n` : asText(tablesOf(report)));
    for (const reason of report.missing) process.stderr.write(`${reason}\n`);
    if (check) {
      const slow = findSlow(report);
      for (const line of slow) process.stderr.write(`${line}\n`);
      return slow.length > 0 ? EXIT.failed : EXIT.done;
    }
    if (report.missing.length === 0 && pairs > 0 && rounds > 0) {
      for (const path of writeReport(ROOT, report)) process.stderr.write(`written: ${path}\n`);
    } else {
      process.stderr.write('not everything was measured, so docs/bench.json and what shows it stay as they are\n');
    }
    return EXIT.done;
  },
);

async function measure(pairs: number, rounds: number, isCheck: boolean): Promise<BenchReport> {
  const say = (text: string) => process.stderr.isTTY && process.stderr.write(`${text}\n`);
  const peer = isCheck || pairs === 0 ? undefined : openPeer();
  const missing = isCheck || pairs === 0 || peer ? [] : [NO_PEER];
  const isWhole = pairs > 0 && !isCheck;
  // What takes long is measured less often.
  const few = Math.min(3, pairs);
  const alone = pairs > 0 ? openCopy({ isAlone: true }) : undefined;
  const copy = isWhole ? openCopy({ isAlone: false }) : undefined;
  try {
    say('synth of one system');
    const synth = alone ? measureSynths(alone, peer, pairs) : [];
    if (isWhole) say('the parts of make');
    const peerCli = synth.find(({ id }) => id === 'peer-cli')?.milliseconds;
    const make = copy ? { ...measureMake(copy, few), ...(peerCli ? { peerCli } : {}) } : undefined;
    if (isWhole) say('sizes');
    const [installs, outputs] = isWhole ? [measureInstalls(peer), measureOutputs(peer)] : [[], []];
    if (isWhole) say('more systems');
    const growth = isWhole ? measureOwnGrowth(few) : [];
    if (isWhole && growth.length === 0) missing.push(NO_GROWTH);
    const peers = isWhole && peer ? measurePeersGrowth(peer, few) : [];
    if (rounds > 0) say('deploying');
    silenceSdk();
    const deploy = rounds > 0 ? await compareDeploys(rounds) : undefined;
    if (rounds > 0 && deploy?.cli === undefined && !isCheck) missing.push('there is no aws on the PATH to deploy with');
    return {
      version: 1,
      on: {
        node: process.versions.node,
        cores: availableParallelism(),
        pairs,
        rounds,
        ...(peer ? { peer: peer.version } : {}),
      },
      synth,
      ...(make ? { make } : {}),
      growth: [...growth, ...peers],
      installs,
      outputs,
      ...(deploy ? { deploy } : {}),
      missing,
    };
  } finally {
    alone?.remove();
    copy?.remove();
    peer?.remove();
  }
}

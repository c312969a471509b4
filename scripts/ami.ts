import { ARCHITECTURES, findNewestEcsImage, isImageId } from '../src/cloud/ecs-image.ts';
import { findStaleImage, formatProposal, toProposalReport } from '../src/cloud/image-proposal.ts';
import { openParameterStore } from '../src/cloud/parameter-store.ts';
import { throwIfAny } from '../src/dsl/error.ts';
import { ENVIRONMENTS } from '../templates/environments.ts';
import { proposePinnedImages } from './lib/ami-of-environment.ts';
import { EXIT, runCommand } from './lib/command.ts';

await runCommand(
  {
    name: 'make ami',
    summary: 'Proposes the newest ECS-optimised AMI for the parameter ImageId. Changes nothing.',
    options: {
      env: { type: 'string' },
      region: { type: 'string' },
      arch: { type: 'string' },
      current: { type: 'string' },
      check: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
    help: {
      env: 'an environment, for each system that pins an image there; instead of the next three',
      region: 'where the image is for; AWS_REGION unless told',
      arch: 'x86_64 or arm64; x86_64 unless told',
      current: 'the image that is pinned now; says whether it is the newest',
      check: 'fail when --current, or an image that --env pins, is not the newest',
      json: 'print a JSON document',
    },
  },
  async ({ values: { env, region: given, arch: architectureGiven, current, check, json } }) => {
    const arch = architectureGiven ?? 'x86_64';
    const region = given ?? process.env.AWS_REGION ?? '';
    const architecture = ARCHITECTURES.find((name) => name === arch);
    const environment = ENVIRONMENTS.find(({ name }) => name === env);
    const known = ENVIRONMENTS.map(({ name }) => name).join(', ');
    const besideEnv = Object.entries({ region: given, arch: architectureGiven, current }).filter(([, value]) => value);
    const wrong =
      env === undefined
        ? [
            ...(region === '' ? ['no region: write --region eu-central-1 or --env dev, or set AWS_REGION'] : []),
            ...(region === '' || isRegion(region) ? [] : [`a region is a name such as eu-central-1, not '${region}'`]),
            ...(architecture === undefined ? [`--arch takes ${ARCHITECTURES.join(' or ')}, not '${arch}'`] : []),
            ...(current === undefined || isImageId(current)
              ? []
              : [`--current takes an id: ami-..., not '${current}'`]),
            ...(check && current === undefined ? ['--check needs --current, the id to check, or --env'] : []),
          ]
        : [
            ...(environment ? [] : [`there is no environment '${env}'; there are: ${known}`]),
            ...besideEnv.map(([option]) => `--env says what --${option} would: leave one of the two out`),
          ];
    if (architecture === undefined || wrong.length > 0) {
      process.stderr.write(`${[...wrong, '', 'make ami ARGS=--help lists the options'].join('\n')}\n`);
      return EXIT.refused;
    }
    // The SDK's version is pinned: which Node later ones need matters to whoever raises it, and not here.
    process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
    if (environment) {
      const { text, report, stale } = await proposePinnedImages(environment);
      process.stdout.write(json ? `${JSON.stringify(report)}\n` : text);
      if (check) throwIfAny(stale);
      return EXIT.done;
    }
    const newest = await findNewestEcsImage(await openParameterStore(region), architecture);
    const proposal = { region, architecture, newest, current };
    process.stdout.write(json ? `${JSON.stringify(toProposalReport(proposal))}\n` : formatProposal(proposal));
    if (check) throwIfAny(findStaleImage(proposal));
    return EXIT.done;
  },
);

// Only the form: which there are changes every year. A name with dots in it would send the request to another host.
function isRegion(text: string): boolean {
  return /^[a-z]{2,8}(?:-[a-z]{2,12}){1,3}-\d{1,2}$/.test(text);
}

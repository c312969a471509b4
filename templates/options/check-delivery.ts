import { checkEcrImage, WRITE_FROM_ECR } from './check-image.ts';
import type { EcrImage } from './container.ts';
import { invalid, isWhole, type OptionProblem, oneOf, onlyKnown } from './problem.ts';
import type { CompleteOptions } from './system.ts';

/** What is wrong with how new versions get here. */
export function checkDelivery({ delivery }: CompleteOptions): readonly OptionProblem[] {
  if (!delivery) return [];
  const { source, build, releaseFrom } = delivery;
  const problems: OptionProblem[] = [
    ...oneOf('source.kind', source.kind, ['codecommit', 'connection', 'image']),
    ...oneOf('releaseFrom', releaseFrom, ['template', 'repository']),
    ...oneOf('pipelineIn.kind', delivery.pipelineIn, ['service-account', 'tools-account']),
    ...onlyKnown('build', build, ['computeType', 'timeoutMinutes', 'context', 'dockerfile', 'arguments']),
    ...oneOf('build.computeType', build.computeType, [
      'BUILD_GENERAL1_SMALL',
      'BUILD_GENERAL1_MEDIUM',
      'BUILD_GENERAL1_LARGE',
    ]),
  ];
  if (source.kind === 'image' && !/^[\w][\w.-]{0,127}$/.test(source.tag)) {
    const message = `${JSON.stringify(source.tag)} is not a tag`;
    problems.push(invalid('source.tag', message, 'use letters, digits, hyphens, dots and underscores'));
  }
  if (source.kind !== 'image' && !/^[\w][\w./-]{0,254}$/.test(source.branch)) {
    const message = `${JSON.stringify(source.branch)} is not a branch`;
    problems.push(invalid('source.branch', message, 'write its name, such as main'));
  }
  if (source.kind === 'connection' && !/^[\w.-]+(\/[\w.-]+)+$/.test(source.repository)) {
    const message = `${JSON.stringify(source.repository)} is not the full name of a repository`;
    problems.push(invalid('source.repository', message, 'write owner and name: example/hello-server'));
  }
  if (source.kind === 'image' && releaseFrom === 'repository') {
    const message = 'an image has no files beside it';
    problems.push(invalid('releaseFrom', message, 'leave it out, or use a source with a repository'));
  }
  if (!isWhole(build.timeoutMinutes, 5, 2160)) {
    const message = `${build.timeoutMinutes} is not a number of minutes`;
    problems.push(invalid('build.timeoutMinutes', message, 'use a whole number from 5 to 2160'));
  }
  // They stand in a command of the build.
  for (const name of ['context', 'dockerfile'] as const) {
    if (/^[\w.][\w./-]*$/.test(build[name])) continue;
    const message = `${JSON.stringify(build[name])} is not a path below the repository`;
    problems.push(invalid(`build.${name}`, message, 'use letters, digits, dots, hyphens and slashes'));
  }
  for (const [name, value] of Object.entries(build.arguments)) problems.push(...checkArgument(name, value));
  return problems;
}

// They too stand in the command, where neither a blank nor a sign of the shell may come.
function checkArgument(name: string, value: string | EcrImage): readonly OptionProblem[] {
  const path = `build.arguments[${JSON.stringify(name)}]`;
  if (!/^[A-Za-z_]\w*$/.test(name)) {
    return [invalid(path, 'is not the name of an argument', 'use letters, digits and underscores')];
  }
  if (name === 'VERSION') return [invalid(path, 'is the commit that is built', 'choose another name')];
  if (typeof value === 'object') return checkEcrImage(path, value);
  const shown = JSON.stringify(value);
  if (/\.dkr\.ecr\./.test(value)) return [invalid(path, `${shown} names an account`, WRITE_FROM_ECR)];
  if (/^[\w.:/@+=,-]*$/.test(value)) return [];
  return [invalid(path, `${shown} cannot stand in the command`, 'use letters, digits and . : / @ + = , - _')];
}
